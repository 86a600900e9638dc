"""Pages of a script and its branches: start, map, list, and every act on a branch."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.events.reading import lines
from learnplan.pages import Request, get_visible, key_in_query, number_of, only, render_page, saved
from learnplan.people.models import Role, User
from learnplan.prepared import prepared
from learnplan.rules import RuleBroken
from scripts.authoring import actions
from scripts.authoring.checking.facts import met_asks, report_of
from scripts.authoring.editing.answering import with_newest, written
from scripts.authoring.forms import BranchForm, NewBranchForm, StateForm
from scripts.authoring.mapping import tables
from scripts.authoring.mapping.drawing import draw
from scripts.authoring.mapping.facts import ScriptFacts
from scripts.authoring.mapping.telling import tell
from scripts.authoring.models import Branch, Script
from scripts.authoring.permissions import may_author, may_author_for, with_bonded_writer
from scripts.authoring.reading import Picture, history_of, promised_pence, read_script

ASKED_BY = {"script_id": "pk", "branch_id": "branches", "step_id": "branches__steps"}


@prepared
def _scripts_seen(user: User, **of_id: int):
    asked = {ASKED_BY[name]: pk for name, pk in of_id.items()}
    scripts = with_newest(with_bonded_writer(Script.objects.visible_to(user), user)).filter(**asked)
    return scripts.select_related("learner", "institution", "common_script__framework")


def get_picture(
    request: Request, *, to_write: bool = False, with_places: bool = True, **of_id: int
) -> tuple[Picture, dict]:
    """Return the script that this user may see (or write), read whole, and what every page says of it.

    `of_id` says which: `script_id`, or the `branch_id` or `step_id` of something on it.
    """
    script = only(_scripts_seen(request.user, **of_id))
    may_write = may_author(request.user, script)
    if to_write and not may_write:
        raise PermissionDenied
    picture = read_script(script, request.user, with_places=with_places)
    is_mine = script.learner_id == request.user.pk
    return picture, {"picture": picture, "script": script, "may_write": may_write, "is_mine": is_mine}


def get_branch(request: Request, branch_id: int, **how) -> tuple[Branch, Picture, dict]:
    """Return one branch that this user may see (or write), with the script around it; `how` as in `get_picture`."""
    picture, context = get_picture(request, branch_id=branch_id, **how)
    branch = picture.by_id[branch_id]
    context |= {"branch": branch, "report": report_of(picture, branch), "asks": met_asks(picture, branch)}
    return branch, picture, context


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
            script = actions.start_script(learner=learner, actor=request.user)
            return saved(request, script, message=_("The script is started. Now it can branch."))
        common_script = actions.common_script_for(learner)
    except RuleBroken as error:
        common_script, refusal = None, str(error.message)
    context = {
        "learner": learner,
        "common_script": common_script,
        "refusal": refusal,
        "is_mine": learner == request.user,
    }
    status = 422 if refusal and request.method == "POST" else 200
    return render_page(request, "scripts/script_start.html", context, status=status)


@require_safe
def script(request: Request, script_id: int) -> HttpResponse:
    """Show the script as a map, with the steps of one branch: the one asked for, or the chosen one."""
    picture, context = get_picture(request, script_id=script_id)
    branch = picture.by_id.get(key_in_query(request, "branch") or 0) or picture.chosen or picture.trunk
    facts = tell(picture, is_mine=context["is_mine"])
    _branch, head, rows, report = _listed(picture, [branch], facts, context)[0]
    context |= {
        "branch": branch,
        "head": head,
        "rows": rows,
        "report": report,
        "drawing": draw(picture, facts, title=_("Map of the script")),
        "tab": "map",
    }
    return render_page(request, "scripts/script.html", context)


@require_safe
def script_list(request: Request, script_id: int) -> HttpResponse:
    """Show the script as a plain list: the same branches, steps and acts as the map."""
    picture, context = get_picture(request, script_id=script_id)
    facts = tell(picture, is_mine=context["is_mine"])
    context |= {"listed": _listed(picture, picture.branches, facts, context), "tab": "list"}
    return render_page(request, "scripts/script_list.html", context)


def _listed(picture: Picture, branches: list[Branch], facts: ScriptFacts, context: dict) -> list[tuple]:
    """Return, for each branch, what its card shows: the branch, the words under its name, its rows, its check."""
    reader = tables.Reader(context["may_write"], context["is_mine"], picture.script.pk)
    told = {each.key: each for each in facts.branches}
    return [
        (branch, tables.head(told[branch.pk]), tables.step_rows(told[branch.pk], reader), report_of(picture, branch))
        for branch in branches
    ]


@require_http_methods(["GET", "POST"])
def branch_new(request: Request, script_id: int) -> HttpResponse:
    """Write a new branch from a step of the script."""
    picture, context = get_picture(request, to_write=True, script_id=script_id)
    fork = request.GET.get("after") or usual_fork(picture)
    form = NewBranchForm(request.POST or None, initial={"after": fork}, picture=picture)
    if form.is_valid():
        where = form.fork()
        try:
            branch = actions.branch_off(
                script=picture.script,
                parent=picture.by_id[where["parent_id"]],
                forks_after=where["forks_after"],
                name=form.cleaned_data["name"],
                ending=form.cleaned_data["ending"],
                actor=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            message = _("“%s” is on the map. Add its first step.") % branch
            return written(request, "branch", branch.pk, script=picture.script, message=message)
    return render_page(request, "scripts/branch_new.html", context | {"form": form})


def usual_fork(picture: Picture) -> str:
    """Return after which step a new branch is proposed to fork: where the learner is, after all of the core."""
    path = picture.path(picture.chosen or picture.trunk)
    here = picture.here or (path[-1] if path else None)
    if here is None:
        return "start"
    core = [step for step in path if step.branch_id == picture.trunk.pk]
    return str((core[-1] if here in core else here).pk)


@require_safe
def branch(request: Request, branch_id: int) -> HttpResponse:
    """Show one branch: how the path gets there, its own steps, and what can be done with it."""
    branch, picture, context = get_branch(request, branch_id)
    events = lines(history_of(picture.script, branch), request.user)
    context |= {"before": picture.before(branch), "events": events}
    return render_page(request, "scripts/branch.html", context)


@require_http_methods(["GET", "POST"])
def branch_change(request: Request, branch_id: int) -> HttpResponse:
    """Give a branch another name or ending."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    form = BranchForm(request.POST or None, initial={"name": branch.name, "ending": branch.ending})
    if branch.is_trunk:
        form.fields["name"].disabled = True
    if form.is_valid():
        try:
            actions.change_branch(branch=branch, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return written(request, "branch", branch.pk, script=picture.script, message=_("Changed."))
    return render_page(request, "scripts/branch_change.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
def branch_choose(request: Request, branch_id: int) -> HttpResponse:
    """Show what choosing a path gains and gives up, then choose it."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    refusal = ""
    if request.method == "POST":
        try:
            actions.choose_branch(branch=branch, actor=request.user)
        except RuleBroken as error:
            refusal = str(error.message)
        else:
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
    return render_page(request, "scripts/branch_choose.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def branch_state(request: Request, branch_id: int) -> HttpResponse:
    """Show what hangs on a branch, then set it aside, bring it back or finish it."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    form = StateForm(request.POST or None, initial={"state": request.GET.get("to")}, branch=branch)
    if form.is_valid():
        try:
            actions.set_branch_state(branch=branch, state=form.cleaned_data["state"], actor=request.user)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return written(request, "branch", branch.pk, script=picture.script, message=_("Changed."))
    own = {step.pk for step in branch.own_steps}
    hanging = [place for place in picture.open_places(branch) if place.step_id in own]
    context |= {"form": form, "places": hanging, "promised_pence": promised_pence(hanging)}
    return render_page(request, "scripts/branch_state.html", context)
