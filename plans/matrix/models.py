"""Matrices, kept version by version; what is asked for; and the acts a learner need not ask for."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond, Institution, Membership, Role
from learnplan.years import current_year
from plans.matrix.acts import Act, Column
from plans.matrix.presets import Preset


class MatrixQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones of the institutions this user belongs to today; drafts only to administrators there."""
        here = [held.institution_id for held in user.current_memberships]
        administered = user.institutions_as(Role.ADMINISTRATOR)
        return self.filter(Q(institution__in=here, version__isnull=False) | Q(institution__in=administered))

    def published(self):
        return self.filter(version__isnull=False)


class Matrix(models.Model):
    """One version of who may do what at an institution; a draft until it is published, then kept for good.

    `cells` is {act: {column: setting}}; `version` counts from 1, None in a draft; `after` is the version it is to
    follow, 0 where nothing was set; `reason` is published with it.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="matrices")
    version = models.PositiveIntegerField(null=True)
    after = models.PositiveIntegerField(default=0)
    preset = models.CharField(max_length=20, choices=Preset)
    cells = models.JSONField()
    reason = models.TextField(_("why"), max_length=1000)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    objects = MatrixQuerySet.as_manager()

    class Meta:
        ordering = ["-version", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "version"], name="plans_matrix_version_once"),
            models.CheckConstraint(
                name="plans_matrix_published_whole",
                condition=Q(version__isnull=True, published_at__isnull=True)
                | Q(version__isnull=False, published_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__version__isnull=False),
            )
        ]

    def get_absolute_url(self):
        return reverse("matrix", args=[self.pk])

    @property
    def is_published(self):
        return self.version is not None


class AskedForQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the learner, of the learner's tutors and advocates of today, and of administrators there.

        Whoever asked and is no longer with the learner has nothing to read here any more.
        """
        helping = Bond.objects.in_force().helpers().filter(adult=user)
        return self.filter(
            Q(plan__learner=user)
            | Q(plan__learner__in=helping.values("learner"))
            | Q(plan__institution__in=user.institutions_as(Role.ADMINISTRATOR))
        )

    def live(self):
        """Those still to be answered: in this year or a later one, of a learner who is one today."""
        here = Membership.objects.current().filter(role=Role.LEARNER)
        waiting = self.filter(state=AskedFor.State.WAITING, plan__year__gte=current_year())
        return waiting.filter(plan__learner__in=here.values("user"))


class AskedFor(models.Model):
    """An act that someone asked to do: with a reason, answered with one. Allowing does it, in the asker's name.

    `facts` is what the act's action takes, as JSON; `target` the target it is about, if it is about one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        ALLOWED = "allowed", _("said yes")
        REFUSED = "refused", _("said no")
        WITHDRAWN = "withdrawn", _("taken back")
        LAPSED = "lapsed", _("the rules have changed")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="asked")
    act = models.CharField(max_length=30, choices=Act)
    column = models.CharField(max_length=20, choices=Column)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("why"), max_length=1000)
    target = models.ForeignKey("plans.Target", models.CASCADE, null=True, related_name="asked")
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    # What an answer is judged by, where `plans.asking.actions` has read it.
    helping: list[int]
    ties: list[dict]
    there: list[str]
    matrix: dict | None
    own: int | None
    other: int | None

    objects = AskedForQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="plans_askedfor_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="plans_askedfor_answered",
                condition=Q(state="waiting", answered_at__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["target", "act", "asker"], condition=Q(state="waiting"), name="plans_askedfor_once_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "asked_at"], condition=Q(state="waiting"), name="plans_askedfor_waiting")
        ]

    def get_absolute_url(self):
        return reverse("asked", args=[self.pk])

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def is_learners(self):
        """The learner asked; so an adult answers."""
        return self.column == Column.LEARNER


class FreedQuerySet(models.QuerySet):
    def current(self):
        return self.filter(until_at=None)


class Freed(models.Model):
    """An act for which a learner need not ask, from a moment on: what a freedom gives, kept as it was given."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="freed")
    act = models.CharField(max_length=30, choices=Act)
    from_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField(null=True)

    objects = FreedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "act"], condition=Q(until_at=None), name="plans_freed_once")
        ]
