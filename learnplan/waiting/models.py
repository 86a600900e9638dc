"""What waits, as rows that every act keeps, and for whom each waits now, as a view."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from learnplan.people.models import Institution


class Waiting(models.Model):
    """One thing that waits, from `since` until `until`; either may lie ahead. It goes when it is settled.

    `kind` is of `shapes.SOURCES`, and so are for whom it waits (`who`, `role`, ...) and its sentence, which `facts` and
    the people in it make. `WaitingFor` has who that is today.
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
    who = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=20, blank=True)
    otherwise = models.BooleanField(default=False)
    of_leavers = models.BooleanField(default=False)
    while_tied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "thing_id"], name="learnplan_waiting_once")]
        indexes = [
            models.Index(fields=["learner", "kind"], name="learnplan_waiting_about"),
            models.Index(fields=["institution", "kind", "learner"], name="learnplan_waiting_there"),
            models.Index(fields=["institution", "role"], condition=~Q(role=""), name="learnplan_waiting_of_role"),
        ]

    def __str__(self):
        return f"{self.kind} {self.thing_id}"


class WaitingFor(models.Model):
    """A view (migration 0002): each thing that waits now, with everyone for whom it waits, each once.

    So a hand-over, a stand-in, a leaver or a moment that comes changes no row of `Waiting`.
    """

    pk = models.CompositePrimaryKey("user_id", "waiting_id")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", db_constraint=False)
    waiting = models.ForeignKey(Waiting, models.DO_NOTHING, related_name="people", db_constraint=False)

    class Meta:
        managed = False
        db_table = "learnplan_waitingfor"

    def __str__(self):
        return f"{self.waiting_id} for {self.user_id}"
