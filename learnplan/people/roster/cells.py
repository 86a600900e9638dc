"""Reading the cells of one row: text, days, lists and words, each refused with the reason."""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from learnplan.people.roster.refusals import RowRefused

AMERICAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
FIELD_LENGTHS = {"sourced_id": 255, "username": 150, "given_name": 150, "family_name": 150, "preferred_name": 150}


class Row:
    """The cells of one row by field, with what is needed to speak of them.

    A value is repeated in a message only in files that have no password column: in a row that slipped
    sideways any cell might hold one.
    """

    __slots__ = ("american", "headers", "say", "secretive", "today", "values")

    def __init__(
        self,
        values: dict[str, str],
        headers: Mapping[str, str],
        *,
        american: bool,
        secretive: bool,
        say: Callable[[str, str, str], None],
        today: dt.date,
    ):
        self.values = values
        self.headers = headers
        self.american = american
        self.secretive = secretive
        self.say = say
        self.today = today

    def column(self, name: str) -> str:
        """Return the header under which a field stands."""
        return self.headers.get(name, name)

    def shown(self, value: str) -> str:
        """Return the value as it may stand in a message."""
        return _("This value") if self.secretive else f"“{value[:40]}”"

    def warn(self, name: str, code: str, message: str) -> None:
        self.say(self.column(name), code, message)

    def refuse(self, name: str, code: str, message: str) -> RowRefused:
        return RowRefused(self.column(name), code, message)

    def text(self, name: str, most: int = 255) -> str:
        """Return the field, which may be blank. Refuses what is longer than the table holds."""
        value = self.values.get(name, "")
        if len(value) > most:
            raise self.refuse(name, "too_long", _("This is longer than {most} characters.").format(most=most))
        return value

    def need(self, name: str, most: int = 255) -> str:
        """Return the field, which must not be blank."""
        value = self.text(name, most)
        if not value:
            raise self.refuse(name, "missing_value", _("This must not be blank."))
        return value

    def word(self, name: str, accepted: Mapping, *, code: str):
        """Return what a word means. Other capitals are accepted with a warning; unknown words are refused."""
        value = self.values.get(name, "")
        if value in accepted:
            return accepted[value]
        for word, meaning in accepted.items():
            if word.lower() == value.lower():
                self.warn(name, "value_case", _("This should be written “{word}”.").format(word=word))
                return meaning
        listed = ", ".join(word for word in accepted if word)
        message = _("{value} is not known here. Known: {listed}.") if value else _("This is blank. Known: {listed}.")
        raise self.refuse(name, code, message.format(value=self.shown(value), listed=listed))

    def parts(self, name: str) -> list[str]:
        """Return the entries of a list cell, each once. Spaces after the comma are accepted with a warning."""
        value = self.values.get(name, "")
        if "," not in value:
            return [self.text(name)] if value else []
        pieces = value.split(",")
        if any(piece != piece.strip() for piece in pieces):
            self.warn(name, "list_spaces", _("There are spaces around the commas of this list: they are left out."))
        entries = list(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))
        if any(len(entry) > FIELD_LENGTHS["sourced_id"] for entry in entries):
            raise self.refuse(name, "too_long", _("This is longer than {most} characters.").format(most=255))
        return entries

    def day(self, name: str) -> dt.date | None:
        """Return the day, None if blank. ISO days are read, and m/d/yyyy only where the dialect says so."""
        value = self.values.get(name, "")
        if not value:
            return None
        try:
            day = self.american_day(value) if self.american and "/" in value else iso_day(value)
        except ValueError:
            asked = "m/d/yyyy" if self.american else "2026-09-01"
            message = _("{value} is not a day written like {asked}.").format(value=self.shown(value), asked=asked)
            raise self.refuse(name, "date", message) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise self.refuse(name, "date", _("The year of this day cannot be right."))
        return day

    def need_day(self, name: str) -> dt.date:
        """Return the day, which must not be blank."""
        self.need(name)
        return self.day(name)  # type: ignore[return-value]  # need() refuses a blank one

    def american_day(self, value: str) -> dt.date:
        found = AMERICAN_DAY.fullmatch(value)
        if not found:
            raise ValueError
        month, day, year = (int(part) for part in found.groups())
        return dt.date(year, month, day)

    def in_order(self, first: str, last: str, from_on: dt.date | None, until_on: dt.date | None) -> None:
        """Refuse a last day before the first."""
        if from_on and until_on and until_on < from_on:
            raise self.refuse(
                last, "dates_order", _("This day is before the one in {first}.").format(first=self.column(first))
            )


def iso_day(value: str) -> dt.date:
    """Return the day of an ISO date, or of an ISO moment.

    >>> iso_day("2026-09-01"), iso_day("2026-09-01T00:00:00.000Z")
    (datetime.date(2026, 9, 1), datetime.date(2026, 9, 1))
    """
    if len(value) == 10:
        if value[4] != "-" or value[7] != "-":
            raise ValueError
        return dt.date.fromisoformat(value)
    if len(value) < 10 or value[10] not in "T " or value[4] != "-":
        raise ValueError
    return dt.datetime.fromisoformat(value).date()
