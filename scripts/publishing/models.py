"""Templates of branches with their steps, and the branches that were forked from them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import STAFF, Bond, Institution, Membership, Role
from scripts.authoring.models import Branch
from scripts.offers.styles import Style

ADVISERS = STAFF


class BranchTemplateQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=BranchTemplate.State.PUBLISHED)

    def listed_for(self, user):
        """The published ones of the institutions where this user learns or advises."""
        return self.published().filter(institution__in=user.institutions_as(Role.LEARNER, *ADVISERS))

    def to_look_at(self, user):
        """Those that wait for this user to look: of the learners they are tutor or advocate of.

        Where a learner has neither, the institution's administrators look. A leaver's wait for nobody.
        """
        helping = Bond.objects.in_force().helpers()
        helped = helping.filter(learner=OuterRef("author"))
        here = Membership.objects.current().filter(user=OuterRef("author"), role=Role.LEARNER)
        administered = Q(institution__in=user.institutions_as(Role.ADMINISTRATOR)) & ~Exists(helped)
        waiting = self.filter(Exists(here), state=BranchTemplate.State.WAITING, is_by_learner=True)
        return waiting.filter(Q(Exists(helped.filter(adult=user))) | administered).exclude(author=user)

    def visible_to(self, user):
        """What is listed for the user, their own in every state, and what waits for them to look."""
        return self.filter(
            Q(pk__in=BranchTemplate.objects.listed_for(user).values("pk"))
            | Q(author=user)
            | Q(pk__in=BranchTemplate.objects.to_look_at(user).values("pk"))
        )


class BranchTemplate(models.Model):
    """A branch for others to start from. Who wrote it is kept, so that they can take it back, and shown nowhere.

    `typed` is what a learner put forward, by the keys of `drafting.text_of`: kept until it is out, to be changed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        WAITING = "waiting", _("somebody is looking at it")
        SENT_BACK = "sent_back", _("sent back")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.WAITING, State.SENT_BACK, State.PUBLISHED)

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="branch_templates")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_by_learner = models.BooleanField(default=False)
    source = models.ForeignKey(Branch, models.SET_NULL, null=True, related_name="templates")
    name = models.CharField(_("name"), max_length=100)
    about = models.TextField(_("what it is about"), max_length=600, blank=True)
    ending = models.CharField(_("where it ends"), max_length=150, blank=True)
    asks = ArrayField(models.CharField(max_length=200), verbose_name=_("what the ending asks for"), default=list)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    reason = models.CharField(_("why it was sent back"), max_length=300, blank=True)
    typed = models.JSONField(default=dict, db_default={}, editable=False)
    written_at = models.DateTimeField(default=timezone.now)

    objects = BranchTemplateQuerySet.as_manager()

    # What reading adds: how many scripts have a branch that was started from it.
    uses: int

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="scripts_branchtemplate_sent_back_has_reason", condition=~Q(state="sent_back") | ~Q(reason="")
            ),
            models.CheckConstraint(name="scripts_branchtemplate_has_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["waiting", "sent_back", "published"]),
                name="scripts_branchtemplate_one_of_branch",
            ),
        ]
        indexes = [models.Index(fields=["institution", "state", "name"], name="scripts_branchtemplate_listed")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("template", args=[self.pk])

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT


class TemplateRow(models.Model):
    """What a step of a template and each of its alternatives say: what is done, how, how much of it, and where."""

    title = models.CharField(_("what"), max_length=150)
    style = models.CharField(_("how"), max_length=20, choices=Style, default=Style.IN_CLASS)
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), null=True, blank=True)
    offer = models.ForeignKey("scripts.Offer", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


class TemplateStep(TemplateRow):
    """One step of a template. `starts` counts terms from the first one (0), None is not decided."""

    template = models.ForeignKey(BranchTemplate, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    starts = models.PositiveSmallIntegerField(_("in which term"), null=True, blank=True)
    lasts = models.PositiveSmallIntegerField(_("for how many terms"), default=1)

    # What reading adds: whether its reader can take the offer up now.
    is_open: bool

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="scripts_templatestep_one_a_position",
            ),
            models.CheckConstraint(name="scripts_templatestep_lasts", condition=Q(lasts__gte=1, lasts__lte=9)),
        ]

    @property
    def hours_a_week(self):
        """Return its load in hours as people write it, "2.5"; "" if it is not known."""
        return "" if self.minutes_a_week is None else f"{self.minutes_a_week / 60:.4g}"


class TemplateOption(TemplateRow):
    """One of the things a step of a template may become, the first choice first."""

    step = models.ForeignKey(TemplateStep, models.CASCADE, related_name="options")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["step", "rank"], name="scripts_templateoption_one_a_rank")]


class TemplateFork(models.Model):
    """Where a branch came from. A template counts these, and never says whose they are."""

    branch = models.OneToOneField(Branch, models.CASCADE, related_name="forked_from")
    template = models.ForeignKey(BranchTemplate, models.PROTECT, related_name="forks")
    name = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.branch_id} from {self.template_id}"


class TemplateSuggestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The learner's own, and what this adult suggested while a bond lets them write for the learner."""
        bonds = Bond.objects.in_force().helpers().filter(adult=user, learner=OuterRef("learner"))
        return self.filter(Q(learner=user) | Q(Exists(bonds), adult=user))

    def waiting(self):
        """Those not answered, of templates that others still see."""
        published = {"template__state": BranchTemplate.State.PUBLISHED}
        return self.filter(state=TemplateSuggestion.State.WAITING, **published)


class TemplateSuggestion(models.Model):
    """A template that an adult thinks of for a learner, who starts from it or does not: it writes nothing by itself."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not answered yet")
        TAKEN = "taken", _("started from")
        DECLINED = "declined", _("not for them now")
        TAKEN_BACK = "taken_back", _("taken back")

    template = models.ForeignKey(BranchTemplate, models.PROTECT, related_name="suggestions")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(_("why you think of them"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    reason = models.CharField(_("what they said"), max_length=300, blank=True)
    branch = models.ForeignKey(Branch, models.SET_NULL, null=True, related_name="suggested_by")

    objects = TemplateSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "learner", "adult"],
                condition=Q(state="waiting"),
                name="scripts_templatesuggestion_once",
            )
        ]
        indexes = [models.Index(fields=["learner", "state"], name="scripts_templatesuggestion_of")]

    def __str__(self):
        return f"{self.template_id} to {self.learner_id} by {self.adult_id}"


# The template of a fork, while others see it.
PUBLISHED = Case(When(template__state="published", then=F("template_id")), output_field=models.BigIntegerField())
