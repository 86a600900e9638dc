"""Answering on the scale of learners' targets, many at once or one: each judged by itself, then written together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from learnplan.acts import act_on_many
from learnplan.events.actions import record_all
from learnplan.people.models import User
from learnplan.rules import Outcome, RuleBroken
from plans.targets import rules
from plans.targets.locking import NOT_THERE, act_event, check_open, lock_targets
from plans.targets.models import CheckIn, Rating, Target
from plans.targets.permissions import Standing
from plans.targets.telling import tell_learners


@dataclass(frozen=True)
class Answer:
    """One answer to give: the key of its target, the level and a comment, and the check-in it answers, if it does."""

    target: int
    level: int
    comment: str
    check_in: CheckIn | None = None


# Savepoints are the caller's: a refused line raises nothing here, and an error takes the whole act back.
@act_on_many
def rate_all(*, answers: Sequence[Answer], actor: User, only_waiting: bool = False) -> list[Outcome[Rating]]:
    """Keep the answers that may be given, tell each learner, and return what became of each, in their order.

    Seven statements, however many. `only_waiting` refuses targets that wait for no answer any more, and calls those
    that are not the actor's to see not there.
    """
    keys = [answer.target for answer in answers]
    waiting = Target.objects.visible_to(actor).filter(pk__in=keys).with_waiting().order_by().values("pk", "waits")
    held = lock_targets(keys, actor, waiting if only_waiting else None)
    outcomes: list[Outcome[Rating]] = []
    for answer in answers:
        target, facts = held.targets.get(answer.target), held.facts.get(answer.target, {})
        if target is None or (only_waiting and not facts):
            outcomes.append(Outcome(refused=RuleBroken(NOT_THERE)))
            continue
        outcome: Outcome[Rating] = Outcome(about=target)
        if outcome.judge(partial(_check, answer, target, held.stands[target.pk], facts.get("waits"))):
            given = {"level": answer.level, "comment": answer.comment.strip(), "check_in": answer.check_in}
            outcome.made = Rating(target=target, rater=actor, **given)
        outcomes.append(outcome)
    _write([outcome.made for outcome in outcomes if outcome.made], actor)
    return outcomes


def check_may_answer(target: Target, stands: Standing, waits: bool | None = None) -> None:
    """Raise RuleBroken unless who stands so may answer on the target; `waits` False is that it waits no more."""
    rules.check_year_open(target.plan)
    if not stands.may_rate:
        raise RuleBroken(_("Only the learner's tutor, advocate or teachers can rate this target."))
    check_open(target)
    if waits is False:
        raise RuleBroken(_("Somebody has answered since. You can still add yours on its own page."))


def _check(answer: Answer, target: Target, stands: Standing, waits: bool | None) -> None:
    rules.check_level(answer.level)
    if not (answer.comment or "").strip():
        raise RuleBroken(_("Say why, in a sentence or two. A number alone helps nobody."))
    check_may_answer(target, stands, waits)
    if answer.check_in is not None and answer.check_in.target_id != target.pk:
        raise RuleBroken(_("That check-in is about another target."))


def _write(ratings: list[Rating], actor: User) -> None:
    if not ratings:
        return
    Rating.objects.bulk_create(ratings)
    targets = [rating.target for rating in ratings]
    events = record_all(
        act_event("target.rated", target.plan, actor, thing=target, words=target.words, level=rating.level)
        for target, rating in zip(targets, ratings, strict=True)
    )
    tell_learners(zip(targets, events, strict=True), _("%(actor)s answered you on “%(words)s”."))
