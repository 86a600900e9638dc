"""Pages on which a script is started, and a branch of it written, chosen and set aside."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.people.models import Role, User
from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, attempt, get_visible, made_or_refused, number_of, render_page, saved
from scripts.authoring.models import Script
from scripts.authoring.permissions import may_author_for
from scripts.authoring.reading import Picture, promised_pence
from scripts.checking.permissions import get_branch, get_picture
from scripts.editing.actions.branches import (
    branch_off,
    change_branch,
    choose_branch,
    common_script_for,
    set_branch_state,
    start_script,
)
from scripts.editing.forms.branches import BranchForm, NewBranchForm, StateForm
from scripts.editing.views.answering import written


@require_http_methods(["GET", "POST"])
def script_start(request: Request) -> HttpResponse:
    """Explain what a script is, and start it; one that is started already is shown instead."""
    learner = request.user
    wanted = request.POST.get("learner") or request.GET.get("learner")
    if wanted:
        learner = get_visible(User.objects.visible_to(request.user), pk=number_of(wanted) or 0)
    if not may_author_for(request.user, learner):
        raise PermissionDenied
    started = Script.objects.filter(learner=learner).first()
    if started:
        return redirect(started)
    if not learner.institutions_as(Role.LEARNER):
        raise PermissionDenied(_("Only a learner has a script."))
    refusal = ""
    try:
        if request.method == "POST":
            script = start_script(learner=learner, actor=request.user)
            return saved(request, script, message=_("The script is started. Now it can branch."))
        common_script = common_script_for(learner)
    except RuleBroken as error:
        common_script, refusal = None, str(error.message)
    context = {
        "learner": learner,
        "common_script": common_script,
        "refusal": refusal,
        "is_mine": learner == request.user,
    }
    status = 422 if refusal and request.method == "POST" else 200
    return render_page(request, "scripts/editing/script_start.html", context, status=status)


@require_http_methods(["GET", "POST"])
def branch_new(request: Request, script_id: int) -> HttpResponse:
    """Write a new branch from a step of the script."""
    picture, context = get_picture(request, to_write=True, script_id=script_id)
    fork = request.GET.get("after") or usual_fork(picture)
    form = NewBranchForm(request.POST or None, initial={"after": fork}, picture=picture)
    if form.is_valid():
        parent, step = form.fork()
        words = {name: form.cleaned_data[name] for name in ("name", "ending")}
        where = {"script": picture.script, "parent": parent, "forks_after": step}
        if branch := attempt(form, branch_off, actor=request.user, **where, **words):
            message = _("“%s” is on the map. Add its first step.") % branch
            return written(request, "branch", branch.pk, script=picture.script, message=message)
    return render_page(request, "scripts/editing/branch_new.html", context | {"form": form})


def usual_fork(picture: Picture) -> str:
    """Return after which step a new branch is proposed to fork: where the learner is, after all of the core."""
    path = picture.path(picture.chosen or picture.trunk)
    here = picture.here or (path[-1] if path else None)
    if here is None:
        return "start"
    core = [step for step in path if step.branch_id == picture.trunk.pk]
    return str((core[-1] if here in core else here).pk)


@require_http_methods(["GET", "POST"])
def branch_change(request: Request, branch_id: int) -> HttpResponse:
    """Give a branch another name or ending."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    form = BranchForm(request.POST or None, initial={"name": branch.name, "ending": branch.ending})
    if branch.is_trunk:
        form.fields["name"].disabled = True
    if form.is_valid() and attempt(form, change_branch, branch=branch, actor=request.user, **form.cleaned_data):
        return written(request, "branch", branch.pk, script=picture.script, message=_("Changed."))
    return render_page(request, "scripts/editing/branch_change.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
def branch_choose(request: Request, branch_id: int) -> HttpResponse:
    """Show what choosing a path gains and gives up, then choose it."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    refusal = ""
    if request.method == "POST":
        chosen, refusal = made_or_refused(choose_branch, branch=branch, actor=request.user)
        if chosen:
            message = _("“%s” is now the chosen path.") % branch
            return written(request, picture.script, script=picture.script, message=message)
    now = picture.chosen
    steps_now = picture.path(now) if now else []
    steps_then = picture.path(branch)
    hanging = picture.open_places(now, apart_from=branch) if now else []
    context |= {
        "now": now,
        "gained": [step for step in steps_then if step not in steps_now],
        "given_up": [step for step in steps_now if step not in steps_then],
        "places": hanging,
        "promised_pence": promised_pence(hanging),
        "refusal": refusal,
    }
    return render_page(request, "scripts/editing/branch_choose.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def branch_state(request: Request, branch_id: int) -> HttpResponse:
    """Show what hangs on a branch, then set it aside, bring it back or finish it."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    form = StateForm(request.POST or None, initial={"state": request.GET.get("to")}, branch=branch)
    if form.is_valid() and attempt(
        form, set_branch_state, branch=branch, state=form.cleaned_data["state"], actor=request.user
    ):
        return written(request, "branch", branch.pk, script=picture.script, message=_("Changed."))
    own = {step.pk for step in branch.own_steps}
    hanging = [place for place in picture.open_places(branch) if place.step_id in own]
    context |= {"form": form, "places": hanging, "promised_pence": promised_pence(hanging)}
    return render_page(request, "scripts/editing/branch_state.html", context)
