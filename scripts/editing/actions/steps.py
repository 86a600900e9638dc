"""Every write to a single step of a script: add, change, remove, done."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.models import Target
from scripts.authoring.facts import exempt_items
from scripts.authoring.locking import lock_branch, lock_step, record_writing
from scripts.authoring.models import Branch, Script, Step, StepCover
from scripts.authoring.reading import paths_of
from scripts.authoring.rules import check_open_to, check_term, check_unfinished, check_when, title_of
from scripts.checking.gates import check_taking_up
from scripts.frameworks.models import CommonItem
from scripts.offers.models import Offer, OfferCover, Place

AS_IT_IS = -1


@act
def add_step(
    *,
    branch: Branch,
    title: str = "",
    style: str,
    year: int | None = None,
    term: int | None = None,
    lasts: int | None = None,
    minutes_a_week: int | None = None,
    target: Target | None = None,
    offer: Offer | None = None,
    covers: Iterable[int] = (),
    position: int | None = None,
    actor: User,
) -> Step:
    """Put a step on a branch: the learner's own, or one that takes up `offer`.

    `position` counts the branch's own steps from 0; None is the end. `lasts` counts terms; None is one. `covers`
    are ids of framework items that the learner says it counts for; what the offer covers is added. Its title and load
    are the offer's if none is given. Raises RuleBroken if offer or target is not open to this learner, or the year far.
    """
    branch = lock_branch(branch.pk)
    check_unfinished(branch)
    title = title_of(title, offer)
    check_open_to(branch.script, target=target, offer=offer)
    if offer:
        check_taking_up(branch, offer, position)
    check_term(year, term)
    check_when(year=year, lasts=lasts)
    if minutes_a_week is None and offer:
        minutes_a_week = offer.minutes_a_week
    when = {"year": year, "term": term, "lasts": lasts or 1, "minutes_a_week": minutes_a_week}
    step = Step(branch=branch, title=title, style=style, target=target, offer=offer, **when)
    step.position = branch.steps.count()
    step.save()
    if position is not None:
        put_at(step, position)
    set_covers(step, branch.script, covers)
    facts: dict[str, object] = {"step": title}
    if offer:
        facts |= {"offer": offer.title, "provider": offer.provider.name}
    if target:
        facts["target"] = target.words
    record_writing("step.added", script=branch.script, thing=step, actor=actor, branch=branch, **facts)
    return step


@act
def change_step(
    *,
    step: Step,
    title: str,
    style: str,
    year: int | None,
    term: int | None,
    target: Target | None,
    lasts: int | None = None,
    minutes_a_week: int | None = AS_IT_IS,
    covers: Iterable[int] | None = None,
    position: int | None = None,
    was: str = "",
    actor: User,
) -> Step:
    """Change what a step says, how and when it is done, or where on its branch it stands.

    `lasts`, `covers` and `position` None and `minutes_a_week` AS_IT_IS leave those as they are. A step of the common
    script keeps its name and what it counts for: it may be paced and styled. `was` is the `fingerprint` of the step
    as this person last saw it. Recorded with the old words, if anything is different. Raises RuleBroken if someone else
    changed it since.
    """
    step, branch = lock_step(step.pk)
    said, stood = fingerprint(step, _counts_for(step)), step.position
    _check_as_seen(step, said, was)
    title = title_of(title, None)
    _check_keeps_name(step, title)
    if target and target.pk != step.target_id:
        check_open_to(branch.script, target=target, offer=None)
    if (year, term) != (step.year, step.term):
        check_term(year, term)
    check_when(year=year if year != step.year else None, lasts=lasts)
    new = {"title": title, "style": style, "year": year, "term": term, "target_id": target and target.pk}
    new |= {"lasts": lasts or step.lasts}
    new |= {"minutes_a_week": step.minutes_a_week if minutes_a_week == AS_IT_IS else minutes_a_week}
    facts = _set(step, new)
    if covers is not None and step.common_item_id is None:
        set_covers(step, branch.script, covers)
    if position is not None:
        put_at(step, position)
    if (fingerprint(step, _counts_for(step)), step.position) != (said, stood):
        record_writing("step.changed", script=branch.script, thing=step, actor=actor, branch=branch, **facts)
    return step


def _set(step: Step, new: dict[str, Any]) -> dict[str, object]:
    """Save new values of the step's fields, and return the facts of it: the old words, and what changed."""
    facts: dict[str, object] = {"step": new["title"]}
    if new["title"] != step.title:
        facts["old_step"] = step.title
    facts["changed"] = [name.removesuffix("_id") for name, value in new.items() if getattr(step, name) != value]
    for name, value in new.items():
        setattr(step, name, value)
    step.save(update_fields=list(new))
    return facts


def _counts_for(step: Step) -> list[int]:
    return list(step.covers.values_list("item", flat=True))


def fingerprint(step: Step, covers: Iterable[int]) -> str:
    """Return what tells whether a step, which counts for `covers`, was changed since a form about it was opened."""
    said = (step.title, step.style, step.year, step.term, step.lasts, step.minutes_a_week, step.target_id)
    return hashlib.sha256(repr((*said, step.offer_id, step.picked_id, sorted(covers))).encode()).hexdigest()[:16]


def _check_as_seen(step: Step, said: str, was: str) -> None:
    if was and was != said:
        raise RuleBroken(
            _(
                "This step was changed somewhere else while you were writing, and is “%(step)s” (%(style)s) now. "
                "Look at your words once more: save again, and they take its place."
            )
            % {"step": step.title, "style": step.get_style_display()}
        )


def _check_keeps_name(step: Step, title: str) -> None:
    if step.common_item_id and title != step.title:
        raise RuleBroken(
            _("“%(step)s” is part of the common script, so it keeps its name. You can change how and when you do it.")
            % {"step": step.title}
        )


@act
def remove_step(*, step: Step, actor: User) -> None:
    """Take a step off its branch. Branches that fork after it fork after the step before it instead.

    Raises RuleBroken for a required part of the common script, a step with an open place, and one that is done.
    """
    step, branch = lock_step(step.pk)
    refusal = why_not_removed(step, branch.script)
    if refusal:
        raise RuleBroken(refusal)
    rehang_forks(step)
    Step.objects.filter(pk=step.pk).delete()
    branch.steps.filter(position__gt=step.position).update(position=F("position") - 1)
    record_writing("step.removed", script=branch.script, thing=step, actor=actor, branch=branch, step=step.title)


def rehang_forks(step: Step) -> None:
    """Let the branches that fork after the step fork after the one before it instead."""
    before = Step.objects.filter(branch=step.branch_id, position__lt=step.position).last()
    step.forks.update(forks_after=before)


def why_not_removed(step: Step, script: Script) -> str:
    """Return why the step has to stay, as a sentence that names the rule; empty if it may go."""
    required = CommonItem.objects.current().filter(pk=step.common_item_id, is_required=True)
    if required.exclude(pk__in=exempt_items(script.pk)).exists():
        return _(
            "“%(step)s” is a required part of %(common_script)s at %(institution)s, so it stays. "
            "You can change how and when you do it, or ask to leave it out."
        ) % {"step": step.title, "common_script": script.common_script.name, "institution": script.institution.name}
    place = Place.objects.filter(step=step, state__in=Place.OPEN).select_related("offer").first()
    if place:
        return _(
            "You have a place on %(offer)s for this step (%(state)s). Give the place up first, then the step can go."
        ) % {"offer": place.offer.title, "state": place.get_state_display()}
    if step.done_at:
        return _("“%(step)s” is done, so it is part of your story. If it is not done after all, say so first.") % {
            "step": step.title
        }
    return ""


@act
def set_step_done(*, step: Step, is_done: bool, actor: User) -> Step:
    """Say that a step is done, or that it is not after all. Said twice, it is recorded once.

    Raises RuleBroken for opening one that a finished branch stands on.
    """
    step, branch = lock_step(step.pk)
    if (step.done_at is not None) == is_done:
        return step
    if not is_done:
        _check_may_open(step, branch.script)
    step.done_at = timezone.now() if is_done else None
    step.save(update_fields=["done_at"])
    verb = "step.done" if is_done else "step.reopened"
    record_writing(verb, script=branch.script, thing=step, actor=actor, branch=branch, step=step.title)
    return step


def _check_may_open(step: Step, script: Script) -> None:
    finished = list(script.branches.filter(state=Branch.State.FINISHED))
    if not finished:
        return
    path_of = paths_of(script.pk)
    over = next((each for each in finished if step in path_of(each)), None)
    if over:
        raise RuleBroken(
            _("“%(branch)s” is finished, and “%(step)s” is a part of it. Bring “%(branch)s” back first.")
            % {"branch": over, "step": step.title}
        )


def set_covers(step: Step, script: Script, covers: Iterable[int]) -> None:
    """Let the step count for these items and for what its offer covers, within the common script's framework."""
    wanted = set(covers)
    if step.offer_id:
        wanted |= set(OfferCover.objects.filter(offer=step.offer_id).values_list("item", flat=True))
    items = script.common_script.framework.items.filter(pk__in=wanted).values_list("pk", flat=True)
    step.covers.exclude(item__in=items).delete()
    StepCover.objects.bulk_create((StepCover(step=step, item_id=pk) for pk in items), ignore_conflicts=True)


def put_at(step: Step, position: int | None) -> None:
    """Put the step at `position` (None: the end) among its branch's own, and close the gap it leaves."""
    order = [each for each in step.branch.steps.all() if each.pk != step.pk]
    order.insert(len(order) if position is None else max(0, min(position, len(order))), step)
    for place, each in enumerate(order):
        each.position = place
    Step.objects.bulk_update(order, ["position"])
