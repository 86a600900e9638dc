"""What learners ask of the items that everyone must do, and how it was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scripts.authoring.models import Script
from scripts.frameworks.models import CommonItem
from scripts.offers.styles import Style


class CoreRequest(models.Model):
    """One learner's request about one item of the common script. A refusal names the rule that binds."""

    class Kind(models.TextChoices):
        EXEMPT = "exempt", _("leave it out")
        STYLE = "style", _("do it another way")
        PACE = "pace", _("do it at another time")
        CHANGE = "change", _("change it for everyone")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ALLOWED = "allowed", _("allowed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    script = models.ForeignKey(Script, models.CASCADE, related_name="core_requests")
    common_item = models.ForeignKey(CommonItem, models.PROTECT, related_name="requests")
    kind = models.CharField(_("what you ask"), max_length=20, choices=Kind)
    words = models.TextField(_("why"), max_length=1000)
    style = models.CharField(_("how"), max_length=20, choices=Style, blank=True)
    year = models.PositiveSmallIntegerField(_("academic year"), null=True, blank=True)
    term = models.PositiveSmallIntegerField(_("term"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), blank=True)
    rule = models.CharField(_("the rule that binds"), max_length=300, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["script", "common_item", "kind"],
                condition=Q(state="waiting"),
                name="scripts_corerequest_one_waiting",
            ),
            models.CheckConstraint(
                name="scripts_corerequest_refusal_names_rule",
                condition=~Q(state="refused") | ~Q(rule="") & ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return f"{self.script_id} {self.kind} {self.common_item_id}: {self.state}"

    def get_absolute_url(self):
        return reverse("core_request", args=[self.pk])
