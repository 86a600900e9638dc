"""Every write of comparing: a branch written once more under another name, to try something else on it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.locking import lock_branch, record_writing
from scripts.authoring.models import Branch, EndingAsk, Step, StepCover, StepOption
from scripts.editing.actions.branches import new_branch

# What is the same on both.
ASK = ("position", "words", "item_id")
STEP = ("title", "style", "year", "term", "target_id", "lasts", "minutes_a_week", "offer_id", "before_pick")
OPTION = ("rank", "title", "style", "minutes_a_week", "offer_id", "item_id")


@act
def vary_branch(*, branch: Branch, name: str, actor: User) -> Branch:
    """Write the branch once more as an idea called `name`: the same steps, alternatives and ending, and no places.

    What is done on the one is open on the other. Raises RuleBroken for the trunk, which everyone shares, and for a
    name that is taken.
    """
    branch = lock_branch(branch.pk)
    script = branch.script
    if branch.parent is None:
        raise RuleBroken(_("Everyone shares the common script, so there is one of it. Write a branch from it instead."))
    made = new_branch(script, branch.parent, branch.forks_after, name, branch.ending)
    steps = _copy_steps(branch, made)
    EndingAsk.objects.bulk_create(
        EndingAsk(branch=made, step=steps.get(ask.step_id, ask.step), **_of(ask, ASK))
        for ask in branch.asks.select_related("step")
    )
    record_writing("branch.varied", script=script, thing=made, actor=actor, branch=made, original=branch.name)
    return made


def _of(row: Model, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _copy_steps(branch: Branch, made: Branch) -> dict[int | None, Step]:
    """Write the steps of one branch on another; return the new one by the id of the old."""
    old = list(branch.steps.prefetch_related("covers", "options"))
    new = Step.objects.bulk_create(
        Step(branch=made, position=place, **_of(step, STEP)) for place, step in enumerate(old)
    )
    pairs = list(zip(old, new, strict=True))
    StepCover.objects.bulk_create(
        StepCover(step=copy, item_id=cover.item_id) for step, copy in pairs for cover in step.covers.all()
    )
    options = [(step, copy, option) for step, copy in pairs for option in step.options.all()]
    copies = StepOption.objects.bulk_create(
        StepOption(step=copy, **_of(option, OPTION)) for _step, copy, option in options
    )
    picked = []
    for (step, copy, option), fresh in zip(options, copies, strict=True):
        if step.picked_id == option.pk:
            copy.picked = fresh
            picked.append(copy)
    Step.objects.bulk_update(picked, ["picked"])
    return {step.pk: copy for step, copy in pairs}
