"""The getters of a script, of a branch with its check, and of a step: 404 if it is not there to be seen, else 403."""

from django.core.exceptions import PermissionDenied

from learnplan.people.models import User
from learnplan.web.pages import Request, only
from learnplan.web.prepared import prepared
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.permissions import may_author, with_bonded_writer
from scripts.authoring.reading import Picture, read_script
from scripts.checking.report import met_asks, report_of

ASKED_BY = {"script_id": "pk", "branch_id": "branches", "step_id": "branches__steps"}


@prepared
def _scripts_seen(user: User, **of_id: int):
    asked = {ASKED_BY[name]: pk for name, pk in of_id.items()}
    scripts = with_bonded_writer(Script.objects.visible_to(user), user).with_newest().filter(**asked)
    return scripts.select_related("learner", "institution", "common_script__framework")


def get_script(request: Request, *, to_write: bool = False, **of_id: int) -> tuple[Script, dict]:
    """Return a script that this user may see (or write), by itself, and what every page says of it.

    `of_id` says which: `script_id`, or the `branch_id` or `step_id` of something on it.
    """
    script = only(_scripts_seen(request.user, **of_id))
    may_write = may_author(request.user, script)
    if to_write and not may_write:
        raise PermissionDenied
    return script, {"script": script, "may_write": may_write, "is_mine": script.learner_id == request.user.pk}


def get_picture(request: Request, **which) -> tuple[Picture, dict]:
    """Return a script read whole, and what every page says of it; `which` as in `get_script`."""
    script, context = get_script(request, **which)
    picture = read_script(script, request.user, is_kept=True)
    return picture, context | {"picture": picture}


def get_branch(request: Request, branch_id: int, **how) -> tuple[Branch, Picture, dict]:
    """Return one branch that this user may see (or write), with the script around it; `how` as in `get_picture`."""
    picture, context = get_picture(request, branch_id=branch_id, **how)
    branch = picture.by_id[branch_id]
    context |= {"branch": branch, "report": report_of(picture, branch), "asks": met_asks(picture, branch)}
    return branch, picture, context


def get_step(request: Request, step_id: int) -> tuple[Step, Branch, Picture, dict]:
    """Return one step of a script that this user may write, with its branch and the script around it."""
    picture, context = get_picture(request, to_write=True, step_id=step_id)
    step = next(step for step in picture.all_steps if step.pk == step_id)
    branch = picture.by_id[step.branch_id]
    return step, branch, picture, context | {"step": step, "branch": branch}
