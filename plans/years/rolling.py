"""Foreseeing a roll-over: who gets a plan for the next year, who has one, who joins and who leaves."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet
from django.utils import timezone

from learnplan.people.models import Institution, Membership, Role
from learnplan.years import year_bounds
from plans.targets.models import Plan, Target
from plans.years.models import RollOver, RollOverLine

Outcome = RollOverLine.Outcome


def members(institution: Institution | int, from_year: int) -> QuerySet[Membership]:
    """Return the learner memberships of an institution that touch a year or the one after."""
    first, last = year_bounds(from_year)[0], year_bounds(from_year + 1)[1]
    return Membership.objects.within(first, last).filter(institution=institution, role=Role.LEARNER)


def groups(institution: Institution | int, from_year: int) -> list[tuple[str, int]]:
    """Return the year groups of today's learners with how many are in each; entrants are not among them."""
    here = Membership.objects.current().filter(institution=institution, role=Role.LEARNER).order_by()
    return list(here.values_list("year_group").annotate(n=Count("user", distinct=True)).order_by("year_group"))


def entrants(institution: Institution | int, from_year: int) -> QuerySet[Membership]:
    """Return the planned entrants: memberships that begin after today, up to the end of the next year."""
    return members(institution, from_year).filter(from_on__gt=timezone.localdate())


def foresee(
    institution: Institution | int, from_year: int, carry: str, learners: Collection[int]
) -> list[RollOverLine]:
    """Return what would become of each of `learners`, not kept yet, in order of name: three queries, however many.

    Whoever is no learner there in either year is not in the list.
    """
    first, last = year_bounds(from_year + 1)
    held: dict[int, list[Membership]] = {}
    rows = members(institution, from_year).filter(user__in=learners)
    for one in rows.order_by("user__family_name", "user__given_name", "user_id", "-from_on"):
        held.setdefault(one.user_id, []).append(one)
    planned = set(Plan.objects.filter(year=from_year + 1, learner__in=held).values_list("learner", flat=True))
    counts = dict(to_carry(from_year, carry, held).order_by().values_list("plan__learner").annotate(n=Count("pk")))
    found = []
    for pk, mine in held.items():
        outcome = _outcome(mine, first, last, pk in planned)
        carried = counts.get(pk, 0) if outcome in RollOverLine.ROLLED else 0
        found.append(RollOverLine(learner_id=pk, year_group=mine[0].year_group, outcome=outcome, carried=carried))
    return found


def to_carry(from_year: int, carry: str, learners: Iterable[int]) -> QuerySet[Target]:
    """Return the targets that go along from the plans of a year: those chosen, all that are open, or none."""
    targets = Target.objects.open().filter(plan__year=from_year, plan__learner__in=learners)
    if carry == RollOver.Carry.NONE:
        return targets.none()
    return targets.filter(carry_wish__isnull=False) if carry == RollOver.Carry.CHOSEN else targets


def _outcome(held: list[Membership], first: dt.date, last: dt.date, has_plan: bool) -> str:
    if not any(one.from_on <= last and (one.until_on is None or one.until_on >= first) for one in held):
        return Outcome.LEAVES
    if has_plan:
        return Outcome.KEEPS
    return Outcome.STARTS if any(one.from_on < first for one in held) else Outcome.JOINS
