"""How times, hours, terms and titles are written in the words of findings, and of the pages around them."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from scripts.checking.shapes import Slot
from scripts.offers.models import OfferSlot

DAYS = dict(OfferSlot.Weekday.choices)


def clock(minutes: int) -> str:
    """Write a time of the day.

    >>> clock(810)
    '13.30'
    """
    return f"{minutes // 60}.{minutes % 60:02d}"


def slot_words(slot: Slot) -> str:
    """Write a time in the week, such as “Wednesday 13.30 to 15.00”."""
    return _("%(day)s %(starts)s to %(ends)s") % {
        "day": DAYS[slot.weekday],
        "starts": clock(slot.starts),
        "ends": clock(slot.ends),
    }


def hours(minutes: int) -> str:
    """Write minutes a week as hours, to the quarter.

    >>> hours(90), hours(300)
    ('1.5', '5')
    """
    return f"{round(minutes / 15) / 4:g}"


def quoted(titles: Iterable[str]) -> str:
    """Write titles as a list in words: “A”, “B” and “C”."""
    return get_text_list([f"“{title}”" for title in titles], _("and"))
