"""What every act on a script shares: the lock on the script, and whose act the record says it is."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from scripts.authoring.content import digest_of, read_content
from scripts.authoring.models import Branch, Script, ScriptVersion, Step


def lock_script(script_id: int) -> Script:
    """Lock one learner's script until the transaction ends: its branches and their order are one thing.

    A script that has no version yet gets its first, so that the act which follows can be undone.
    """
    scripts = Script.objects.select_related("learner", "institution", "common_script__framework")
    has_versions = Exists(ScriptVersion.objects.filter(script=OuterRef("pk")))
    script = scripts.annotate(has_versions=has_versions).select_for_update(of=("self",)).get(pk=script_id)
    if not script.has_versions:
        keep_version(script_id=script.pk)
    return script


def lock_branch(branch_id: int) -> Branch:
    """Lock the script of a branch, and return the branch as it stands then.

    Raises RuleBroken if the branch is no longer there.
    """
    script_id = Branch.objects.filter(pk=branch_id).values_list("script", flat=True).first()
    script = lock_script(script_id) if script_id else None
    branch = Branch.objects.select_related("forks_after").filter(pk=branch_id).first()
    if script is None or branch is None:
        raise RuleBroken(_("This branch is not there any more. Go back to the map to see what is."))
    branch.script = script
    return branch


def lock_step(step_id: int) -> tuple[Step, Branch]:
    """Lock the script of a step, and return the step and the branch it is on, as they stand then.

    Raises RuleBroken if the step is no longer there.
    """
    script_id = Branch.objects.filter(steps=step_id).values_list("script", flat=True).first()
    script = lock_script(script_id) if script_id else None
    step = Step.objects.select_related("branch__forks_after").filter(pk=step_id).first()
    if script is None or step is None:
        raise RuleBroken(_("This step is not there any more. Go back to the map to see what is."))
    step.branch.script = script
    return step, step.branch


def record_writing(verb: str, *, script: Script, thing, actor, branch: Branch | None = None, **facts) -> Event:
    """Record one act on a script, and on which `branch`; an adult's act is on the learner's behalf.

    Called once everything is written, with the script locked: it keeps the script as a version.
    """
    if branch is not None:
        facts |= {"branch": branch.name, "branch_id": branch.pk}
    event = record(
        verb,
        actor=actor,
        thing=thing,
        learner=script.learner,
        institution=script.institution,
        on_behalf_of=None if actor == script.learner else script.learner,
        **facts,
    )
    keep_version(script_id=script.pk, event=event)
    return event


def keep_version(*, script_id: int, event: Event | None = None) -> ScriptVersion | None:
    """Keep the script as it stands now, after `event`; None if it is as the newest version has it.

    Three statements. The script is locked by the act that calls this (or is new), so numbers do not collide.
    `event` None is a beginning: a script that was there before versions were kept.
    """
    content, number, digest = read_content(script_id)
    new_digest = digest_of(content)
    if new_digest == digest:
        return None
    return ScriptVersion.objects.create(
        script_id=script_id,
        number=number + 1,
        event=event,
        made_by_id=event.actor_id if event else None,
        content=content,
        digest=new_digest,
    )
