"""Talks: an agenda of prompts, the learner's answers, the adult's summary, and the needs that come of it."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond, Membership, Role, name_of
from learnplan.people.sight import Sight
from plans.targets.models import Plan, Target

# What the database itself holds about talks: how they move, whose words stay, and where needs may come from.
MOVES = pgtrigger.FSM(
    name="moves",
    field="state",
    transitions=[
        ("wanted", "booked"),
        ("wanted", "called_off"),
        ("booked", "called_off"),
        ("booked", "summarised"),
        ("summarised", "agreed"),
        ("summarised", "disputed"),
        ("disputed", "summarised"),
    ],
)

NEVER_REWORDED = pgtrigger.ReadOnly(name="never_reworded", fields=["words", "author", "prompt", "at"])
SUMMARY_NEVER_REWORDED = pgtrigger.ReadOnly(name="never_reworded", fields=["words", "author", "talk", "at"])
# What the learner said of a summary is said once.
REPLIED_ONCE = pgtrigger.Protect(
    name="replied_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__agrees__isnull=False)
)

# Once the learner has said something, nobody else's words can take its place.
OWN_WORDS_STAY = pgtrigger.Trigger(
    name="own_words_stay",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    declare=[("learner", "BIGINT")],
    func="""
        SELECT plans_plan.learner_id INTO learner FROM plans_prompt
            JOIN plans_talk ON plans_talk.id = plans_prompt.talk_id
            JOIN plans_plan ON plans_plan.id = plans_talk.plan_id
            WHERE plans_prompt.id = NEW.prompt_id;
        IF NEW.author_id <> learner AND EXISTS (
            SELECT 1 FROM plans_answer WHERE prompt_id = NEW.prompt_id AND author_id = learner
        ) THEN
            RAISE EXCEPTION 'prompt % is answered in the learner''s own words', NEW.prompt_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_answer_own_words_stay';
        END IF;
        RETURN NEW;
    """,
)

# Nothing counts until the learner agrees: a need comes out of an agreed talk of the same plan, or not at all.
FROM_AGREED_TALK = pgtrigger.Trigger(
    name="from_agreed_talk",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("talk_id", "plan_id"),
    when=pgtrigger.Before,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM plans_talk WHERE id = NEW.talk_id AND plan_id = NEW.plan_id AND state = 'agreed'
        ) THEN
            RAISE EXCEPTION 'talk % is not agreed, or of another plan', NEW.talk_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_need_from_agreed_talk';
        END IF;
        RETURN NEW;
    """,
)


class Purpose(models.TextChoices):
    """What a question is for."""

    HOW = "how", _("how I learn")
    WHAT_FOR = "what_for", _("what learning is for")


class TalkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A learner's own; those an adult is in or asked for, while a consented bond ties them to the learner.

        And agreed ones by a carer to whom that was opened. Nobody else: not other tutors, not the institution. Who
        may read the words in it is in `permissions.py`.
        """
        bonds = Bond.objects.in_force().filter(adult=user, learner=OuterRef("plan__learner"))
        mine = (Q(adult=user) | Q(asked_by=user)) & Exists(bonds)
        opened = Q(state=Talk.State.AGREED) & Exists(bonds.carers().seeing(Sight.TALKS))
        return self.filter(Q(plan__learner=user) | mine | opened)

    def open(self):
        return self.filter(state__in=Talk.OPEN)

    def of_learners_here(self):
        """Those whose learner is still a learner somewhere, or will be one: a leaver is in nobody's queue."""
        here = Membership.objects.filter(role=Role.LEARNER).exclude(until_on__lt=timezone.localdate())
        return self.filter(plan__learner__in=here.values("user"))

    def waiting_with(self, adult):
        """Those open talks of this adult that wait, but not a leaver's."""
        return self.visible_to(adult).open().filter(adult=adult).of_learners_here()


class Talk(models.Model):
    """A talk of a learner with one adult, from asking for it to what both agree was said.

    `opened_at` is when the learner opened their answers to the adult; before, only the learner reads them.
    `moved_at` is when the state last changed, `sequence` how often the time did.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("no time yet")
        BOOKED = "booked", _("booked")
        SUMMARISED = "summarised", _("is this what was said?")
        DISPUTED = "disputed", _("not agreed yet")
        AGREED = "agreed", _("agreed")
        CALLED_OFF = "called_off", _("called off")

    class Kind(models.TextChoices):
        GOING = "going", _("how it is going")
        NEXT = "next", _("what comes next")
        ONE_THING = "one_thing", _("one thing on my mind")

    BEFORE = [State.WANTED, State.BOOKED]
    OPEN = [State.WANTED, State.BOOKED, State.SUMMARISED, State.DISPUTED]

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="talks")
    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("what about"), max_length=20, choices=Kind, default=Kind.GOING)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WANTED)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followed_by")
    booked_at = models.DateTimeField(_("when"), null=True)
    until_at = models.DateTimeField(null=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    called_off_because = models.CharField(_("why it is called off"), max_length=300, blank=True)
    moved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="plans_talk_has_its_time",
                condition=Q(state="called_off")
                | Q(state="wanted", booked_at=None, until_at=None)
                | Q(booked_at__isnull=False, until_at__gt=F("booked_at")) & ~Q(state="wanted"),
            ),
            models.UniqueConstraint(
                fields=["plan", "adult"], condition=Q(state="wanted"), name="plans_talk_wanted_once"
            ),
            ExclusionConstraint(
                name="plans_talk_adult_once_at_a_time",
                expressions=[
                    (
                        models.Func("booked_at", "until_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("adult", RangeOperators.EQUAL),
                ],
                condition=Q(state="booked"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["adult"],
                condition=Q(state__in=["wanted", "booked", "summarised", "disputed"]),
                name="plans_talk_open_with",
            ),
        ]
        triggers = [MOVES]

    def get_absolute_url(self):
        return reverse("talk", args=[self.pk])

    @property
    def is_before(self):
        return self.state in self.BEFORE

    @property
    def is_over(self):
        """Its time has come, so that it can be summed up."""
        return self.booked_at is not None and self.booked_at <= timezone.now()


class PromptQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(talk__in=Talk.objects.visible_to(user))

    def with_answer(self):
        """Adds `answer`: what is said now, {id, words, at, author, writer}, or None; and `times`."""
        said = Answer.objects.filter(prompt=OuterRef("pk")).order_by("-pk")
        now = JSONObject(id="pk", words="words", at="at", author="author_id", writer=name_of("author"))
        count = said.order_by().values("prompt").annotate(count=models.Count("pk")).values("count")
        return self.annotate(answer=Subquery(said.values(said=now)[:1]), times=Subquery(count))


class Prompt(models.Model):
    """A question on the agenda: who asked it, and for what purpose."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="prompts")
    words = models.CharField(_("question"), max_length=300)
    purpose = models.CharField(_("what is it about?"), max_length=10, choices=Purpose)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    # What the queryset adds: see `with_answer`.
    answer: Any
    times: Any

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="plans_prompt_has_words", condition=~Q(words=""))]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return reverse("prompt", args=[self.pk])


class Answer(models.Model):
    """What the learner says, word for word. A later one stands in front of an earlier one and never replaces it.

    An adult who writes one down for the learner is its author, and so it is shown.
    """

    prompt = models.ForeignKey(Prompt, models.CASCADE, related_name="answers")
    words = models.TextField(_("answer"), max_length=4000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="plans_answer_has_words", condition=~Q(words=""))]
        triggers = [NEVER_REWORDED, OWN_WORDS_STAY]

    def __str__(self):
        return self.words


class Summary(models.Model):
    """What the adult understood, and what the learner says of it: `agrees` is None until then."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="summaries")
    words = models.TextField(_("summary"), max_length=8000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    agrees = models.BooleanField(null=True)
    reply = models.TextField(_("what is not right"), max_length=4000, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "summaries"
        constraints = [
            models.CheckConstraint(name="plans_summary_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="plans_summary_reply_whole",
                condition=Q(agrees=None, replied_at=None, reply="")
                | Q(agrees=True, replied_at__isnull=False)
                | Q(agrees=False, replied_at__isnull=False) & ~Q(reply=""),
            ),
            models.UniqueConstraint(fields=["talk"], condition=Q(agrees=None), name="plans_summary_one_waits"),
            models.UniqueConstraint(fields=["talk"], condition=Q(agrees=True), name="plans_summary_one_agreed"),
        ]
        triggers = [SUMMARY_NEVER_REWORDED, REPLIED_ONCE]

    def __str__(self):
        return self.words


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the talks whose words the user reads: the learner's own, or the adult's in the talk."""
        talks = Talk.objects.visible_to(user).filter(Q(plan__learner=user) | Q(adult=user))
        return self.filter(talk__in=talks)

    def with_answer(self):
        """Adds `is_met`: a target in the plan answers it, reached or not; a draft or what was let go does not."""
        return self.annotate(is_met=Exists(_answers_of(OuterRef("pk"))))

    def unmet(self):
        """Those that wait for a target: not let go, and no target of today answers them."""
        return self.exclude(state=Need.State.LET_GO).filter(~Exists(_answers_of(OuterRef("pk"))))

    def with_draft(self):
        """Adds `draft`: the id of a draft that is to answer it, or None. Whoever reads on may not see the draft."""
        drafts = NeedTarget.objects.filter(need=OuterRef("pk"), target__state=Target.State.DRAFT).order_by("-pk")
        return self.annotate(draft=Subquery(drafts.values("target")[:1]))


def _answers_of(need):
    """Return the ties of a need to targets that count as its answer."""
    return NeedTarget.objects.filter(need=need).exclude(target__state__in=[Target.State.DRAFT, Target.State.DROPPED])


class Need(models.Model):
    """What came out of an agreed talk as something the learner needs; targets answer it."""

    class State(models.TextChoices):
        OPEN = "open", _("no target yet")
        ANSWERED = "answered", _("has a target")
        LET_GO = "let_go", _("let go")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="needs")
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="needs")
    words = models.CharField(_("what I need"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    targets = models.ManyToManyField(Target, through="NeedTarget", related_name="needs")

    # What the queryset adds: see `with_answer` and `with_draft`.
    is_met: bool
    draft: int | None = None

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="plans_need_has_words", condition=~Q(words=""))]
        triggers = [FROM_AGREED_TALK]

    def __str__(self):
        return self.words

    @property
    def standing(self):
        """Its state as its targets stand today (needs `with_answer`): without one that counts it is open again."""
        if self.state == self.State.LET_GO:
            return self.State.LET_GO
        return self.State.ANSWERED if self.is_met else self.State.OPEN


class NeedTarget(models.Model):
    """A target that answers a need."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="links")
    target = models.ForeignKey(Target, models.CASCADE, related_name="need_links")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["need", "target"], name="plans_needtarget_once")]
