"""Freedoms that learners asked for and hold, and every decision on them with its reason and the figures of the day."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond, Institution, Role
from plans.coproduction.freedoms.catalogue import CATALOGUE, Freedom


class FreedomGrantQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A learner's own; their tutors' and advocates'; and the teachers' and administrators' of the institution."""
        helping = Bond.objects.in_force().helpers().filter(adult=user)
        return self.filter(
            Q(learner=user)
            | Q(learner__in=helping.values("learner"))
            | Q(institution__in=user.institutions_as(Role.TEACHER, Role.ADMINISTRATOR))
        )

    def held(self):
        return self.filter(state=FreedomGrant.State.GRANTED)


class FreedomGrant(models.Model):
    """A freedom that one learner asked for, through its states. `decided_by` is who decided it last, `appeals` how
    often the learner has appealed; `granted_at` is when it was last given.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        GRANTED = "granted", _("yours")
        REFUSED = "refused", _("not yet")
        APPEALED = "appealed", _("waiting for another teacher")
        WITHDRAWN = "withdrawn", _("taken back")

    OPEN = [State.ASKED, State.GRANTED, State.APPEALED]
    WAITING = [State.ASKED, State.APPEALED]

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="freedoms")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    freedom = models.CharField(max_length=30)
    state = models.CharField(max_length=20, choices=State, default=State.ASKED)
    moved_at = models.DateTimeField(default=timezone.now)
    granted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    appeals = models.PositiveSmallIntegerField(default=0)

    objects = FreedomGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "freedom"],
                condition=Q(state__in=["asked", "granted", "appealed"]),
                name="plans_freedomgrant_one_open",
            ),
            models.CheckConstraint(
                name="plans_freedomgrant_granted_at", condition=~Q(state="granted") | Q(granted_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "moved_at"],
                condition=Q(state__in=["asked", "appealed"]),
                name="plans_freedomgrant_waiting",
            )
        ]

    def get_absolute_url(self):
        return reverse("freedom", args=[self.pk])

    @property
    def about(self) -> Freedom:
        """What it is, from the catalogue."""
        return CATALOGUE[self.freedom]


class FreedomDecision(models.Model):
    """One move of a freedom: by whom, why, and how the learner had directed themselves by then. Never changed."""

    grant = models.ForeignKey(FreedomGrant, models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=20, choices=FreedomGrant.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(_("why"), max_length=2000)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="plans_freedomdecision_has_words", condition=~Q(words=""))]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]
