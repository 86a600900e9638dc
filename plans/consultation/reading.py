"""A talk as its reader may see it: its agenda with what the learner says, ideas for it, the summary, and its needs."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import User
from learnplan.years import current_year
from plans.consultation.models import Need, Prompt, PromptQuerySet, Purpose, Summary, Talk
from plans.consultation.permissions import TalkStanding
from plans.targets.models import Plan, Target

MOST = 60


@dataclass(frozen=True, slots=True)
class Said:
    """What is said now: `writer` is empty for the learner's own hand, and names the adult who wrote it down."""

    words: str
    at: dt.datetime
    writer: str
    times: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the agenda as one reader sees it; `is_kept`: answered, but not opened to this reader."""

    number: int
    prompt: Prompt
    asked: str
    by_learner: bool
    said: Said | None
    is_kept: bool
    may_answer: bool
    may_take_back: bool


def agenda(stands: TalkStanding, reader: User, *, on_paper: bool = False) -> list[Item]:
    """Return the questions in their order, with the answers that the reader may see: one query.

    `on_paper` nobody is "me": a sheet has more than one reader.
    """
    rows = stands.talk.prompts.with_answer().select_related("author").fetch_mode(models.FETCH_RAISE)
    me = None if on_paper else reader
    return [_item(number, prompt, stands, me) for number, prompt in enumerate(rows[:MOST], 1)]


def item_of(items: list[Item], prompt: Prompt) -> tuple[Item, Item | None, Item | None]:
    """Return the item of a question, with the one before it and the one after it."""
    at = next((at for at, item in enumerate(items) if item.prompt.pk == prompt.pk), None)
    if at is None:
        raise Http404
    return items[at], items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None


def _item(number: int, prompt: Prompt, stands: TalkStanding, me: User | None) -> Item:
    talk, answer = stands.talk, prompt.answer
    is_own = bool(answer) and answer["author"] == talk.plan.learner_id
    is_kept = is_own and not stands.reads_answers
    by_learner = prompt.author_id == talk.plan.learner_id
    is_mine = me is not None and prompt.author_id == me.pk
    who = _("me") if is_mine else str(prompt.author)
    said = None
    if answer and not is_kept:
        writer = "" if is_own else answer["writer"]
        said = Said(answer["words"], dt.datetime.fromisoformat(answer["at"]), writer, prompt.times)
    return Item(
        number=number,
        prompt=prompt,
        asked=_("Asked by %(who)s, about %(purpose)s") % {"who": who, "purpose": prompt.get_purpose_display()},
        by_learner=by_learner,
        said=said,
        is_kept=is_kept,
        may_answer=stands.may_answer or (stands.may_write_down and not is_own),
        may_take_back=talk.is_before and not answer and is_mine,
    )


def summaries(talk: Talk) -> list[Summary]:
    """Return the summaries of a talk with what the learner said of each, newest first."""
    return list(talk.summaries.select_related("author").fetch_mode(models.FETCH_RAISE)[:MOST])


def plan_now(talk: Talk) -> Plan | None:
    """Return the plan that a need of this talk leads into: this year's, else the talk's own while it is open."""
    plans = Plan.objects.filter(learner=talk.plan.learner_id, closed_at=None)
    plans = plans.filter(models.Q(pk=talk.plan_id) | models.Q(year=current_year()))
    return plans.order_by("-year").fetch_mode(models.FETCH_RAISE).first()


def beside_in_time(talk: Talk) -> tuple[Talk | None, Talk | None]:
    """Return the talk that this one follows, and the next one that follows it: one query."""
    rows = Talk.objects.filter(models.Q(pk=talk.follows_id) | models.Q(follows=talk.pk))
    found = list(rows.exclude(state=Talk.State.CALLED_OFF).order_by("-pk").fetch_mode(models.FETCH_RAISE)[:3])
    before = next((one for one in found if one.pk == talk.follows_id), None)
    return before, next((one for one in found if one.pk != talk.follows_id), None)


def needs_of(talk: Talk, reader: User) -> list[Need]:
    """Return what came out of a talk, with those targets that answer it which the reader may see."""
    targets = models.Prefetch("targets", Target.objects.visible_to(reader))
    return list(talk.needs.with_answer().prefetch_related(targets).fetch_mode(models.FETCH_RAISE)[:MOST])


@dataclass(frozen=True, slots=True)
class Share:
    """How many questions were asked, and how many of them by learners; of one purpose, or of all."""

    asked: int
    by_learner: int
    label: str = ""


def asked_share(prompts: PromptQuerySet) -> tuple[Share, list[Share]]:
    """Return the share of questions that learners asked, in all and by purpose: one query."""
    by_learner = models.Count("pk", filter=models.Q(author=models.F("talk__plan__learner")))
    counted = prompts.order_by("purpose").values("purpose").annotate(asked=models.Count("pk"), by_learner=by_learner)
    rows = {row["purpose"]: row for row in counted}
    parts = [Share(rows[one]["asked"], rows[one]["by_learner"], str(one.label)) for one in Purpose if one in rows]
    return Share(sum(part.asked for part in parts), sum(part.by_learner for part in parts)), parts


# To begin with, for someone whose agenda is empty: each is asked by whoever takes it up.
OF_LEARNERS: tuple[tuple[str, Promise], ...] = (
    (Purpose.HOW, gettext_lazy("What helps me when I get stuck?")),
    (Purpose.HOW, gettext_lazy("What would I change about my week?")),
    (Purpose.WHAT_FOR, gettext_lazy("What do I want to be able to do in a year?")),
    (Purpose.WHAT_FOR, gettext_lazy("What is all this learning for, for me?")),
)
OF_ADULTS: tuple[tuple[str, Promise], ...] = (
    (Purpose.HOW, gettext_lazy("When did learning go well this month, and what made it so?")),
    (Purpose.HOW, gettext_lazy("What should we at school do differently for you?")),
    (Purpose.WHAT_FOR, gettext_lazy("What matters to you more than it did last time?")),
)


def ideas_for(*, is_learner: bool, asked: set[str]) -> list[dict]:
    """Return questions that are not on the agenda yet, as `purpose`, its `label` and `words`."""
    ideas = OF_LEARNERS if is_learner else OF_ADULTS
    return [
        {"purpose": purpose, "label": Purpose(purpose).label, "words": str(words)}
        for purpose, words in ideas
        if str(words) not in asked
    ]
