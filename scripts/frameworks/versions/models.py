"""Versions of a framework as they came in, what each changed, and what common scripts took of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkItem


class FrameworkVersion(models.Model):
    """One import that changed a framework; number 1 is the first, which has no changes to show."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField(default=0)
    reworded = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="scripts_frameworkversion_once")]

    def __str__(self):
        return f"{self.framework_id} version {self.number}"


class ItemChange(models.Model):
    """What one version changed in one item: how it was (None: it is new) and how it is (None: it has ended)."""

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="changes")
    item = models.ForeignKey(FrameworkItem, models.CASCADE, related_name="changes")
    was = models.JSONField(null=True)
    now = models.JSONField(null=True)
    is_moved = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "item"], name="scripts_itemchange_once")]

    def __str__(self):
        return f"{self.version_id} {self.item_id}"


class Taking(models.Model):
    """An administrator's decision about the newest version for one common script, with or without changes taken."""

    common_script = models.ForeignKey(CommonScript, models.CASCADE, related_name="takings")
    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="takings")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["common_script", "version"], name="scripts_taking_once")]

    def __str__(self):
        return f"{self.common_script_id} takes {self.version_id}"


class TakenItem(models.Model):
    """One change that a common script took, and that each script which stands on it is offered."""

    class Kind(models.TextChoices):
        ADD = "add", _("new")
        REWORD = "reword", _("new words")
        END = "end", _("no longer part of it")

    taking = models.ForeignKey(Taking, models.CASCADE, related_name="items")
    common_item = models.ForeignKey(CommonItem, models.PROTECT, related_name="takings")
    kind = models.CharField(max_length=10, choices=Kind)
    was = models.TextField(blank=True)
    now = models.TextField(blank=True)
    name = models.CharField(max_length=255)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ["common_item__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["taking", "common_item"], name="scripts_takenitem_once")]

    def __str__(self):
        return f"{self.kind} {self.name}"
