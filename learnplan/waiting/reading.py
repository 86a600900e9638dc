"""What waits for whom: one query, whoever it is; homes, lists and counts all read this one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.utils import timezone

from learnplan.people.models import STAFF, Bond, BondQuerySet, Membership, Role, User
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import SOURCES, Need, Source, Who

SOON = dt.timedelta(days=7)
FEW = 12  # on a home page


@dataclass(frozen=True, slots=True)
class Helped:
    """Whom an adult is with today (ids of learners): all, as their tutor, and those that they sign beside."""

    all: frozenset[int]
    as_tutor: frozenset[int]
    to_sign: frozenset[int]


def helped_by(adult: User) -> Helped:
    """Return whom this adult is with today as tutor, stand-in or advocate: one query."""
    if not adult.institutions_as(Role.TEACHER, Role.ADVOCATE):
        return Helped(frozenset(), frozenset(), frozenset())
    tutors = Bond.objects.in_force().tutors().filter(learner=OuterRef("learner"))
    bonds = Bond.objects.in_force().helpers().filter(adult=adult).order_by()
    rows = list(bonds.values_list("learner", "kind", Exists(tutors)))
    return Helped(
        all=frozenset(learner for learner, _kind, _has_tutor in rows),
        as_tutor=frozenset(learner for learner, kind, _has_tutor in rows if kind == Bond.Kind.TUTOR),
        to_sign=frozenset(learner for learner, kind, tutored in rows if kind == Bond.Kind.TUTOR or not tutored),
    )


def waiting_for(user: User, helped: Helped | None = None) -> QuerySet[Waiting]:
    """Return what waits for this user now: first what is due within a week, by its day, then what waits longest.

    `helped` is `helped_by(user)`, if it is known.
    """
    helped = helped or helped_by(user)
    whose = {Who.TUTOR: helped.as_tutor, Who.HELPERS: helped.all, Who.SIGNER: helped.to_sign}
    mine: Any = Q(person=user)
    for who, learners in whose.items():
        if learners:
            mine |= Q(kind__in=kinds(who=who), learner__in=learners)
    if helped.as_tutor:
        there = user.institutions_as(*STAFF)
        mine |= Q(kind__in=kinds(who=Who.TUTOR_THERE), learner__in=helped.as_tutor, institution__in=there)
    for source in SOURCES.values():
        if source.role and (held := user.institutions_as(source.role)):
            theirs: Any = Q(kind=source.kind, institution__in=held)
            if source.otherwise:
                theirs &= ~Exists(bonds_of(source).filter(learner=OuterRef("learner")))
            mine |= theirs
    here = Membership.objects.current().filter(user=OuterRef("learner"), role=Role.LEARNER)
    rows = Waiting.objects.now().filter(mine).select_related("learner", "by")
    rows = rows.filter(Q(learner=None) | Q(kind__in=kinds(of_leavers=True)) | Exists(here))
    tied = Bond.objects.in_force().filter(learner=OuterRef("learner"))
    tied = tied.filter(Q(adult=OuterRef("person")) | Q(adult=OuterRef("by")))
    rows = rows.filter(~Q(kind__in=kinds(while_tied=True)) | Exists(tied))
    return in_order(rows.filter(~Q(by=user) | Q(by=None)))


def in_order(rows: QuerySet[Waiting]) -> QuerySet[Waiting]:
    """Return the rows with what is due within a week first, by its day, and then the longest wait first."""
    soon = When(due_on__lte=timezone.localdate() + SOON, then=F("due_on"))
    return rows.annotate(soon=Case(soon, default=Value(dt.date.max))).order_by("soon", "since", "pk")


def kinds(**has) -> list[str]:
    """Return the kinds whose sources have these values."""
    return [one.kind for one in SOURCES.values() if all(getattr(one, name) == value for name, value in has.items())]


def bonds_of(source: Source) -> BondQuerySet:
    """Return the bonds of today of those for whom this kind waits."""
    bonds = Bond.objects.in_force()
    return bonds.helpers() if source.who == Who.HELPERS else bonds.tutors()


def first_needs(user: User, helped: Helped | None = None) -> dict:
    """Return what a home page shows of what waits for its reader: the first few, and how many there are: one query."""
    rows = list(waiting_for(user, helped).annotate(count=Window(Count("pk")))[:FEW])
    return {"needs": told(rows), "needs_count": rows[0].count if rows else 0}


def told(rows: Iterable[Waiting]) -> list[Need]:
    """Return the rows in words, with what they lead to."""
    return [replace(SOURCES[row.kind].told(row), since=row.since, due_on=row.due_on) for row in rows]
