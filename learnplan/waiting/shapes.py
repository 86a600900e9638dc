"""What can wait: each room names its kinds in its `waiting.py`, and the home page shows entries made of their rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import BigIntegerField, DateField, DateTimeField, F, Func, JSONField, QuerySet, Value
from django.db.models.functions import Greatest, JSONObject
from django.utils.functional import Promise

from learnplan.kept.shapes import KeptTable
from learnplan.years import FIRST_MONTH

if TYPE_CHECKING:
    from learnplan.waiting.models import Waiting


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for this person, in words.

    `words` is the bold sentence and `more` the rest; `path` is where it is done and `action` the words of the button.
    Since when it waits, and by which day it is to be done, is added from its row.
    """

    words: str
    more: str
    path: str
    action: str
    since: dt.datetime | None = None
    due_on: dt.date | None = None


class Who(StrEnum):
    """For whom of a learner's adults of today a thing waits: so a hand-over, a stand-in or an end moves no row."""

    TUTOR = "tutor"
    TUTOR_THERE = "tutor there"  # where the tutor is staff of the institution of the row
    HELPERS = "helpers"  # tutors and advocates
    SIGNER = "signer"  # the tutor, or the advocate of a learner without a tutor


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that waits, under its heading in a list.

    `rows` makes the queryset of all that should wait, of `columns`; `told` says a row in words, in the reader's
    language. Without `who` and `role` it waits for the person in the row; with them for whoever stands so to the
    learner today, and for those who hold the role at the row's institution: `otherwise` only where a learner has
    nobody of `who`. Never for whom it is `by`. With `of_leavers` the learner may be none today; with `while_tied` it
    waits only while a bond ties the learner and the adult in the row (its person, or whom it is `by`). A row of what
    `is_shared` hangs on many learners of an institution.

    `after` are the things whose events can change it: the first words of verbs. Those of `anywhere` among them change
    it for everyone, whatever institution they name.
    """

    kind: str
    heading: Promise
    after: frozenset[str]
    rows: Callable[[], QuerySet]
    told: Callable[["Waiting"], Need]
    who: Who | str = ""
    role: str = ""
    otherwise: bool = False
    of_leavers: bool = False
    while_tied: bool = False
    is_shared: bool = False
    anywhere: frozenset[str] = frozenset()


# Every kind there is, by its name; `learnplan/home/waiting.py` fills it from the rooms.
SOURCES: dict[str, Source] = {}


def columns(
    *,
    since,
    thing="pk",
    learner=None,
    institution=None,
    person=None,
    by=None,
    until=None,
    due=None,
    **facts,
) -> dict:
    """Return the columns of a row that waits, for `values()`: each a field, an expression or nothing.

    `thing` is the id of what it is about, `since` and `until` the moments between which it waits (they may lie
    ahead), `due` the day by which it is to be done, `facts` what its sentence needs.
    """
    ids = {"thing": thing, "learner": learner, "institution": institution, "person": person, "by": by}
    found = {f"its_{name}": _column(value, BigIntegerField()) for name, value in ids.items()}
    found["its_since"], found["its_until"] = _column(since, DateTimeField()), _column(until, DateTimeField())
    found["its_due"] = _column(due, DateField())
    found["its_facts"] = JSONObject(**facts) if facts else Value({}, JSONField())
    return found


def _column(value, kind):
    return Value(None, kind) if value is None else F(value) if isinstance(value, str) else value


class Midnight(Func):
    """The moment at which a day begins here; with `days` so many days later."""

    output_field = DateTimeField()

    def __init__(self, day, days: int = 0):
        super().__init__(day, Value(days), template=f"(%(expressions)s)::timestamp AT TIME ZONE '{settings.TIME_ZONE}'")
        self.arg_joiner = " + "


def in_year(year: str, since) -> dict:
    """Return `since` and `until` of what waits only while the academic year in the field `year` is the current one."""
    return {"since": Greatest(since, _september(year, 0)), "until": end_of_year(year)}


def end_of_year(year: str) -> Func:
    """Return the moment at which the academic year in the field `year` is over."""
    return _september(year, 1)


def _september(year: str, later: int) -> Func:
    return Func(
        F(year),
        template=f"make_timestamptz(%(expressions)s + {later}, {FIRST_MONTH}, 1, 0, 0, 0, '{settings.TIME_ZONE}')",
        output_field=DateTimeField(),
    )


TABLE = KeptTable(
    name="learnplan_waiting",
    columns={
        "kind": "'{part.kind}'",
        "thing_id": "its_thing::bigint",
        "learner_id": "its_learner::bigint",
        "institution_id": "its_institution::bigint",
        "person_id": "its_person::bigint",
        "by_id": "its_by::bigint",
        "since": "its_since::timestamptz",
        "until": "its_until::timestamptz",
        "due_on": "its_due::date",
        "facts": "its_facts::jsonb",
        "who": "'{part.who}'::text",
        "role": "'{part.role}'::text",
        "otherwise": "{part.otherwise}",
        "of_leavers": "{part.of_leavers}",
        "while_tied": "{part.while_tied}",
    },
    key=("kind", "thing_id"),
    parts=SOURCES,
    chosen="kind IN ({parts})",
)
