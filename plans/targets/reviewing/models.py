"""What adults do with many plans leaves these rows: a nod in words, an act on many, a review made together."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.targets.models import CheckIn


class Acknowledgement(models.Model):
    """An adult has read a check-in and says so, in words: less than an answer, more than silence."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="acknowledgements")
    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(_("what you say to them"), max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "adult"], name="plans_acknowledgement_once"),
            models.CheckConstraint(name="plans_acknowledgement_has_words", condition=~Q(words="")),
        ]

    def __str__(self):
        return self.words


class BulkActQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own only: it names many learners."""
        return self.filter(adult=user)


class BulkAct(models.Model):
    """One act on many: what was chosen and is previewed (`items`), and once it is done the `report`, line by line.

    `items` are {"key", "level"} (level None where the act has none); `report` are {"who", "what", "why"}, `why` empty
    where it was done. An act without items cannot be: nobody chosen is never everybody.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer them")
        ACKNOWLEDGE = "acknowledge", _("say that I have read it")
        TALK = "talk", _("ask for a talk")
        ALLOW = "allow", _("say yes to what they ask for")

    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.TextField(max_length=2000)
    items = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    report = models.JSONField(default=list)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="plans_bulkact_not_of_nobody", condition=~Q(items=[])),
            models.CheckConstraint(name="plans_bulkact_has_words", condition=~Q(words="")),
        ]

    def __str__(self):
        return f"{self.kind} by {self.adult_id}"

    def get_absolute_url(self):
        return reverse("review", args=[self.pk])
