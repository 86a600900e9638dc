"""Files people bring: the kept record of an import, its dry run, its progress and its report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, Role


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Imports of the institutions this user administers, and of offers where they are provider staff."""
        return self.filter(
            Q(institution__in=user.institutions_as(Role.ADMINISTRATOR))
            | Q(institution__in=user.institutions_as(Role.PROVIDER), kind=Import.Kind.OFFERS)
        )

    def for_list(self):
        """Imports as the list shows them, newest first, without their reports."""
        return self.defer("report", "options").select_related("institution", "by").order_by("-at", "-pk")


class Import(models.Model):
    """One file brought in: first read as a dry run, then imported by a task, its report kept.

    The file is deleted as soon as it is not needed any more: it may hold what nobody here should keep.
    """

    class Kind(models.TextChoices):
        ROSTER = "roster", _("roster")
        FRAMEWORK = "framework", _("framework")
        OFFERS = "offers", _("offers")

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not imported yet")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        REFUSED = "refused", _("could not be read")
        SET_ASIDE = "set_aside", _("set aside, not imported")

    RUNNING = (State.CHECKING, State.IMPORTING)

    kind = models.CharField(max_length=20, choices=Kind)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(max_length=255)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.CHECKING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    report = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.kind} {self.file_name}"

    def get_absolute_url(self):
        return reverse("import", args=[self.pk])

    @property
    def is_running(self):
        return self.state in self.RUNNING

    @property
    def is_ready(self):
        return self.state == self.State.CHECKED
