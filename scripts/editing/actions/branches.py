"""Every write to a learner's script as a whole and to its branches."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.locking import hold
from learnplan.people.models import Role, User
from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_group_in
from scripts.authoring.locking import lock_branch, lock_script, record_writing
from scripts.authoring.models import Branch, Script, Step, StepCover
from scripts.authoring.path import lineage
from scripts.authoring.reading import paths_of
from scripts.authoring.rules import trimmed
from scripts.checking.gates import check_choice
from scripts.editing.telling import tell_of_path
from scripts.frameworks.models import CommonScript

State = Branch.State
MOST_CHARACTERS, MOST_OF_ENDING = 100, 150


@act
def start_script(*, learner: User, actor: User) -> Script:
    """Start the learner's script from the common script of their cohort, and return it.

    The trunk has one step for each item of the common script, in its order. Started twice, it is the same
    script, and recorded once. A version is taken before all of it, and is in it, or after all of it, and is offered.
    Raises RuleBroken if no common script is adopted for the learner.
    """
    started = Script.objects.filter(learner=learner).first()
    if started:
        return started
    common_script = common_script_for(learner)
    hold(CommonScript, common_script.pk)
    try:
        with transaction.atomic():
            script = Script.objects.create(
                learner=learner, institution=common_script.institution, common_script=common_script
            )
    except IntegrityError:
        return Script.objects.get(learner=learner)
    trunk = Branch.objects.create(script=script, name=_("Common script"), state=State.CHOSEN)
    items = list(common_script.items.current().select_related("item"))
    steps = Step.objects.bulk_create(
        Step(branch=trunk, position=place, title=common.item.name[:150], common_item=common)
        for place, common in enumerate(items)
    )
    StepCover.objects.bulk_create(
        StepCover(step=step, item=common.item) for step, common in zip(steps, items, strict=True)
    )
    record_writing("script.started", script=script, thing=script, actor=actor, common_script=common_script.name)
    return script


def common_script_for(learner: User) -> CommonScript:
    """Return what the learner's institution adopted for their cohort.

    A cohort moves up a year group each year, so the common script that Year 12 started with last year is
    Year 13's now. Raises RuleBroken, saying who can help, if there is none.
    """
    memberships = [m for m in learner.current_memberships if m.role == Role.LEARNER]
    if not memberships:
        raise RuleBroken(_("A script belongs to a learner of a school or college. Ask the office to add you there."))
    year = current_year()
    for membership in memberships:
        adopted = CommonScript.objects.filter(institution=membership.institution_id, year__lte=year)
        for common_script in adopted.select_related("institution").order_by("-year"):
            if year_group_in(common_script.year_group, year - common_script.year) == membership.year_group:
                return common_script
    group = memberships[0].year_group
    words = _(
        "%(institution)s has not adopted a common script for %(group)s yet, so there is nothing to branch from. "
        "Ask your tutor: once it is adopted, you can start."
    )
    said_group = _("Year %(year)s") % {"year": group} if group else _("your year group")
    raise RuleBroken(words % {"institution": memberships[0].institution.name, "group": said_group})


@act
def branch_off(
    *, script: Script, parent: Branch, forks_after: Step | None, name: str, ending: str = "", actor: User
) -> Branch:
    """Write a new branch, an idea, that leaves `parent` after its step `forks_after` (None: before its first).

    Raises RuleBroken if the name is taken in this script, or the step is not on that branch any more.
    """
    script = lock_script(script.pk)
    branch = new_branch(script, parent, forks_after, name, ending)
    facts = {"ending": branch.ending, "after": forks_after.title if forks_after else parent.name}
    record_writing("branch.written", script=script, thing=branch, actor=actor, branch=branch, **facts)
    return branch


def new_branch(script: Script, parent: Branch, forks_after: Step | None, name: str, ending: str) -> Branch:
    """Write a branch of a script that is locked, for the acts that record it; RuleBroken as in `branch_off`."""
    if not script.branches.filter(pk=parent.pk).exists():
        raise RuleBroken(_("A branch forks from the same script. Choose a step on your own map."))
    if forks_after and not Step.objects.filter(pk=forks_after.pk, branch=parent).exists():
        raise RuleBroken(_("That step is not on “%(branch)s” any more. Choose another one.") % {"branch": parent})
    name = free_name(script, name)
    last = script.branches.aggregate(last=Max("position"))["last"] or 0
    return Branch.objects.create(
        script=script, parent=parent, forks_after=forks_after, name=name, ending=ending_of(ending), position=last + 1
    )


def ending_of(ending: str) -> str:
    """Return the ending trimmed; raise RuleBroken if it is too long."""
    too_long = _("Where it ends has room for %(most)s characters. Say it in fewer words.")
    return trimmed(ending, MOST_OF_ENDING, too_long)


def free_name(script: Script, name: str, apart_from: Branch | None = None) -> str:
    """Return `name` trimmed; raise RuleBroken if it is empty or another branch of the script has it."""
    too_long = _("The name of a branch has room for %(most)s characters. A word or two is enough.")
    name = trimmed(name, MOST_CHARACTERS, too_long)
    if not name:
        raise RuleBroken(_("Give the branch a name, so that you can tell it apart."))
    others = script.branches.exclude(pk=apart_from.pk if apart_from else 0)
    if others.filter(name__iexact=name).exists():
        raise RuleBroken(_("You already have a branch called “%(name)s”. Give this one another name.") % {"name": name})
    return name


@act
def change_branch(*, branch: Branch, name: str, ending: str, actor: User) -> Branch:
    """Give a branch another name or ending. The common script keeps its name. Recorded with the old words."""
    branch = lock_branch(branch.pk)
    facts = {"old_name": branch.name, "old_ending": branch.ending}
    name, ending = free_name(branch.script, name, apart_from=branch), ending_of(ending)
    if branch.is_trunk and name != branch.name:
        raise RuleBroken(_("Everyone shares the common script, so it keeps its name. You can name where it ends."))
    if (name, ending) == (branch.name, branch.ending):
        return branch
    branch.name, branch.ending = name, ending
    branch.save(update_fields=["name", "ending"])
    facts["ending"] = ending
    record_writing("branch.changed", script=branch.script, thing=branch, actor=actor, branch=branch, **facts)
    return branch


@act
def choose_branch(*, branch: Branch, actor: User) -> Branch:
    """Choose the path of `branch`; the one chosen before becomes possible. Tells the tutors.

    No place is given up by this: a person does that, place by place. Raises RuleBroken for a finished branch,
    and for a path on which something blocks (docs/check.md).
    """
    branch = lock_branch(branch.pk)
    script = branch.script
    if branch.state == State.CHOSEN:
        return branch
    if branch.state == State.FINISHED:
        raise RuleBroken(
            _("“%(branch)s” is finished. Bring it back first, then you can choose it.") % {"branch": branch}
        )
    check_choice(branch)
    before = script.branches.filter(state=State.CHOSEN).first()
    script.branches.filter(state=State.CHOSEN).update(state=State.POSSIBLE)
    bring_back_above(branch)
    branch.state = State.CHOSEN
    branch.save(update_fields=["state"])
    facts = {"ending": branch.ending, "before": before.name if before else ""}
    event = record_writing("branch.chosen", script=script, thing=branch, actor=actor, branch=branch, **facts)
    tell_of_path(script, branch, event)
    return branch


def bring_back_above(branch: Branch) -> None:
    """Let the ancestors of a chosen branch that were set aside be walked along again, as far as the fork."""
    branches = {each.pk: each for each in Branch.objects.filter(script=branch.script_id)}
    above = [each.pk for each in lineage(branches[branch.pk], branches)[:-1]]
    Branch.objects.filter(pk__in=above, state=State.SET_ASIDE).update(state=State.POSSIBLE)


@act
def set_branch_state(*, branch: Branch, state: str, actor: User) -> Branch:
    """Call a branch an idea, possible, set aside or finished; bringing back is the same act.

    Raises RuleBroken when the chosen path would be left without another, or steps of a finished one are open.
    """
    branch = lock_branch(branch.pk)
    if state == branch.state:
        return branch
    if state == State.CHOSEN:
        raise RuleBroken(_("A path is chosen on its own page, where you see first what it changes."))
    _check_may_leave(branch, state)
    old, branch.state = branch.state, State(state)
    branch.save(update_fields=["state"])
    facts = {"state": str(branch.get_state_display()), "old_state": str(State(old).label)}
    record_writing("branch.moved", script=branch.script, thing=branch, actor=actor, branch=branch, **facts)
    return branch


def _check_may_leave(branch: Branch, state: str) -> None:
    """Raise RuleBroken if the branch may not go to `state` now."""
    branches = {each.pk: each for each in branch.script.branches.all()}
    chosen = next((each for each in branches.values() if each.state == State.CHOSEN), None)
    if state == State.FINISHED:
        still_open = [step for step in paths_of(branch.script_id)(branch) if step.done_at is None]
        if still_open:
            raise RuleBroken(
                _("“%(step)s” is not done yet. A branch is finished when all of its steps are.")
                % {"step": still_open[0].title}
            )
    elif branch == chosen:
        raise RuleBroken(
            _("“%(branch)s” is the path you have chosen. Choose another path first, then this one can go.")
            % {"branch": branch}
        )
    elif state == State.SET_ASIDE and branch.is_trunk:
        raise RuleBroken(_("Every branch starts from the common script, so it cannot be set aside."))
    elif state == State.SET_ASIDE and chosen and branch in lineage(chosen, branches):
        raise RuleBroken(
            _("“%(chosen)s”, the path you have chosen, runs along “%(branch)s”. Choose another path first.")
            % {"chosen": chosen, "branch": branch}
        )
