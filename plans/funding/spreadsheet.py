"""Shares as a table for a spreadsheet, in which nothing typed by a person can run as a formula."""

import csv
from collections.abc import Iterable, Iterator
from itertools import batched

from django.utils.translation import gettext as _

from learnplan.people.models import User
from plans.funding.formula import FormulaLine, total_of, work_out
from plans.funding.learners import facts_of, newcomers_of
from plans.funding.models import Entitlement, Formula
from plans.funding.reading import read_lines

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BATCH = 2000


class Echo:
    """A file that hands back what is written, so that rows can be sent as they are made."""

    def write(self, text: str) -> str:
        return text


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not run it.

    >>> harmless("=1+1"), harmless("Amina Said"), harmless(" @home")
    ("'=1+1", 'Amina Said', "' @home")
    """
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def sheet(rows: Iterable[list[str | int | None]]) -> Iterator[str]:
    """Yield the lines of a CSV file: text made harmless, pence as pounds, None empty. Begins with a mark for Excel."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: str | int | None) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else f"{value // 100}.{value % 100:02d}"


def rows_of(formula: Formula) -> Iterator[list[str | int | None]]:
    """Yield a heading and a row for each learner: name, each line in pence (None: not known), and the total."""
    names = [part["name"] for part in formula.components["components"]]
    yield [_("Learner"), *names, _("Total")]
    for batch in batched(_shares_of(formula), BATCH, strict=False):
        people = User.objects.in_bulk([learner_id for learner_id, _lines in batch])
        for learner_id, lines in batch:
            yield [str(people[learner_id]), *(line.pence for line in lines), total_of(lines)]


def _shares_of(formula: Formula) -> Iterator[tuple[int, list[FormulaLine]]]:
    if formula.is_published:
        shares = Entitlement.objects.filter(formula=formula).order_by("pk").values_list("learner_id", "lines")
        for learner_id, lines in shares.iterator(chunk_size=BATCH):
            yield learner_id, read_lines(lines)
        return
    for batch in facts_of(formula.fund, newcomers_of(formula.fund)):
        for one in batch:
            yield one.learner_id, work_out(formula.components, one.known)
