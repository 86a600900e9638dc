"""What tables about people share: holding from one day to another, and being known to a roster."""

import datetime as dt
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils import timezone


class DateRange(models.Func):
    """PostgreSQL's daterange(from, until, '[]'): both days belong to it, an absent end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


def no_overlap(name: str, *people: str, kind: str | None = None) -> ExclusionConstraint:
    """Return the constraint that no two rows of equal `people` (and `kind`) overlap between from_on and until_on.

    People come first: its index then finds their rows, among thousands that begin on the same day. It is there for the
    constraint alone: PostgreSQL holds a look-up in it (GiST) for as cheap as in a plain index, and it takes four times
    as long. So the ids in it are sums that no query asks for.
    """
    span = DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    ids = [models.ExpressionWrapper(models.F(one) + 0, models.BigIntegerField()) for one in people]
    equal: list[Any] = [(each, RangeOperators.EQUAL) for each in (*ids, *([kind] if kind else []))]
    return ExclusionConstraint(name=name, expressions=[*equal, (span, RangeOperators.OVERLAPS)])


def in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a dated row does not end before it begins."""
    return models.CheckConstraint(
        name=name, condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on"))
    )


class DatedQuerySet(models.QuerySet):
    """Rows that hold from one day to another."""

    def on(self, day: dt.date):
        return self.within(day, day)

    def within(self, first: dt.date, last: dt.date):
        """Rows that hold at some time from one day to another, both included."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=first), from_on__lte=last)

    def current(self):
        return self.on(timezone.localdate())


class FromRoster(models.Model):
    """A row that a roster may own: known there by `sourced_id`, with unknown columns kept aside."""

    roster = models.CharField(max_length=100, blank=True, editable=False)
    sourced_id = models.CharField(max_length=255, null=True, blank=True, editable=False)
    kept_aside = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


def known_once(name: str) -> models.UniqueConstraint:
    """Return the constraint that a roster knows a row by one identifier only."""
    return models.UniqueConstraint("roster", "sourced_id", name=name)
