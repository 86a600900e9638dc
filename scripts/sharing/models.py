"""What is signed together of a script, which branch is shown to whom, and what is said about a step."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond
from plans.targets.models import APPEND_ONLY
from plans.years.models import Signer
from scripts.authoring.models import Branch, Script, ScriptVersion, Step

DAY = dt.timedelta(days=1)


class SigningQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(version__script__in=Script.objects.visible_to(user))


class Signing(models.Model):
    """One version of a script that its learner put up for signing. A later one takes its place, not its names."""

    version = models.OneToOneField(ScriptVersion, models.PROTECT, related_name="signing")
    words = models.CharField(_("what you would like to say with it"), max_length=300, blank=True)
    put_up_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)

    objects = SigningQuerySet.as_manager()

    class Meta:
        ordering = ["-put_up_at", "-pk"]

    def __str__(self):
        return f"signing of {self.version_id}"


class VersionSignature(models.Model):
    """One person's name under exactly one version: `digest` is that of the content they saw."""

    signing = models.ForeignKey(Signing, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Signer)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["signing", "user"], name="scripts_versionsignature_once")]
        triggers = [APPEND_ONLY]

    def __str__(self):
        return f"{self.signing_id} {self.role}"


def _bonds_then():
    """Return the bonds of today, between the two of a share (the outer row), that counted when it was made."""
    bonds = Bond.objects.in_force()
    bonds = bonds.filter(adult=OuterRef("adult"), learner=OuterRef("branch__script__learner"))
    counted = Q(kind=Bond.Kind.TUTOR) | Q(consented_at__lte=OuterRef("shared_at"))
    return bonds.filter(counted, from_on__lte=OuterRef("shared_at__date"))


class BranchShareQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The learner's own, and those with this adult while they are in force."""
        return self.filter(Q(branch__script__learner=user) | Q(Exists(_bonds_then()), adult=user, ended_at=None))

    def lasting(self):
        """Those that were not taken back."""
        return self.filter(ended_at=None)

    def in_force(self):
        """Those that last while their bond does: a bond that ended and is made again opens nothing by itself."""
        return self.lasting().filter(Exists(_bonds_then()))

    def with_force(self):
        """Adds `is_in_force`."""
        return self.annotate(is_in_force=Case(When(Exists(_bonds_then()), ended_at=None, then=True), default=False))


class BranchShare(models.Model):
    """One branch shown to one adult, with a few words, until the learner takes it back."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="shares")
    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(_("a few words with it"), max_length=300, blank=True)
    shared_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = BranchShareQuerySet.as_manager()

    # What `with_force` adds.
    is_in_force: bool

    class Meta:
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "adult"], condition=Q(ended_at=None), name="scripts_branchshare_once"
            ),
        ]
        indexes = [
            models.Index(fields=["adult"], condition=Q(ended_at=None), name="scripts_branchshare_lasting"),
        ]

    def __str__(self):
        return f"{self.branch_id} with {self.adult_id}"

    def get_absolute_url(self):
        return reverse("branch_shared", args=[self.pk])


class StepCommentQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back by their author."""
        return self.filter(taken_back_at=None)

    def shown(self):
        """Those that others read: neither taken back nor put away by the learner."""
        return self.standing().filter(hidden_at=None)


class StepComment(models.Model):
    """A few plain words about a step. They outlive the step: an undo that brings it back brings them back too."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="comments")
    step = models.ForeignKey(Step, models.DO_NOTHING, db_constraint=False, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField(_("what you want to say"), max_length=600)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = StepCommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="scripts_stepcomment_has_words", condition=~Q(words=""))]
        indexes = [models.Index(fields=["step", "at"], name="scripts_stepcomment_of_step")]

    def __str__(self):
        return f"{self.step_id} by {self.author_id}"

    @property
    def may_still_be_taken_back(self) -> bool:
        """Within a day of writing it."""
        return self.taken_back_at is None and timezone.now() - self.at < DAY
