"""What a learner says education is for, who signed what, and the roll-over of an institution into its next year."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, Role
from learnplan.years import year_name
from plans.targets.models import APPEND_ONLY, Plan, Target


class Signer(models.TextChoices):
    """As what a person signs; an advocate signs where a learner has no tutor."""

    LEARNER = "learner", _("learner")
    TUTOR = "tutor", _("tutor")
    ADVOCATE = "advocate", _("advocate")
    CARER = "carer", _("carer")


class PurposeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def with_signatures(self):
        """Brings the signatures of each version with the people, oldest first."""
        signed = PurposeSignature.objects.select_related("user").order_by("at", "pk")
        return self.select_related("author").prefetch_related(models.Prefetch("signatures", signed, to_attr="signed"))


class Purpose(models.Model):
    """One version of what the learner says education is for. Never changed: new words are a new version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="purposes")
    version = models.PositiveSmallIntegerField()
    words = models.TextField(_("what education is for"), max_length=1500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plans_purpose_version_once"),
            models.CheckConstraint(name="plans_purpose_has_words", condition=~Q(words="") & Q(version__gte=1)),
        ]
        triggers = [APPEND_ONLY]

    def get_absolute_url(self):
        return reverse("purpose", args=[self.plan_id])


class PurposeSignature(models.Model):
    """One person's name under exactly one version."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Signer)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["purpose", "user"], name="plans_purposesignature_once")]
        triggers = [APPEND_ONLY]


class Signature(models.Model):
    """One person's name under a plan as it stood: `sheet` is what they signed, `digest` its SHA-256 (see sheet.py)."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("plan agreed")
        CLOSED = "closed", _("year closed")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="signatures")
    kind = models.CharField(max_length=20, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Signer)
    sheet = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["plan", "kind", "-at"], name="plans_signature_latest")]
        triggers = [APPEND_ONLY]


class Reopening(models.Model):
    """A closed year opened again, by whom and why. What was signed before stays, and closing it takes new names."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reopenings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="plans_reopening_has_reason", condition=~Q(reason=""))]
        triggers = [APPEND_ONLY]


class CarryWish(models.Model):
    """An open target that the learner wants in next year's plan."""

    target = models.OneToOneField(Target, models.CASCADE, related_name="carry_wish")
    at = models.DateTimeField(auto_now_add=True)


class RollOverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the institutions this user administers."""
        return self.filter(institution__in=user.institutions_as(Role.ADMINISTRATOR))


class RollOver(models.Model):
    """The move of chosen learners of an institution into their next year: first a preview, then a task's report."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("to be looked at")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        SET_ASIDE = "set_aside", _("set aside, nothing was done")

    class Carry(models.TextChoices):
        CHOSEN = "chosen", _("the open targets that the learner chose")
        OPEN = "open", _("all open targets, as drafts")
        NONE = "none", _("no targets")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="roll_overs")
    from_year = models.PositiveSmallIntegerField()
    carry = models.CharField(max_length=10, choices=Carry, default=Carry.CHOSEN)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = RollOverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def get_absolute_url(self):
        return reverse("roll_over", args=[self.pk])

    @property
    def to_year(self):
        return self.from_year + 1

    @property
    def year_name(self):
        return year_name(self.to_year)

    @property
    def is_preview(self):
        return self.state == self.State.PREVIEW

    @property
    def is_running(self):
        return self.state == self.State.RUNNING


class RollOverLine(models.Model):
    """What becomes of one learner: foreseen while it is a preview, and what became of them once `done_at` is set."""

    class Outcome(models.TextChoices):
        STARTS = "starts", _("gets a plan")
        JOINS = "joins", _("joins, gets a plan")
        KEEPS = "keeps", _("has a plan already")
        LEAVES = "leaves", _("leaves, gets no plan")
        OUT = "out", _("left out")
        REFUSED = "refused", _("could not be done")

    ROLLED = (Outcome.STARTS, Outcome.JOINS, Outcome.KEEPS)

    roll_over = models.ForeignKey(RollOver, models.CASCADE, related_name="lines")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    year_group = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    carried = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["roll_over", "learner"], name="plans_rolloverline_once")]
        indexes = [models.Index(fields=["roll_over", "done_at", "id"], name="plans_rolloverline_left")]
