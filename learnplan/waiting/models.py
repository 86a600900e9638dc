"""What waits, as rows: kept by every act, and at any time the same as what the rooms' queries find."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from learnplan.people.models import Institution


class WaitingQuerySet(models.QuerySet):
    def now(self):
        """Those that wait at this moment: what comes with a day is there before it."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


class Waiting(models.Model):
    """One thing that waits. `kind` (of `shapes.SOURCES`) says for whom, and in what words; see `shapes.columns`.

    It goes when it is settled: what happened is in the record.
    """

    kind = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    institution = models.ForeignKey(
        Institution, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    facts = models.JSONField(default=dict)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "thing_id"], name="learnplan_waiting_once")]
        indexes = [
            models.Index(fields=["learner", "kind"], name="learnplan_waiting_about"),
            models.Index(fields=["institution", "kind", "learner"], name="learnplan_waiting_there"),
        ]

    def __str__(self):
        return f"{self.kind} {self.thing_id}"
