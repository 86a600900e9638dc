"""Reading the cells of one row: text, days, lists and words, each refused with the reason."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from learnplan.people.roster.refusals import RowRefused

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
LONGEST = 255


@dataclass(slots=True)
class Row:
    """The cells of one row by field, with what is needed to speak of them.

    A value is repeated in a message only in files that have no password column (those are `secretive`): in a row that
    slipped sideways any cell might hold one.
    """

    values: dict[str, str]
    headers: Mapping[str, str]
    american: bool
    secretive: bool
    say: Callable[[str, str, str], None]
    today: dt.date

    def shown(self, value: str) -> str:
        """Return the value as it may stand in a message."""
        return _("This value") if self.secretive else f"“{value[:40]}”"

    def warn(self, name: str, code: str, message: str) -> None:
        self.say(self.headers.get(name, name), code, message)

    def refuse(self, name: str, code: str, message: str) -> RowRefused:
        return RowRefused(self.headers.get(name, name), code, message)

    def text(self, name: str, most: int = LONGEST) -> str:
        """Return the field, which may be blank. Refuses what is longer than the table holds."""
        value = self.values.get(name, "")
        if len(value) > most:
            raise self.refuse(name, "too_long", _("This is longer than {most} characters.").format(most=most))
        return value

    def need(self, name: str, most: int = LONGEST) -> str:
        """Return the field, which must not be blank."""
        value = self.text(name, most)
        if not value:
            raise self.refuse(name, "missing_value", _("This must not be blank."))
        return value

    def word[Meaning](self, name: str, accepted: Mapping[str, Meaning], *, code: str) -> Meaning:
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

    def try_word(self, name: str, accepted: Collection[str], *, code: str) -> None:
        """Warn of an unknown word in a field that is not needed."""
        value = self.values.get(name)
        if value and value not in accepted:
            message = _("{value} is not one of: {listed}. It is not needed here, so the row is taken.")
            self.warn(name, code, message.format(value=self.shown(value), listed=", ".join(accepted)))

    def parts(self, name: str) -> list[str]:
        """Return the entries of a list cell, each once. Spaces after the comma are accepted with a warning."""
        value = self.values.get(name, "")
        if "," not in value:
            return [self.text(name)] if value else []
        pieces = value.split(",")
        entries = list(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))
        if any(piece != piece.strip() for piece in pieces):
            self.warn(name, "list_spaces", _("There are spaces around the commas of this list: they are left out."))
        if any(len(entry) > LONGEST for entry in entries):
            raise self.refuse(name, "too_long", _("This is longer than {most} characters.").format(most=LONGEST))
        return entries

    def day(self, name: str, *, needed: bool = False) -> dt.date | None:
        """Return the day, None if blank. ISO days are read, and m/d/yyyy only where the dialect says so."""
        value = self.need(name) if needed else self.values.get(name, "")
        if not value:
            return None
        try:
            is_american = self.american and "/" in value
            day = dt.datetime.strptime(value, "%m/%d/%Y").date() if is_american else iso_day(value)
        except ValueError:
            asked = "m/d/yyyy" if self.american else "2026-09-01"
            message = _("{value} is not a day written like {asked}.").format(value=self.shown(value), asked=asked)
            raise self.refuse(name, "date", message) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise self.refuse(name, "date", _("The year of this day cannot be right."))
        return day

    def days(self, first: str, last: str, *, needed: bool = False) -> tuple[dt.date | None, dt.date | None]:
        """Return the first and the last day; refuses a last day before the first."""
        from_on, until_on = self.day(first, needed=needed), self.day(last, needed=needed)
        if from_on and until_on and until_on < from_on:
            message = _("This day is before the one in {first}.").format(first=self.headers.get(first, first))
            raise self.refuse(last, "dates_order", message)
        return from_on, until_on


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
