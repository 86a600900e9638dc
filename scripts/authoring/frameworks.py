"""Published curricula (1EdTech CASE), and the part of one that an institution adopts: the common script."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution


class Framework(models.Model):
    """A published curriculum document. `kept_aside` holds what CASE says and Learnplan does not use."""

    identifier = models.CharField(max_length=255, unique=True)
    title = models.CharField(_("title"), max_length=500)
    creator = models.CharField(_("published by"), max_length=500, blank=True)
    case_version = models.CharField(max_length=10)
    adoption_status = models.CharField(max_length=50, blank=True)
    changed_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    kept_aside = models.JSONField(default=dict)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title


class FrameworkItem(models.Model):
    """One statement of a framework, in its hierarchy (`parent`, `position`)."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="items")
    identifier = models.CharField(max_length=255)
    code = models.CharField(_("code"), max_length=255, blank=True)
    statement = models.TextField(_("statement"))
    short = models.CharField(_("short statement"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=255, blank=True)
    level = models.CharField(_("level"), max_length=100, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    kept_aside = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="scripts_frameworkitem_known_once")
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.short or self.code or self.statement[:60]


class FrameworkAssociation(models.Model):
    """A CASE association (isChildOf, precedes, exactMatchOf, ...). An end outside is known by its URI only."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="associations")
    identifier = models.CharField(max_length=255)
    kind = models.CharField(max_length=50)
    origin = models.ForeignKey(FrameworkItem, models.CASCADE, null=True, related_name="leads_to")
    destination = models.ForeignKey(FrameworkItem, models.CASCADE, null=True, related_name="comes_from")
    origin_uri = models.TextField(blank=True)
    destination_uri = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(null=True)
    kept_aside = models.JSONField(default=dict)

    class Meta:
        ordering = ["sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="scripts_frameworkassociation_known_once")
        ]

    def __str__(self):
        return f"{self.origin_id} {self.kind} {self.destination_id}"


class CommonScript(models.Model):
    """What an institution adopts of a framework for a cohort; every learner's script starts from it."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="common_scripts")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="common_scripts")
    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("the year its cohort starts"))
    year_group = models.CharField(_("year group"), max_length=20)
    adopted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year", "year_group"], name="scripts_commonscript_one_a_cohort"
            )
        ]

    def __str__(self):
        return self.name


class CommonItem(models.Model):
    """One adopted item, in the order of the common script, required or not."""

    common_script = models.ForeignKey(CommonScript, models.CASCADE, related_name="items")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, related_name="+")
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["common_script", "item"], name="scripts_commonitem_once"),
        ]

    def __str__(self):
        return f"{self.common_script_id}: {self.item_id}"
