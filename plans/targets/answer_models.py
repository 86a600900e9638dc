"""What is said about a target: check-ins and ratings on one scale in words, and how sure the learner is."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext_lazy as _

from plans.targets.triggers import CHECK_IN_OF_OPEN_YEAR, RATING_OF_OPEN_YEAR


class Level(models.IntegerChoices):
    """How far along, 1 to 5 in words: the one scale that learner and tutor both answer on."""

    NOT_YET = 1, _("not yet")
    WITH_HELP = 2, _("with a lot of help")
    NEARLY = 3, _("nearly on my own")
    ON_MY_OWN = 4, _("on my own")
    CAN_SHOW = 5, _("I could show someone else")


class Confidence(models.IntegerChoices):
    """How sure the learner is that they will get there, 1 to 5 in words: theirs alone to say."""

    NOT_AT_ALL = 1, _("not sure at all")
    DOUBTFUL = 2, _("I doubt it")
    HALF = 3, _("it could go either way")
    QUITE = 4, _("quite sure")
    CERTAIN = 5, _("sure I will")


def name_of(person: str) -> Trim:
    """Return the expression for the full name of the user in the field `person`, as `User.get_full_name` has it."""
    first = Coalesce(NullIf(f"{person}__preferred_name", Value("")), f"{person}__given_name")
    return Trim(Concat(first, Value(" "), f"{person}__family_name"))


RATER = name_of("rater")


class CheckIn(models.Model):
    """The learner's own answer on how a target is going."""

    target = models.ForeignKey("plans.Target", models.CASCADE, related_name="check_ins")
    level = models.PositiveSmallIntegerField(_("how far along"), choices=Level)
    reflection = models.TextField(_("what happened"), max_length=2000, blank=True)
    confidence = models.PositiveSmallIntegerField(_("how sure am I"), null=True, choices=Confidence)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="plans_checkin_level", condition=Q(level__range=(1, 5))),
            models.CheckConstraint(
                name="plans_checkin_confidence", condition=Q(confidence=None) | Q(confidence__range=(1, 5))
            ),
        ]
        indexes = [models.Index(fields=["target", "-at", "-id"], name="plans_checkin_latest")]
        triggers = [CHECK_IN_OF_OPEN_YEAR]

    def __str__(self):
        return f"{self.target_id}: {self.level}"


class Rating(models.Model):
    """Another person's answer on the same scale, with a comment. Alone it closes nothing."""

    target = models.ForeignKey("plans.Target", models.CASCADE, related_name="ratings")
    check_in = models.ForeignKey(CheckIn, models.CASCADE, null=True, related_name="ratings")
    level = models.PositiveSmallIntegerField(_("how far along"), choices=Level)
    comment = models.TextField(_("comment"), max_length=2000)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    kind: str | None  # of the rater's bond with the learner, where a page adds it

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="plans_rating_level", condition=Q(level__range=(1, 5)))]
        indexes = [models.Index(fields=["target", "-at", "-id"], name="plans_rating_latest")]
        triggers = [RATING_OF_OPEN_YEAR]

    def __str__(self):
        return f"{self.target_id}: {self.level} by {self.rater_id}"
