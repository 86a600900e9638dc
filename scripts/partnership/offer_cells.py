"""The cells of an offers file: what each column means, and how a cell that is wrong can be put right."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from scripts.authoring.models import Style
from scripts.partnership.slots import Times, TimeWrong, read_slots

LARGEST = 2**31 - 1
MINUTES_IN_A_WEEK = 7 * 24 * 60
REQUIRED = ("code", "title", "style", "starts_on", "ends_on", "places", "price")
COLUMNS = (
    *("code", "title", "provider", "summary", "style", "level", "asks", "location", "timetable"),
    *("starts_on", "ends_on", "places", "price", "covers", "status"),
    *("slots", "minutes_a_week", "entry"),
)
LONGEST = {"code": 50, "title": 150, "level": 50, "asks": 300, "location": 200, "timetable": 200, "summary": 5000}
# Names seen in other people's files, and the column that may be meant: said to the person, never guessed.
MISSPELT = {
    "id": "code",
    "reference": "code",
    "name": "title",
    "institution": "provider",
    "description": "summary",
    "how": "style",
    "mode": "style",
    "requirements": "asks",
    "venue": "location",
    "where": "location",
    "when": "timetable",
    "start": "starts_on",
    "start_date": "starts_on",
    "end": "ends_on",
    "end_date": "ends_on",
    "capacity": "places",
    "cost": "price",
    "price_pence": "price",
    "items": "covers",
    "closed": "status",
    "times": "slots",
    "minutes": "minutes_a_week",
    "prerequisites": "entry",
    "entry_requirements": "entry",
}
MONEY = re.compile(r"£?\s?(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?")


class CellWrong(ValueError):
    """A cell that cannot be taken as it is; `code` names the fault, the message says how to put it right."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def words(column: str) -> Callable[[str], str]:
    """Return the reader of a column of words."""

    def read(cell: str) -> str:
        if column in REQUIRED and not cell:
            raise CellWrong("missing", _("This cell is empty, and an offer needs its %(column)s.") % {"column": column})
        if len(cell) > LONGEST[column]:
            said = _("%(length)s characters; at most %(longest)s fit. Shorten it.")
            raise CellWrong("too_long", said % {"length": len(cell), "longest": LONGEST[column]})
        return cell

    return read


def style(cell: str) -> str:
    """Return the Style, from its name or from how it is written on the screen."""
    known = {value: value for value in Style.values} | {str(label).lower(): value for value, label in Style.choices}
    key = " ".join(cell.lower().split())
    if key.replace(" ", "_") in known or key in known:
        return known.get(key) or known[key.replace(" ", "_")]
    accepted = ", ".join(Style.values)
    raise CellWrong(
        "unknown_style",
        _("“%(cell)s” is not a style. Write one of: %(styles)s.") % {"cell": cell[:40], "styles": accepted},
    )


def date(cell: str) -> dt.date:
    """Return the day; only 2026-09-01 is accepted, since 1/09/2026 means two days."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        try:
            return dt.date.fromisoformat(cell)
        except ValueError:
            raise CellWrong("bad_date", _("There is no day %(cell)s. Look at it again.") % {"cell": cell}) from None
    said = _("“%(cell)s” is not a date like 2026-09-01 (year, month, day): 1/09/2026 could be two different days.")
    raise CellWrong("bad_date", said % {"cell": cell[:40]})


def places(cell: str) -> int:
    """Return the number of places."""
    if re.fullmatch(r"[0-9]{1,10}", cell) and int(cell) <= LARGEST:
        return int(cell)
    said = _("“%(cell)s” is not a number of places. Write a whole number from 0, such as 12.")
    raise CellWrong("bad_places", said % {"cell": cell[:40]})


def price(cell: str) -> int:
    """Return the price of a place in pence: exactly what is written, never rounded.

    >>> price("1,606.50"), price("£90"), price("0.5")
    (160650, 9000, 50)
    """
    if MONEY.fullmatch(cell):
        pounds, _point, pence = cell.lstrip("£ ").replace(",", "").partition(".")
        amount = int(pounds) * 100 + int((pence + "00")[:2])
        if amount <= LARGEST:
            return amount
    said = _("“%(cell)s” is not a price in pounds. Write it as 1606.50 or 1,606.50, to the penny; 0 if it is free.")
    raise CellWrong("bad_price", said % {"cell": cell[:40]})


def covers(cell: str) -> list[str]:
    """Return the codes of framework items, each once."""
    return list(dict.fromkeys(code.strip() for code in cell.split(";") if code.strip()))


def slots(cell: str) -> list[Times]:
    """Return the times in the week."""
    try:
        return read_slots(cell)
    except TimeWrong as error:
        raise CellWrong("bad_time", str(error)) from None


def minutes_a_week(cell: str) -> int | None:
    """Return the minutes a week; None if the cell is empty."""
    if not cell:
        return None
    if re.fullmatch(r"[0-9]{1,5}", cell) and int(cell) <= MINUTES_IN_A_WEEK:
        return int(cell)
    said = _("“%(cell)s” is not a number of minutes a week. Write a whole number, such as 240 for four hours.")
    raise CellWrong("bad_minutes", said % {"cell": cell[:40]})


def status(cell: str) -> str:
    """Return "open", "closed", or "" for as it is."""
    if cell.lower() in ("", "open", "closed"):
        return cell.lower()
    raise CellWrong("bad_status", _("“%(cell)s” is not a status. Write open or closed.") % {"cell": cell[:40]})


READERS: dict[str, Callable[[str], Any]] = {
    **{column: words(column) for column in LONGEST},
    "provider": str,
    "style": style,
    "starts_on": date,
    "ends_on": date,
    "places": places,
    "price": price,
    "covers": covers,
    "status": status,
    "slots": slots,
    "minutes_a_week": minutes_a_week,
    "entry": covers,
}
