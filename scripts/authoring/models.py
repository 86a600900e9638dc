"""A learner's script: its branches, the steps on them, their alternatives, what endings ask, and its versions."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.events.models import Event
from learnplan.people.models import STAFF, Bond, Institution
from learnplan.people.sight import Sight
from learnplan.years import TERM_NAMES, year_name
from plans.targets.models import Target
from scripts.frameworks.models import CommonScript, FrameworkItem
from scripts.offers.styles import Style

if TYPE_CHECKING:
    from scripts.authoring.shapes import AskRow, OptionRow
    from scripts.offers.models import Place


def one_of_each(*fields: str, name: str) -> models.UniqueConstraint:
    """Return the constraint that no two rows have the same `fields` in the end: on the way, they may change places."""
    return models.UniqueConstraint(fields=fields, deferrable=models.Deferrable.DEFERRED, name=name)


class ScriptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A learner's own; bonded adults'; staff of the learner's institution. Never a provider's."""
        bonded = Bond.objects.in_force().seeing(Sight.SCRIPT).filter(adult=user)
        return self.filter(
            Q(learner=user) | Q(learner__in=bonded.values("learner")) | Q(institution__in=user.institutions_as(*STAFF))
        )

    def with_newest(self):
        """Add `newest_number`: that of their newest version, 0 if there is none; `written` asks for it."""
        versions = ScriptVersion.objects.filter(script=models.OuterRef("pk")).order_by("-number").values("number")
        return self.annotate(newest_number=Coalesce(models.Subquery(versions[:1]), 0))


class Script(models.Model):
    """One learner's authored path, unfolding from a common script."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="script")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="scripts")
    common_script = models.ForeignKey(CommonScript, models.PROTECT, related_name="scripts")
    started_at = models.DateTimeField(auto_now_add=True)

    objects = ScriptQuerySet.as_manager()

    newest_number: int  # where `with_newest` adds it

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"script of {self.learner_id}"

    def get_absolute_url(self):
        return reverse("script", args=[self.pk])


class Branch(models.Model):
    """A line of a script. The trunk has no parent; a branch forks after a step of its parent."""

    class State(models.TextChoices):
        IDEA = "idea", _("an idea")
        POSSIBLE = "possible", _("possible")
        CHOSEN = "chosen", _("chosen")
        SET_ASIDE = "set_aside", _("set aside")
        FINISHED = "finished", _("finished")

    script = models.ForeignKey(Script, models.CASCADE, related_name="branches")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    forks_after = models.ForeignKey("scripts.Step", models.PROTECT, null=True, related_name="forks")
    name = models.CharField(_("name"), max_length=100)
    ending = models.CharField(_("where it ends"), max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.IDEA)
    position = models.PositiveSmallIntegerField(default=0)

    # What `reading` adds for the pages: its steps in order, the number of its line ("core" or from 1), what it asks.
    own_steps: "list[Step]"
    number: int | str
    ask_rows: "list[AskRow]"
    came_from: dict | None  # the template that it was started from

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "branches"
        constraints = [
            models.UniqueConstraint(fields=["script"], condition=Q(state="chosen"), name="scripts_branch_one_chosen"),
            models.UniqueConstraint(fields=["script"], condition=Q(parent=None), name="scripts_branch_one_trunk"),
            models.CheckConstraint(
                name="scripts_branch_forks_from_parent",
                condition=Q(forks_after=None) | Q(parent__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_trunk(self):
        return self.parent_id is None

    @property
    def is_chosen(self):
        return self.state == self.State.CHOSEN

    @property
    def is_set_aside(self):
        return self.state == self.State.SET_ASIDE

    @property
    def may_be_chosen(self):
        return self.state not in (self.State.CHOSEN, self.State.FINISHED)

    @property
    def has_state(self):
        """Say whether its state tells anything: the trunk is everyone's, so only that it is chosen does."""
        return not self.is_trunk or self.state != self.State.POSSIBLE


class Step(models.Model):
    """One stop on a branch: something to do, in a style and a term, for a target or by taking up an offer."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what"), max_length=150)
    style = models.CharField(_("how"), max_length=20, choices=Style, default=Style.IN_CLASS)
    year = models.PositiveSmallIntegerField(_("academic year"), null=True, blank=True)
    term = models.PositiveSmallIntegerField(_("term"), null=True, blank=True, choices=TERM_NAMES)
    target = models.ForeignKey(Target, models.SET_NULL, null=True, blank=True, related_name="steps")
    lasts = models.PositiveSmallIntegerField(_("for how many terms"), default=1, db_default=1)
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), null=True, blank=True)
    offer = models.ForeignKey("scripts.Offer", models.PROTECT, null=True, blank=True, related_name="steps")
    picked = models.ForeignKey("scripts.StepOption", models.SET_NULL, null=True, blank=True, related_name="+")
    before_pick = models.JSONField(null=True, blank=True, editable=False)
    common_item = models.ForeignKey("scripts.CommonItem", models.PROTECT, null=True, related_name="steps")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    # What `reading` adds: items it covers, what it may become, the learner's live place; for the script's own pages
    # also how much is said.
    cover_ids: list[int]
    option_rows: "list[OptionRow]"
    offer_facts: dict | None
    orders: list[dict]
    place: "Place | None"
    comment_count: int = 0
    is_here: bool

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            one_of_each("branch", "position", name="scripts_step_one_a_position"),
            models.CheckConstraint(name="scripts_step_lasts", condition=Q(lasts__gte=1, lasts__lte=9)),
        ]

    def __str__(self):
        return self.title

    @property
    def year_name(self):
        return year_name(self.year) if self.year else ""

    @property
    def hours_a_week(self):
        """Return its load in hours as people write it, "2.5"; "" if it is not known."""
        return "" if self.minutes_a_week is None else f"{self.minutes_a_week / 60:.4g}"


class StepCover(models.Model):
    """What a step counts for: one item of the framework, as the learner says."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="covers")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["step", "item"], name="scripts_stepcover_once")]

    def __str__(self):
        return f"{self.step_id} covers {self.item_id}"


class StepOption(models.Model):
    """One of the things a step may become, ranked by the learner from 1: "pick one of these"."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="options")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(_("what"), max_length=150)
    style = models.CharField(_("how"), max_length=20, choices=Style, default=Style.IN_CLASS)
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), null=True, blank=True)
    offer = models.ForeignKey("scripts.Offer", models.PROTECT, null=True, blank=True, related_name="options")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [one_of_each("step", "rank", name="scripts_stepoption_one_a_rank")]

    def __str__(self):
        return self.title


class EndingAsk(models.Model):
    """One thing the ending of a branch asks for, and the step that meets it, as the learner says."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="asks")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(_("what it asks"), max_length=200)
    item = models.ForeignKey(FrameworkItem, models.PROTECT, null=True, blank=True, related_name="+")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, related_name="meets")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [one_of_each("branch", "position", name="scripts_endingask_one_a_position")]

    def __str__(self):
        return self.words


class KeptPath(models.Model):
    """One script as `facts.fresh` finds it: written after each act that changes it, never by hand.

    `offers` are the ids of those that its steps take up or may become, some of them twice.
    """

    script = models.OneToOneField(Script, models.CASCADE, primary_key=True, related_name="+", db_constraint=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", db_constraint=False)
    offers = ArrayField(models.BigIntegerField())
    facts = models.JSONField()

    objects = ScriptQuerySet.as_manager()  # who sees a script sees this

    def __str__(self):
        return f"path of {self.learner_id}"


class ScriptVersion(models.Model):
    """A script as it stood after one act: what can be compared, gone back to and signed. Its content never changes."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(_("name"), max_length=100, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["script", "number"], name="scripts_scriptversion_once")]
        triggers = [
            pgtrigger.ReadOnly(name="content_stays", fields=["script", "number", "content", "digest", "made_at"]),
        ]

    def __str__(self):
        return f"{self.script_id} version {self.number}"

    def get_absolute_url(self):
        return reverse("script_version", args=[self.script_id, self.number])
