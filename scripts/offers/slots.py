"""Times in the week as people write them: “Wednesday 13.00 to 16.00”, one after another. Pure but for its words."""

import datetime as dt
import re
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _

from scripts.offers.models import OfferSlot

type Times = tuple[int, dt.time, dt.time]  # weekday from 1, from, until


MOST = 20
TIME = r"([0-9]{1,2})[.:]([0-9]{2})"
WRITTEN = re.compile(rf"(\w{{2,}})\.?,?\s+{TIME}\s*(?:-|–|—|to|until)\s*{TIME}", re.IGNORECASE)
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class TimeWrong(ValueError):
    """A time in the week that cannot be taken as it is; the message says how to put it right."""


def read_slots(text: str) -> list[Times]:
    """Return the times written in `text`, one a line or with semicolons between them, in the order of the week.

    A day is its English name, that of the screen, or the first letters of either. Raises TimeWrong for one that
    cannot be read, ends before it starts, or overlaps another.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) > MOST:
        raise TimeWrong(_("At most %(most)d times in the week fit.") % {"most": MOST})
    slots = sorted(set(map(_read, parts)))
    for one, other in pairwise(slots):
        if one[0] == other[0] and other[1] < one[2]:
            said = _("“%(one)s” and “%(other)s” overlap. Make them one, or change one of them.")
            raise TimeWrong(said % {"one": write_slots([one]), "other": write_slots([other])})
    return slots


def _read(part: str) -> Times:
    match = WRITTEN.fullmatch(part)
    day = _day(match[1]) if match else None
    if match is None or day is None:
        said = _("“%(part)s” is not a time in the week. Write it like Wednesday 13.00 to 16.00.")
        raise TimeWrong(said % {"part": part[:60]})
    try:
        starts, ends = (dt.time(int(match[hour]), int(match[hour + 1])) for hour in (2, 4))
    except ValueError:
        raise TimeWrong(_("“%(part)s”: there is no such time of day.") % {"part": part[:60]}) from None
    if ends <= starts:
        raise TimeWrong(_("“%(part)s” ends before it starts. Put the later time second.") % {"part": part[:60]})
    return day, starts, ends


def _day(word: str) -> int | None:
    """Return the weekday that a word begins, from 1; None if it begins none, or more than one."""
    word = word.lower()
    on_screen = [str(label).lower() for label in OfferSlot.Weekday.labels]
    found = {number for names in (ENGLISH, on_screen) for number, name in enumerate(names, 1) if name.startswith(word)}
    return found.pop() if len(found) == 1 else None


def write_slots(slots: Iterable[Times], between: str = "; ") -> str:
    """Write times as `read_slots` reads them."""
    days = dict(OfferSlot.Weekday.choices)
    said = "%(day)s %(starts)s to %(ends)s"  # as `read_slots` reads it, whatever the language
    return between.join(
        said % {"day": days[day], "starts": f"{starts:%H.%M}", "ends": f"{ends:%H.%M}"} for day, starts, ends in slots
    )
