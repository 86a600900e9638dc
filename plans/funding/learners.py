"""The learners a fund is for, and what the formula knows of each, read in batches: never a query a learner."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import batched
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from learnplan.people.models import Circumstance, Membership, Role, User
from plans.funding.models import Formula, Fund
from plans.targets.models import Plan

BATCH = 5000


class Facts(NamedTuple):
    """One learner with a plan in the fund's year and institution; `known` goes to `formula.work_out`."""

    plan_id: int
    learner_id: int
    known: dict


def learners_now(fund: Fund) -> QuerySet[Membership]:
    """Return today's learner memberships at the fund's institution."""
    return Membership.objects.current().filter(institution=fund.institution_id, role=Role.LEARNER)


def plans_of(fund: Fund) -> QuerySet[Plan]:
    """Return the plans a fund is for: of its year and institution, of learners who belong there today."""
    belongs = learners_now(fund).values("user")
    return Plan.objects.filter(institution=fund.institution_id, year=fund.year, learner__in=belongs)


def newcomers_of(fund: Fund) -> QuerySet[Plan]:
    """Return the plans of a fund that no money was shared out to yet, from this fund or another."""
    return plans_of(fund).filter(entitlements=None)


def shared_by(formula: Formula) -> QuerySet[Plan]:
    """Return the plans that a published formula gave a share, of learners who still belong there."""
    belongs = learners_now(formula.fund).values("user")
    return Plan.objects.filter(entitlements__formula=formula, learner__in=belongs)


def without_plan(fund: Fund) -> QuerySet[User]:
    """Return the learners who belong to the fund's institution today and have no plan for its year."""
    planned = Plan.objects.filter(year=fund.year, learner=OuterRef("user"))
    return User.objects.filter(pk__in=learners_now(fund).filter(~Exists(planned)).values("user"))


def facts_of(fund: Fund, plans: QuerySet[Plan]) -> Iterator[list[Facts]]:
    """Yield the facts of `plans` in batches, by plan: one cursor over them, and a query of circumstances a batch."""
    year_group = learners_now(fund).filter(user=OuterRef("learner")).values("year_group")[:1]
    rows = plans.order_by("pk").annotate(year_group=Subquery(year_group)).values_list("pk", "learner_id", "year_group")
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH, strict=False):
        known: dict[int, dict] = defaultdict(dict)
        held = Circumstance.objects.current().filter(learner__in=[learner for _plan, learner, _year in batch])
        for learner_id, kind, value in held.order_by().values_list("learner_id", "kind", "value"):
            known[learner_id][kind] = value
        yield [
            Facts(plan_id, learner_id, known[learner_id] | {"year_group": group or None})
            for plan_id, learner_id, group in batch
        ]
