"""The steps towards a target: what they are called, in which order, and which are done."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.matrix.acts import Act
from plans.matrix.permissions import check
from plans.targets import rules
from plans.targets.locking import before_and_after, check_open, lock_target, record_act
from plans.targets.models import Target, TargetStep
from plans.targets.telling import tell_learner
from plans.targets.versions import StaleTarget, seen_steps


@act
def set_steps(*, target: Target, steps: Sequence[tuple[int | None, str]], actor: User, seen: str = "") -> Target:
    """Make these the steps of an open target, in this order: (key of a step it has, or None for a new one; words).

    A step keeps whether it is done; one that is not named, or has no words left, is taken out. `seen` is the token
    of the steps the writer had before them (`versions.seen_steps`): StaleTarget if someone changed them since. Where
    the matrix says to ask before a target is changed, so it does for its steps (AskFirst).
    """
    target, stands = lock_target(target, actor)
    if not stands.may_write:
        raise RuleBroken(_("These steps are not yours to change."))
    check_open(target)
    check(Act.CHANGE, plan=target.plan, actor=actor, stands=stands)
    old = [step.words for step in steps_of(target)]
    wanted = [(key, words.strip()) for key, words in steps if words.strip()]
    new = rules.clean_steps([words for _key, words in wanted])
    if seen and seen != seen_steps(old) and new != old:
        raise StaleTarget(mine=tuple(new), theirs=tuple(old))
    if new == old:
        return target
    put_steps(target, wanted)
    facts = before_and_after({"steps": old}, {"steps": new})
    event = record_act("target.steps_changed", target.plan, actor, thing=target, words=target.words, **facts)
    tell_learner(target, event, _("%(actor)s changed the steps of “%(words)s” for you."))
    return target


@act
def tick_step(*, step: TargetStep, is_done: bool, actor: User) -> TargetStep:
    """Tick a step off, or open it again. Doing so twice is doing it once."""
    target, stands = lock_target(step.target, actor)
    if not stands.may_write:
        raise RuleBroken(_("This step is not yours to tick off."))
    check_open(target)
    found = target.target_steps.filter(pk=step.pk).first()
    if found is None:
        raise RuleBroken(_("This step has been taken out meanwhile."))
    if is_done == (found.done_at is not None):
        return found
    found.done_at = timezone.now() if is_done else None
    found.save(update_fields=["done_at"])
    verb = "target.step_done" if is_done else "target.step_reopened"
    event = record_act(verb, target.plan, actor, thing=target, words=target.words, step=found.words)
    tell_learner(target, event, _("%(actor)s ticked a step of “%(words)s” for you."))
    return found


def steps_of(target: Target) -> list[TargetStep]:
    """Return the steps of the target, in their order."""
    return list(target.target_steps.all())


def match_steps(had: Iterable[TargetStep], words: Sequence[str]) -> list[tuple[int | None, str]]:
    """Return `words` as steps to put, each with the key of the step of the same words that was there, or None."""
    keys: dict[str, list[int]] = {}
    for step in had:
        keys.setdefault(step.words.casefold(), []).append(step.pk)
    return [(keys[one.casefold()].pop(0) if keys.get(one.casefold()) else None, one) for one in words]


def put_steps(target: Target, wanted: Sequence[tuple[int | None, str]]) -> None:
    """Write the steps of a target that is locked and whose steps are checked: for the actions of targets only."""
    put_steps_of_all([(target, wanted, steps_of(target))])


def put_steps_of_all(wanted: Iterable[tuple[Target, Sequence[tuple[int | None, str]], Sequence[TargetStep]]]) -> None:
    """Write the steps of many targets as (target, steps wanted, steps it has): a few statements, none for nothing."""
    fresh: list[TargetStep] = []
    moved: list[TargetStep] = []
    gone: list[int] = []
    for target, steps, had_steps in wanted:
        had = {step.pk: step for step in had_steps}
        for position, (key, words) in enumerate(steps, 1):
            step = had.pop(key, None) if key else None
            if step is None:
                fresh.append(TargetStep(target=target, words=words, position=position))
            elif (step.words, step.position) != (words, position):
                step.words, step.position = words, position
                moved.append(step)
        gone += had
    if gone:
        TargetStep.objects.filter(pk__in=gone).delete()
    if moved:
        TargetStep.objects.bulk_update(moved, ["words", "position"])
    if fresh:
        TargetStep.objects.bulk_create(fresh)
