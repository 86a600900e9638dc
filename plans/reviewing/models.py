"""What adults do with many plans leaves these rows: a nod in words, an act on many, a review made together."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond
from plans.targets.models import CheckIn, Plan, Rating, Target


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

    `items` are {"key", "level"} (level None where the act has none); `report` are {"who", "what", "level", "why"},
    `why` empty where it was done, and `level` what was said then. Nobody chosen is never everybody.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer them")
        ACKNOWLEDGE = "acknowledge", _("say that I have read it")
        TALK = "talk", _("ask for a talk")
        ALLOW = "allow", _("say yes to what they ask for")
        REFUSE = "refuse", _("say no to what they ask for")

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

    def get_absolute_url(self):
        return reverse("review", args=[self.pk])


class JointReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the learner, and of the adult in it while they are with the learner."""
        tied = Bond.objects.in_force().helpers().filter(adult=user)
        return self.filter(Q(plan__learner=user) | Q(adult=user, plan__learner__in=tied.values("learner")))


class JointReview(models.Model):
    """A learner and an adult looking at the open targets together, one target a screen or all at once."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="joint_reviews")
    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    one_at_a_time = models.BooleanField(default=True)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = JointReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "adult"], condition=Q(ended_at=None), name="plans_jointreview_one_open"
            )
        ]

    def get_absolute_url(self):
        return reverse("together", args=[self.pk])


class JointAnswer(models.Model):
    """One target in a review: the learner's answer first, then the adult's."""

    review = models.ForeignKey(JointReview, models.CASCADE, related_name="answers")
    target = models.ForeignKey(Target, models.CASCADE, related_name="+")
    check_in = models.ForeignKey(CheckIn, models.SET_NULL, null=True, related_name="+")
    rating = models.ForeignKey(Rating, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "target"], name="plans_jointanswer_once"),
            models.CheckConstraint(
                name="plans_jointanswer_learner_first", condition=Q(rating=None) | Q(check_in__isnull=False)
            ),
        ]
