"""Making the rows of a script what a content says: for the acts that go back, which lock and record."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.translation import gettext as _

from scripts.authoring.content import ASK, BRANCH, OPTION, STEP, Content, steps_of
from scripts.authoring.models import Branch, EndingAsk, Script, Step, StepCover, StepOption
from scripts.editing.returning import Return

State = Branch.State


def make_as(script: Script, now: Content, plan: Return) -> None:
    """Write the content of `plan` over that of `now`; rows that come back get the ids they had.

    The script is locked. Positions may meet on the way: the database looks at them when all is written.
    """
    then = plan.content
    trunk_id = next(branch["id"] for branch in then["branches"] if branch["parent"] is None)
    known = {branch["id"] for branch in now["branches"]}
    Branch.objects.bulk_create(
        Branch(pk=branch["id"], script=script, parent_id=trunk_id, name=branch["name"])
        for branch in then["branches"]
        if branch["id"] not in known
    )
    homes = [(branch["id"], branch["steps"]) for branch in then["branches"]]
    if plan.aside:
        homes.append((_branch_aside(script, trunk_id, then).pk, plan.aside))
    _write_steps(homes, steps_of(now))
    _write_branches(script, then)
    _remove_what_is_gone(script, trunk_id, homes)
    _write_beside(then)


def _branch_aside(script: Script, trunk_id: int, then: Content) -> Branch:
    """Make the branch, set aside, for steps that must not go."""
    names = {branch["name"].casefold() for branch in then["branches"]}
    name, number = _("Kept when going back"), 2
    while name.casefold() in names:
        name, number = _("Kept when going back (%(number)s)") % {"number": number}, number + 1
    position = len(then["branches"])
    return Branch.objects.create(script=script, parent_id=trunk_id, name=name, state=State.SET_ASIDE, position=position)


def _write_steps(homes: Iterable[tuple[int, list[dict]]], known: dict[int, dict]) -> None:
    rows = [_step(step, branch_id, place) for branch_id, steps in homes for place, step in enumerate(steps)]
    Step.objects.bulk_create(row for row in rows if row.pk not in known)
    names = [field.name for field in Step._meta.fields if field.name not in ("id", "added_at", "picked")]
    Step.objects.bulk_update([row for row in rows if row.pk in known], names, batch_size=200)


def _row[Row: Model](model: type[Row], said: dict, names: Mapping[str, str], **beside) -> Row:
    """Return the row that a content says, by what it calls the fields."""
    return model(**{field: said[name] for name, field in names.items()}, **beside)


def _step(said: dict, branch_id: int, position: int) -> Step:
    done_at = said["done"] and dt.datetime.fromisoformat(said["done"])
    # Its alternatives are written later, and what is picked of them after that.
    return _row(Step, said | {"picked": None}, STEP, branch_id=branch_id, position=position, done_at=done_at)


def _write_branches(script: Script, then: Content) -> None:
    # One path is chosen at any moment, so none is for a moment.
    script.branches.filter(state=State.CHOSEN).update(state=State.POSSIBLE)
    rows = [_row(Branch, branch, BRANCH, position=place) for place, branch in enumerate(then["branches"])]
    Branch.objects.bulk_update(rows, ["parent", "forks_after", "name", "ending", "state", "position"])


def _remove_what_is_gone(script: Script, trunk_id: int, homes: list[tuple[int, list[dict]]]) -> None:
    """Delete the steps and branches that are in no home."""
    kept = [branch_id for branch_id, _steps in homes]
    gone = script.branches.exclude(pk__in=kept)
    gone.update(parent=trunk_id, forks_after=None)  # else they would protect one another, and the steps they leave
    Step.objects.filter(branch__script=script).exclude(pk__in=[s["id"] for _pk, steps in homes for s in steps]).delete()
    gone.delete()


def _write_beside(then: Content) -> None:
    """Write what stands beside the steps: what they count for, their alternatives, and what endings ask."""
    steps = steps_of(then)
    wanted = {(key, item) for key, step in steps.items() for item in step["covers"]}
    there = {(row.step_id, row.item_id): row.pk for row in StepCover.objects.filter(step__in=steps)}
    StepCover.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    StepCover.objects.bulk_create(StepCover(step_id=key, item_id=item) for key, item in sorted(wanted - set(there)))
    options = [
        _row(StepOption, option, OPTION, step_id=key, rank=rank)
        for key, step in steps.items()
        for rank, option in enumerate(step["options"], 1)
    ]
    _replace(StepOption.objects.filter(step__in=steps), options)
    picks = [Step(pk=key, picked_id=step["picked"]) for key, step in steps.items()]
    Step.objects.bulk_update(picks, ["picked"], batch_size=200)
    branches = {branch["id"]: branch["asks"] for branch in then["branches"]}
    asks = [
        _row(EndingAsk, ask, ASK, branch_id=key, position=place)
        for key, asked in branches.items()
        for place, ask in enumerate(asked)
    ]
    _replace(EndingAsk.objects.filter(branch__in=branches), asks)


def _replace(rows, wanted: list) -> None:
    """Make these rows the wanted ones, by their ids."""
    rows.exclude(pk__in=[row.pk for row in wanted]).delete()
    there = set(rows.values_list("pk", flat=True))
    rows.model._default_manager.bulk_create([row for row in wanted if row.pk not in there])
    names = [field.name for field in rows.model._meta.fields if field.name != "id"]
    rows.model._default_manager.bulk_update([row for row in wanted if row.pk in there], names, batch_size=200)
