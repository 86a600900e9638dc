"""The first line of a roster file: which column is which field, what is kept aside, what is never read."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from learnplan.people.roster.formats import MISSPELT, FileFormat
from learnplan.people.roster.refusals import RowRefused
from learnplan.web.reports import Report

PASSWORD = re.compile(
    r"pass.?(wor|wd|phrase|code|key)|\bpwd|_pwd|secret|credential|\bpin\b|kennwort|passwort|mot.?de.?passe|contrase|senha",
    re.IGNORECASE,
)
EXTENSIONS = ("metadata.", "ext_")


@dataclass(frozen=True, slots=True)
class Header:
    """The plan of one file: (position, field, header) to read, (position, header) to keep aside."""

    width: int
    fields: tuple[tuple[int, str, str], ...]
    aside: tuple[tuple[int, str], ...]
    has_password: bool

    def check_width(self, cells: list[str]) -> None:
        """Refuse a row with more or fewer cells than columns; blank cells at the end are no harm."""
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            message = _("The row has {n} cells and there are {width} columns.").format(n=len(cells), width=self.width)
            raise RowRefused(self.width + 1, "ragged", message)
        if len(cells) < self.width:
            message = _("The row has only {n} cells of {width}.").format(n=len(cells), width=self.width)
            raise RowRefused(len(cells) + 1, "ragged", message)


def read_header(cells: list[str], wanted: FileFormat, report: Report) -> Header:
    """Return the plan for a file by its header. Raises RowRefused when its rows cannot be told.

    Nothing of the header is repeated in a message unless the required columns are all there, because a file
    without a header has a person, and perhaps a password, in its first line.
    """
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in wanted.required if name not in names]
    fields = {wanted.columns[n] for n in names if wanted.columns.get(n)}
    if missing or not {"sourced_id", "user", "class"} & fields:
        listed = ", ".join(missing) or "ID"
        raise RowRefused(None, "missing_column", _("The header lacks: {names}.").format(names=listed))
    twice = {name for name in names if name and names.count(name) > 1}
    if twice & set(wanted.columns):
        raise RowRefused(None, "column_twice", _("A column stands twice: {name}.").format(name=sorted(twice)[0]))
    if len(names) < len(cells):
        report.warn(wanted.name, 1, len(names) + 1, "blank_header", _("The last header cells are blank: left aside."))
    aside = []
    for position, name in enumerate(names):
        if name not in wanted.columns and keeps(position, name, names, wanted, report):
            aside.append((position, name))
    read = tuple((names.index(name), into, name) for name, into in wanted.columns.items() if into and name in names)
    has_password = any(PASSWORD.search(name) for name in names)
    return Header(len(names), read, tuple(aside), has_password)


def keeps(position: int, name: str, names: list[str], wanted: FileFormat, report: Report) -> bool:
    """Say whether an unknown column is kept aside, and warn of it unless it is a proper extension."""
    if not name:
        report.warn(wanted.name, 1, position + 1, "blank_header", _("A header cell is blank: the column is left out."))
        return False
    if PASSWORD.search(name):
        report.warn(wanted.name, 1, name, "password_column", _("This column may hold passwords: it is not read."))
        return False
    meant = MISSPELT.get(name)
    if meant not in wanted.columns:
        close = [n for n in wanted.columns if n.lower() == name.lower()]
        close += get_close_matches(name, list(wanted.columns), n=1, cutoff=0.85)
        meant = close[0] if close else None
    if meant and meant not in names and not name.startswith(EXTENSIONS):
        message = _("{name} is not a column here; {meant} is. It is kept aside and not read as {meant}.")
        report.warn(wanted.name, 1, name, "misspelt", message.format(name=name, meant=meant))
    elif not name.startswith(EXTENSIONS):
        message = _("The column {name} is not known: it is kept aside.").format(name=name)
        report.warn(wanted.name, 1, name, "unknown_column", message)
    return True
