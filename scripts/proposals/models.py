"""How a learner answered what their common script took of a new version, item by item."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from scripts.authoring.models import Script
from scripts.frameworks.versions.models import TakenItem, Taking


class ProposalAnswerQuerySet(models.QuerySet):
    def standing(self):
        """Those that count: an answer that was undone is on record, and the proposal waits for another."""
        return self.filter(undone_at=None)


class ProposalAnswer(models.Model):
    """One script's answer to one taking, given once; who gave it, perhaps on the learner's behalf."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="proposal_answers")
    taking = models.ForeignKey(Taking, models.PROTECT, related_name="answers")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = ProposalAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["script", "taking"], condition=Q(undone_at=None), name="scripts_proposalanswer_stands_once"
            )
        ]

    def __str__(self):
        return f"{self.script_id} answers {self.taking_id}"


class ProposalPart(models.Model):
    """What was said of one change: accepted, or declined with a reason."""

    answer = models.ForeignKey(ProposalAnswer, models.CASCADE, related_name="parts")
    taken_item = models.ForeignKey(TakenItem, models.PROTECT, related_name="+")
    is_accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "taken_item"], name="scripts_proposalpart_once"),
            models.CheckConstraint(
                name="scripts_proposalpart_declined_with_reason", condition=Q(is_accepted=True) | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.taken_item_id}: {self.is_accepted}"
