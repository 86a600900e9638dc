"""What a carer is to see, asked and answered; and the encouragements that carers write."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond
from learnplan.people.sight import Sight
from plans.targets.models import Plan


class CarerViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those about the user's own carers, and about those of the learners whose tutor they are."""
        tutored = Bond.objects.current().tutors().filter(adult=user).values("learner")
        return self.filter(Q(bond__learner=user) | Q(bond__learner__in=tutored))

    def waiting(self):
        return self.filter(state=CarerView.State.ASKED)


class CarerView(models.Model):
    """What one carer sees of a learner, as decided or as asked; what holds is kept on the bond (`Bond.sees`)."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")
        REPLACED = "replaced", _("replaced by a later wish")

    bond = models.ForeignKey(Bond, models.CASCADE, related_name="carer_views")
    sees = ArrayField(models.CharField(max_length=20, choices=Sight), verbose_name=_("sees"))
    state = models.CharField(max_length=20, choices=State)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CarerViewQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bond"], condition=Q(state="asked"), name="plans_carerview_one_asked"),
        ]


class EncouragementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those to the learner, and the carer's own while their bond counts; nobody else's to read."""
        bonded = Bond.objects.in_force().carers().filter(adult=user).values("learner")
        return self.filter(Q(plan__learner=user) | Q(author=user, plan__learner__in=bonded))

    def shown(self):
        return self.filter(put_away_at=None)


class Encouragement(models.Model):
    """A few kind words of a carer's to the learner, who can put them away."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="encouragements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(_("what you want to say"), max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    put_away_at = models.DateTimeField(null=True)

    objects = EncouragementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="plans_encouragement_has_words", condition=~Q(words=""))]
        indexes = [models.Index(fields=["plan", "-at"], name="plans_encouragement_latest")]

    def __str__(self):
        return self.words
