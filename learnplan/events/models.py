"""The append-only record of acts. Names users by string only, so that every room can stand above it."""

from functools import reduce
from operator import or_

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# How the verbs begin of acts that a learner does without their name: who it was is theirs to know.
NAMELESS = ("template.",)


class EventQuerySet(models.QuerySet):
    def nameless(self):
        """Acts on what a learner put forward without their name: the learner reads them, and nobody looks them up."""
        begins = reduce(or_, (Q(verb__startswith=verb) for verb in NAMELESS))
        return self.filter(begins, learner__isnull=False)

    def for_timeline(self, learner):
        """The history of a learner's plan, newest first, with the people in each act beside it."""
        return self.filter(learner=learner).select_related("actor", "on_behalf_of").order_by("-at", "-pk")


class Event(models.Model):
    """Who did what, for whom, when, and on whose behalf. Never changed, never deleted."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="events")
    institution = models.ForeignKey("learnplan.Institution", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=50)
    thing = models.CharField(max_length=50, blank=True)
    thing_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["learner", "-at", "-id"], name="learnplan_event_timeline"),
            models.Index(fields=["thing", "thing_id", "-at"], name="learnplan_event_of_thing"),
            models.Index(
                fields=["institution", "-at"],
                name="learnplan_event_of_place",
                condition=Q(institution__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
