"""Alternatives of a step, what an ending asks, and the versions a script has had."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.events.models import Event
from scripts.authoring.models import Branch, Script, Step, Style
from scripts.frameworks.models import FrameworkItem


class StepOption(models.Model):
    """One of the things a step may become, ranked by the learner from 1: "pick one of these"."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="options")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(_("what"), max_length=150)
    style = models.CharField(_("how"), max_length=20, choices=Style, default=Style.IN_CLASS)
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), null=True, blank=True)
    offer = models.ForeignKey("scripts.Offer", models.PROTECT, null=True, blank=True, related_name="options")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "rank"],
                deferrable=models.Deferrable.DEFERRED,
                name="scripts_stepoption_one_a_rank",
            )
        ]

    def __str__(self):
        return self.title


class EndingAsk(models.Model):
    """One thing the ending of a branch asks for, and the step that meets it, as the learner says."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="asks")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(_("what it asks"), max_length=200)
    item = models.ForeignKey(FrameworkItem, models.PROTECT, null=True, blank=True, related_name="+")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, related_name="meets")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="scripts_endingask_one_a_position",
            )
        ]

    def __str__(self):
        return self.words


class ScriptVersion(models.Model):
    """A script as it stood after one act: what can be compared, gone back to and signed. Its content never changes."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(_("name"), max_length=100, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["script", "number"], name="scripts_scriptversion_once")]
        triggers = [
            pgtrigger.ReadOnly(name="content_stays", fields=["script", "number", "content", "digest", "made_at"]),
        ]

    def __str__(self):
        return f"{self.script_id} version {self.number}"

    def get_absolute_url(self):
        return reverse("script_version", args=[self.script_id, self.number])
