"""What waits for whom: homes, lists and counts all read this one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.utils import timezone

from learnplan.people.models import User
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import SOURCES, Need
from learnplan.web.prepared import prepared

SOON = dt.timedelta(days=7)
FEW = 12  # on a home page


def waiting_for(user: User) -> QuerySet[Waiting]:
    """Return what waits for this user now: first what is due within a week, by its day, then what waits longest."""
    return in_order(Waiting.objects.filter(people__user=user).select_related("learner", "by"))


def digest() -> QuerySet[Any]:
    """Return what waits for everybody now, as `waiting_for` does of one user: all in one statement.

    A row {reader, pk, kind, since, due_on, soon} for each person and thing, by person (an id), and for each of them in
    the order of `waiting_for`.
    """
    rows: Any = in_order(Waiting.objects.filter(people__isnull=False).annotate(reader=F("people__user")))
    return rows.order_by("reader", *rows.query.order_by).values("reader", "pk", "kind", "since", "due_on", "soon")


def things_for(user: User, *kinds: str) -> QuerySet[Waiting, int]:
    """Return the ids of the things of these kinds that wait for this user now."""
    return Waiting.objects.filter(people__user=user, kind__in=kinds).values_list("thing_id", flat=True)


def in_order(rows: QuerySet[Waiting]) -> QuerySet[Waiting]:
    """Return the rows with what is due within a week first, by its day (as `soon`), and then the longest wait first."""
    soon = When(due_on__lte=timezone.localdate() + SOON, then=F("due_on"))
    return rows.annotate(soon=Case(soon, default=Value(dt.date.max))).order_by("soon", "since", "pk")


def first_needs(user: User) -> dict:
    """Return what a home page shows of what waits for its reader: the first few, and how many there are: one query."""
    rows = _first(user)
    return {"needs": told(rows), "needs_count": rows[0].count if rows else 0}


@prepared
def _first(user: User) -> QuerySet[Any]:
    return waiting_for(user).annotate(count=Window(Count("pk")))[:FEW]


@prepared
def waiting_about(user: User, *, learner_ids: list[int]) -> QuerySet[Waiting]:
    """What waits for this user about these learners, the longest wait first."""
    return waiting_for(user).filter(learner__in=learner_ids).order_by("since", "pk")


def told(rows: Iterable[Waiting]) -> list[Need]:
    """Return the rows in words, with what they lead to."""
    return [replace(SOURCES[row.kind].told(row), since=row.since, due_on=row.due_on) for row in rows]
