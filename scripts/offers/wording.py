"""How the hours of an offer and the titles of several are written, on every page that names them."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _


def hours(minutes: int) -> str:
    """Write minutes a week as hours, to the quarter.

    >>> hours(90), hours(300)
    ('1.5', '5')
    """
    return f"{round(minutes / 15) / 4:g}"


def quoted(titles: Iterable[str]) -> str:
    """Write titles as a list in words: “A”, “B” and “C”."""
    return get_text_list([f"“{title}”" for title in titles], _("and"))
