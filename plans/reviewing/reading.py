"""Reading many learners at once, each with what stands in their plan and what waits longest: one query a page."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.functional import Promise

from learnplan.people.models import Bond, BondQuerySet, Membership, Role, User
from learnplan.people.sight import Sight, seen_with
from learnplan.waiting.models import Waiting
from learnplan.waiting.reading import told, waiting_about, waiting_for
from learnplan.waiting.shapes import Need
from learnplan.years import current_year
from plans.targets.models import Plan, Target
from plans.targets.shapes import Section

STANDING_IN = "standing_in"
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass
class Case:
    """One learner of the reader's: the plan of this year if there is one, what stands in it and what waits longest.

    `beside` is what a room above plans has for the row.
    """

    learner: User
    kind: str | Promise
    plan: Plan | None
    working: int = 0
    calls: int = 0
    waiting: int = 0
    longest: Need | None = None
    is_open_to_reader: bool = True
    beside: Section | None = None


@dataclass(frozen=True)
class BesideCases:
    """What a room above plans has for each row: `add` lets the query of learners read it, `tell` draws it of a row."""

    add: Callable[[QuerySet, User], QuerySet]
    tell: Callable[[Any], Section | None]


def learners_here() -> QuerySet:
    """Return the ids of everyone who is a learner somewhere today; a leaver is on nobody's list."""
    return Membership.objects.current().filter(role=Role.LEARNER).values("user")


def bonds_of(adult: User, kind: str = "") -> BondQuerySet:
    """Return the bonds by which learners are with the adult today, of `kind` or STANDING_IN if it is given."""
    bonds = Bond.objects.in_force().filter(adult=adult, learner__in=learners_here())
    if kind == STANDING_IN:
        return bonds.exclude(standing_in_for=None)
    return bonds.filter(kind=kind, standing_in_for=None) if kind else bonds


def learners_of(adult: User, kind: str = "") -> QuerySet[User]:
    """Return the learners who are with the adult today."""
    return User.objects.filter(pk__in=bonds_of(adult, kind).values("learner"))


def with_case(learners: QuerySet[User], adult: User) -> QuerySet[Any]:
    """Add what `cases_of` reads, in the same query: `tie`, `plan_id` and `counts`; and `waits_since` to sort by.

    `waits_since` is NEVER for a learner of whom nothing waits for this adult.
    """
    year = current_year()
    bonds = Bond.objects.in_force().filter(adult=adult, learner=OuterRef("pk"))
    tie = JSONObject(kind="kind", sees="sees", standing_in=F("standing_in_for"), until_on="until_on")
    still = Target.objects.open().filter(plan__learner=OuterRef("pk"), plan__year=year).order_by()
    counts = JSONObject(working=Count("pk"), calls=Count("pk", filter=Q(state__in=Target.CALLS)))
    longest = waiting_for(adult).filter(learner=OuterRef("pk")).order_by("since")
    return learners.annotate(
        tie=Subquery(bonds.order_by("-kind", F("standing_in_for").asc(nulls_first=True)).values(tie=tie)[:1]),
        plan_id=Subquery(Plan.objects.filter(learner=OuterRef("pk"), year=year).values("pk")[:1]),
        counts=Subquery(still.values("plan").annotate(counts=counts).values("counts")),
        waits_since=Coalesce(Subquery(longest.values("since")[:1]), Value(NEVER)),
    )


def only_waiting(learners: QuerySet[Any]) -> QuerySet[Any]:
    """Return those, read `with_case`, of whom something waits for the adult."""
    return learners.filter(waits_since__lt=NEVER)


def cases_of(learners: Iterable, adult: User, beside: BesideCases | None = None) -> list[Case]:
    """Return the learners, read `with_case` (and with what is `beside`), as the rows of a list, in the given order.

    What of each waits for the adult is read for all of them at once: one query.
    """
    cases = [_case(learner) for learner in learners]
    rows = waiting_about(adult, learner_ids=[case.learner.pk for case in cases])
    by_learner: dict[int | None, list[Waiting]] = {}
    for row in rows:
        by_learner.setdefault(row.learner_id, []).append(row)
    for case in cases:
        found = by_learner.get(case.learner.pk, [])
        case.waiting, case.longest = len(found), next(iter(told(found[:1])), None)
        case.beside = beside.tell(case.learner) if beside else None
    return cases


def _case(learner) -> Case:
    tie, plan_id = learner.tie, learner.plan_id
    case = Case(
        learner=learner, kind=_kind(tie), plan=Plan(pk=plan_id, learner=learner) if plan_id is not None else None
    )
    case.is_open_to_reader = tie["kind"] != Bond.Kind.CARER or Sight.TARGETS in seen_with(tie["sees"])
    if case.is_open_to_reader:
        for name, count in (learner.counts or {}).items():
            setattr(case, name, count)
    return case


def _kind(tie: dict) -> str:
    bond = Bond(kind=tie["kind"], standing_in_for_id=tie["standing_in"])
    bond.until_on = tie["until_on"] and dt.date.fromisoformat(tie["until_on"])
    return bond.kind_in_words
