"""The getters of a branch with its check, and of a step: 404 for what is not there to be seen, 403 for what is not
to be written.
"""

from learnplan.web.pages import Request
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture, get_picture
from scripts.checking.report import met_asks, report_of


def get_branch(request: Request, branch_id: int, **how) -> tuple[Branch, Picture, dict]:
    """Return one branch that this user may see (or write), with the script around it; `how` as in `get_picture`."""
    picture, context = get_picture(request, branch_id=branch_id, **how)
    branch = picture.by_id[branch_id]
    context |= {"branch": branch, "report": report_of(picture, branch), "asks": met_asks(picture, branch)}
    return branch, picture, context


def get_step(request: Request, step_id: int) -> tuple[Step, Branch, Picture, dict]:
    """Return one step of a script that this user may write, with its branch and the script around it."""
    picture, context = get_picture(request, to_write=True, step_id=step_id)
    step = next(step for steps in picture.steps.values() for step in steps if step.pk == step_id)
    branch = picture.by_id[step.branch_id]
    return step, branch, picture, context | {"step": step, "branch": branch}
