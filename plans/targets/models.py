"""Plans and their targets in the learner's words, with their steps, check-ins and ratings on one scale."""

import datetime as dt
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.events.models import Event
from learnplan.people.models import STAFF, Bond, Institution, name_of
from learnplan.people.sight import Sight
from learnplan.web.addresses import address_of
from learnplan.years import year_name

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def year_is_open(table: str, plan: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses a new or changed row of `table` whose plan is closed; `plan` finds the plan."""
    return pgtrigger.Trigger(
        name="year_is_open",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
        IF EXISTS (SELECT FROM plans_plan WHERE {plan} AND closed_at IS NOT NULL) THEN
            RAISE EXCEPTION 'the year of this plan is closed: open it again first'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_year_is_open';
        END IF;
        RETURN NEW;
    """,
    )


TARGET_OF_OPEN_YEAR = year_is_open("plans_target", "id = NEW.plan_id")
OF_ITS_TARGET = "id = (SELECT plan_id FROM plans_target WHERE id = NEW.target_id)"
STEP_OF_OPEN_YEAR = year_is_open("plans_targetstep", OF_ITS_TARGET)
CHECK_IN_OF_OPEN_YEAR = year_is_open("plans_checkin", OF_ITS_TARGET)
RATING_OF_OPEN_YEAR = year_is_open("plans_rating", OF_ITS_TARGET)


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


RATER = name_of("rater")


WORDING_CHANGED = ["target.changed", "target.reworded"]


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user, part: str = ""):
        """A learner's own; those of learners bonded to them; those of the institution they administer or teach at.

        Provider staff see no plan. A bond counts while it is current and, unless a tutor's, consented. With `part`
        (of Sight), a carer's only where it was decided that they see that part.
        """
        bonded = Bond.objects.in_force().filter(adult=user)
        if part:
            bonded = bonded.seeing(part)
        return self.filter(
            Q(learner=user) | Q(learner__in=bonded.values("learner")) | Q(institution__in=user.institutions_as(*STAFF))
        )


class Plan(models.Model):
    """A learner's plan for one academic year (`year` is the calendar year it starts in).

    While `closed_at` is set its targets stay as they are: the database refuses to change them.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    reader: Any  # who reads the page and how they stand to the plan, where a page has found out: see `beside`

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "year"], name="plans_plan_one_a_year")]

    def get_absolute_url(self):
        return reverse("plan", args=[self.pk])

    @property
    def year_name(self):
        return year_name(self.year)


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the plans the user sees; a draft only for its learner and whoever wrote it."""
        return self.filter(plan__in=Plan.objects.visible_to(user, Sight.TARGETS)).not_others_drafts(user)

    def not_others_drafts(self, user):
        """Leaves out drafts, but for the user's own and those the user wrote."""
        return self.filter(~Q(state=Target.State.DRAFT) | Q(author=user) | Q(plan__learner=user))

    def open(self):
        return self.filter(state__in=Target.OPEN)

    def with_answers(self):
        """Adds `own` and `other`: the latest check-in {level, at} and the latest rating {level, at, name}, or None."""
        own = CheckIn.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk")
        other = Rating.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            own=Subquery(own.values(answer=JSONObject(level="level", at="at"))[:1]),
            other=Subquery(other.values(answer=JSONObject(level="level", at="at", name=RATER))[:1]),
        )

    def with_steps(self):
        """Adds `step_rows`: the steps in their order as {id, words, is_done}."""
        rows = TargetStep.objects.filter(target=OuterRef("pk")).order_by("position")
        is_done = Case(When(done_at=None, then=False), default=True, output_field=models.BooleanField())
        return self.annotate(
            step_rows=ArraySubquery(rows.values(row=JSONObject(id="pk", words="words", is_done=is_done)))
        )

    def with_lineage(self):
        """Adds `changed` (how often the wording was, and when last: {times, at}, or None), `carried_on` (the id of the
        target of a later year that goes on from it) and `later_plan` (the id of a later plan of its learner).
        """
        changes = Event.objects.filter(thing="target", thing_id=OuterRef("pk")).order_by().values("thing_id")
        changes = changes.filter(verb__in=WORDING_CHANGED).annotate(times=Count("pk"), last=Max("at"))
        went_on = Target.objects.filter(carried_from=OuterRef("pk")).exclude(state=Target.State.DRAFT)
        later = Plan.objects.filter(learner=OuterRef("plan__learner"), year__gt=OuterRef("plan__year"))
        return self.annotate(
            changed=Subquery(changes.values(row=JSONObject(times="times", at="last"))),
            carried_on=Subquery(went_on.order_by().values("pk")[:1]),
            later_plan=Subquery(later.order_by("year").values("pk")[:1]),
        )

    def with_answered_at(self):
        """Adds `said_at`, `said_level` and `rated_at`: when each side last answered, and what the learner said.

        And `read_at`: when an adult last said that they have read that check-in.
        """
        said = CheckIn.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk")
        rated = Rating.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            said_at=Subquery(said.values("at")[:1]),
            said_level=Subquery(said.values("level")[:1]),
            rated_at=Subquery(rated.values("at")[:1]),
            read_at=Subquery(said.order_by("-at", "-pk", "-acknowledgements__at").values("acknowledgements__at")[:1]),
        )

    def with_waiting(self):
        """Adds `waits`: an open target waits for an adult when nobody has answered since a call or a check-in.

        A check-in that an adult has read, and said so, waits no more; a call does. `is_call` is that it waits for a
        call, `waits_since` since when it waits.
        """
        called = Q(state__in=Target.CALLS) & (Q(rated_at=None) | Q(rated_at__lt=models.F("moved_at")))
        said = Q(said_at__isnull=False, read_at=None) & (Q(rated_at=None) | Q(rated_at__lt=models.F("said_at")))
        waits = Q(state__in=Target.OPEN, plan__closed_at=None) & (called | said)
        return self.with_answered_at().annotate(
            waits=Case(When(waits, then=True), default=False, output_field=models.BooleanField()),
            is_call=Case(When(called, then=True), default=False, output_field=models.BooleanField()),
            waits_since=Case(When(called, then=models.F("moved_at")), default=models.F("said_at")),
        )

    def waiting(self):
        return self.with_waiting().filter(waits=True)


class Target(models.Model):
    """What a learner aims for, in their own words, with how they will know and by when.

    `moved_at` is when its state last changed, `closed_at` when it was reached, let go or carried on. A draft is not
    open yet: its test may be missing and its day unknown. `carried_from` is the target of an earlier year it goes on.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("working on it")
        NEED_HELP = "need_help", _("asked for help")
        DISCUSS = "discuss", _("want to talk about it")
        REACHED = "reached", _("reached")
        CHANGED = "changed", _("carried on")
        DROPPED = "dropped", _("let go")

    OPEN = [State.ACTIVE, State.NEED_HELP, State.DISCUSS]
    CALLS = [State.NEED_HELP, State.DISCUSS]

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    words = models.CharField(_("what I am aiming for"), max_length=300)
    success_test = models.CharField(_("how I will know"), max_length=300, blank=True)
    due_on = models.DateField(_("by when"), null=True)
    confidence = models.PositiveSmallIntegerField(_("how sure am I"), null=True, choices=Confidence)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")

    # What the queryset adds, None where there is no answer yet: see `with_answers` and `with_answered_at`.
    own: Any
    other: Any
    said_at: Any
    said_level: Any
    rated_at: Any
    waits: bool
    is_call: Any
    waits_since: Any
    step_rows: list[dict]
    changed: dict | None
    carried_on: int | None
    later_plan: int | None

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="plans_target_has_words", condition=~Q(words="") & (Q(state="draft") | ~Q(success_test=""))
            ),
            models.CheckConstraint(name="plans_target_has_day", condition=Q(state="draft") | Q(due_on__isnull=False)),
            models.CheckConstraint(
                name="plans_target_confidence", condition=Q(confidence=None) | Q(confidence__range=(1, 5))
            ),
            models.UniqueConstraint(fields=["carried_from", "plan"], name="plans_target_carried_once"),
        ]
        triggers = [TARGET_OF_OPEN_YEAR]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return address_of("target")(self.pk)

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_answered(self):
        """Someone answered since the learner asked for help or a talk (needs `with_answers`)."""
        asked = self.state in self.CALLS and self.other
        return bool(asked) and dt.datetime.fromisoformat(self.other["at"]) >= self.moved_at


class TargetStep(models.Model):
    """One of up to five steps towards a target, in the learner's words; done when it has been ticked off."""

    MOST = 5

    target = models.ForeignKey(Target, models.CASCADE, related_name="target_steps")
    words = models.CharField(_("step"), max_length=150)
    position = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="plans_targetstep_five_at_most", condition=Q(position__range=(1, 5))),
            models.CheckConstraint(name="plans_targetstep_has_words", condition=~Q(words="")),
            models.UniqueConstraint(
                fields=["target", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="plans_targetstep_one_a_position",
            ),
        ]
        triggers = [STEP_OF_OPEN_YEAR]

    def __str__(self):
        return self.words


class CheckIn(models.Model):
    """The learner's own answer on how a target is going."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="check_ins")
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


class Rating(models.Model):
    """Another person's answer on the same scale, with a comment. Alone it closes nothing."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="ratings")
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
