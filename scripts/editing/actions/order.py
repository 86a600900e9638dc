"""Where steps stand and when: order, another branch, another term, on into the next year; and where a branch forks."""

from contextlib import nullcontext

from django.db.models import F
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from learnplan.years import academic_year, year_name
from scripts.authoring.locking import lock_branch, lock_script, lock_step, record_writing
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.path import lineage
from scripts.authoring.rules import check_term, check_unfinished, check_when
from scripts.checking.gates import fitting_as_before
from scripts.editing.actions.steps import put_at, rehang_forks
from scripts.offers.models import Offer, Place

State = Branch.State


@act
def move_step(*, step: Step, position: int | None = None, branch: Branch | None = None, actor: User) -> Step:
    """Put a step at another place on its branch, or on another `branch` of the same script.

    `position` counts the other steps there from 0; None is the end. Branches that fork after a step which leaves its
    branch fork after the step before it instead, so no branch ever forks from itself. Raises RuleBroken for a step of
    the common script that would leave it, for a branch of another script, for an offer that would not fit on the chosen
    path (docs/check.md), and, where no branch is said, for a step that somebody put on another one meanwhile.
    """
    seen_on, (step, old) = step.branch_id, lock_step(step.pk)
    if branch is None and old.pk != seen_on:
        raise RuleBroken(_("“%(step)s” is on “%(branch)s” now. Go there to move it.") % {"step": step, "branch": old})
    to = old if branch is None else _branch_in(old.script, branch)
    if to == old:
        return _move_along(step, old, position, actor)
    _check_may_leave(step, old.script)
    if step.done_at is None:
        check_unfinished(to)
    with fitting_as_before(old.script) if step.offer_id else nullcontext():
        rehang_forks(step)
        Step.objects.filter(branch=step.branch_id, position__gt=step.position).update(position=F("position") - 1)
        step.branch, step.position = to, to.steps.count()
        step.save(update_fields=["branch", "position"])
        put_at(step, position)
    facts = {"step": step.title, "old_branch": old.name}
    record_writing("step.moved_over", script=old.script, thing=step, actor=actor, branch=to, **facts)
    return step


def _move_along(step: Step, branch: Branch, position: int | None, actor: User) -> Step:
    before = step.position
    put_at(step, position)
    if step.position != before:
        record_writing("step.moved", script=branch.script, thing=step, actor=actor, branch=branch, step=step.title)
    return step


def _branch_in(script: Script, branch: Branch) -> Branch:
    found = script.branches.filter(pk=branch.pk).first()
    if found is None:
        raise RuleBroken(_("A step moves within its own script. Choose one of the branches on this map."))
    return found


def _check_may_leave(step: Step, script: Script) -> None:
    if step.common_item_id:
        raise RuleBroken(
            _(
                "“%(step)s” is part of %(common_script)s, so it stays where everyone has it. "
                "You can change how and when you do it, and in which order."
            )
            % {"step": step.title, "common_script": script.common_script.name}
        )


@act
def move_to_term(*, step: Step, year: int | None, term: int | None, lasts: int | None = None, actor: User) -> Step:
    """Plan a step for another term, or for none; `lasts` (terms) None leaves how long it takes.

    Raises RuleBroken for a term without a year, and for a year or a length that no script has room for.
    """
    step, branch = lock_step(step.pk)
    check_term(year, term)
    check_when(year=year if year != step.year else None, lasts=lasts)
    new = {"year": year, "term": term, "lasts": lasts or step.lasts}
    if all(getattr(step, name) == value for name, value in new.items()):
        return step
    for name, value in new.items():
        setattr(step, name, value)
    step.save(update_fields=list(new))
    record_writing("step.timed", script=branch.script, thing=step, actor=actor, branch=branch, step=step.title)
    return step


def to_carry(steps: list[Step], year: int, with_place: set[int]) -> list[Step]:
    """Return those of a branch's steps that copying forward takes on: of `year`, not done, without an open place."""
    return [step for step in steps if step.year == year and not step.done_at and step.pk not in with_place]


@act
def copy_forward(*, branch: Branch, year: int, actor: User) -> int:
    """Plan the steps of `year` that are not done for the year after, behind what stays; return how many.

    They are the same steps, not second ones, which would count twice in load and leave the first undone for ever;
    the version before has last year as it was. A step whose offer does not run in the new year keeps its words and
    loses the offer; one that carries an open place stays with it. Raises RuleBroken if there is nothing to carry.
    """
    branch = lock_branch(branch.pk)
    check_when(year=year + 1, lasts=None)
    steps = list(branch.steps.select_related("offer"))
    on = Place.objects.open().filter(step__branch=branch)
    carried = to_carry(steps, year, set(on.values_list("step", flat=True)))
    if not carried:
        raise RuleBroken(
            _("No step of %(year)s is open on “%(branch)s”, so there is nothing to take on.")
            % {"year": year_name(year), "branch": branch}
        )
    for step in carried:
        step.year = year + 1
        if step.offer and not runs_in(step.offer, year + 1):
            step.offer, step.picked, step.before_pick = None, None, None
    for place, step in enumerate(behind(steps, carried, year)):
        step.position = place
    Step.objects.bulk_update(steps, ["year", "offer", "picked", "before_pick", "position"])
    facts = {"count": len(carried), "year": year_name(year + 1), "steps": [step.title for step in carried]}
    record_writing("branch.carried", script=branch.script, thing=branch, actor=actor, branch=branch, **facts)
    return len(carried)


def runs_in(offer: Offer, year: int) -> bool:
    """Say whether an offer can still be taken up in the academic year: it is open, and starts or goes on then."""
    return offer.closed_at is None and academic_year(offer.starts_on) <= year <= academic_year(offer.ends_on)


def behind(steps: list[Step], carried: list[Step], year: int) -> list[Step]:
    """Return the steps in order, the carried ones behind the last that stays in `year` or before."""
    stays = [place for place, step in enumerate(steps) if step not in carried and step.year and step.year <= year]
    cut = max(stays, default=-1) + 1
    first = [step for step in steps[:cut] if step not in carried]
    return [*first, *(step for step in steps[:cut] if step in carried), *steps[cut:]]


@act
def fork_elsewhere(*, branch: Branch, parent: Branch, forks_after: Step | None, actor: User) -> Branch:
    """Let a branch leave another step of the script; its own steps, and branches of it, go with it.

    Raises RuleBroken for the common script, for a step of another script, and where the branch would come out of
    itself or of a branch of its own, or the chosen path would not fit any more (docs/check.md).
    """
    script = lock_script(branch.script_id)
    branches = {each.pk: each for each in script.branches.all()}
    branch = branches.get(branch.pk, branch)
    if branch.is_trunk:
        raise RuleBroken(_("Everything branches off the common script, so it begins by itself."))
    if parent.pk not in branches:
        raise RuleBroken(_("A branch forks from the same script. Choose a step on your own map."))
    if branch in lineage(branches[parent.pk], branches):
        raise RuleBroken(
            _("“%(parent)s” comes out of “%(branch)s” itself, so it cannot be where it begins. Choose an earlier step.")
            % {"parent": parent, "branch": branch}
            if parent.pk != branch.pk
            else _("A branch cannot come out of itself. Choose a step of another branch.")
        )
    if forks_after and not Step.objects.filter(pk=forks_after.pk, branch=parent.pk).exists():
        raise RuleBroken(_("That step is not on “%(branch)s” any more. Choose another one.") % {"branch": parent})
    if (branch.parent_id, branch.forks_after_id) == (parent.pk, forks_after and forks_after.pk):
        return branch
    with fitting_as_before(script):
        branch.parent_id, branch.forks_after = parent.pk, forks_after
        branch.save(update_fields=["parent", "forks_after"])
    after = forks_after.title if forks_after else parent.name
    record_writing("branch.forked_elsewhere", script=script, thing=branch, actor=actor, branch=branch, after=after)
    return branch
