"""Pages on which steps are put in order, moved, planned for another time and taken on into the next year."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from learnplan.web.pages import Request, attempt, made_or_refused, render_page
from learnplan.years import current_year, year_name
from scripts.checking.permissions import get_branch, get_step
from scripts.editing.actions.order import copy_forward, fork_elsewhere, move_step, move_to_term, to_carry
from scripts.editing.forms.branches import ForkForm
from scripts.editing.forms.steps import TermForm, WhereForm
from scripts.editing.views.answering import written


@require_http_methods(["GET", "POST"])
def branch_order(request: Request, branch_id: int) -> HttpResponse:
    """Put the steps of a branch in order, one at a time: by dragging, by keys, or by its buttons up and down."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    refusal = ""
    if request.method == "POST":
        step = next((each for each in branch.own_steps if str(each.pk) == request.POST.get("step")), None)
        to = position_of(request.POST.get("to", ""), branch.own_steps.index(step) if step else 0)
        if step is None or to is None:
            refusal = _("That step is not on this branch any more. This is how it stands now.")
        else:
            step, refusal = made_or_refused(move_step, step=step, position=to, actor=request.user)
        if step and not refusal:
            path = f"{reverse('branch_order', args=[branch.pk])}#step-{step.pk}"
            said = {"step": step.title, "place": step.position + 1, "count": len(branch.own_steps)}
            message = _("“%(step)s” is number %(place)s of %(count)s now.") % said
            return written(request, path, script=picture.script, message=message)
    context |= {"refusal": refusal}
    return render_page(request, "scripts/editing/order.html", context, status=422 if refusal else 200)


def position_of(said: str, at: int) -> int | None:
    """Return the position that a button or a drag asks for: a count from 0, or "up" or "down" from `at`."""
    if said in ("up", "down"):
        return max(0, at - 1) if said == "up" else at + 1
    return int(said[:4]) if said.isdecimal() else None


@require_http_methods(["GET", "POST"])
def step_move(request: Request, step_id: int) -> HttpResponse:
    """Put a step somewhere else: at another place of its branch, or on another branch."""
    step, _branch, picture, context = get_step(request, step_id)
    form = WhereForm(request.POST or None, picture=picture, step=step)
    if form.is_valid():
        branch_id, position = form.place()
        to = picture.by_id[branch_id]
        if attempt(form, move_step, step=step, position=position, branch=to, actor=request.user):
            message = _("“%(step)s” is on “%(branch)s” now.") % {"step": step, "branch": to}
            return written(request, "branch", to.pk, script=picture.script, message=message)
    forks = [each for each in picture.branches if each.forks_after_id == step.pk]
    return render_page(request, "scripts/editing/move.html", context | {"form": form, "forks": forks})


@require_http_methods(["GET", "POST"])
def step_term(request: Request, step_id: int) -> HttpResponse:
    """Plan a step for another term, and say how long it lasts."""
    step, branch, picture, context = get_step(request, step_id)
    initial = {name: getattr(step, name) for name in ("year", "term", "lasts")}
    form = TermForm(request.POST or None, initial=initial, step=step)
    if form.is_valid() and attempt(form, move_to_term, step=step, actor=request.user, **form.cleaned_data):
        message = _("“%(step)s” is planned.") % {"step": step}
        return written(request, "branch", branch.pk, script=picture.script, message=message)
    return render_page(request, "scripts/editing/term.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
def branch_forward(request: Request, branch_id: int) -> HttpResponse:
    """Show which open steps of a year would be planned for the next, then plan them so."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    asked = request.POST.get("year") or request.GET.get("year") or ""
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else current_year() - 1
    refusal = ""
    if request.method == "POST":
        count, refusal = made_or_refused(copy_forward, branch=branch, year=year, actor=request.user)
        if count:
            words = ngettext("%(n)s step is planned for %(year)s.", "%(n)s steps are planned for %(year)s.", count)
            message = words % {"n": count, "year": year_name(year + 1)}
            return written(request, "branch", branch.pk, script=picture.script, message=message)
    held = {step.pk for step in branch.own_steps if step.place and step.place.is_open}
    open_then = [step for step in branch.own_steps if step.year == year and not step.done_at]
    carried = to_carry(branch.own_steps, year, held)
    context |= {
        "years": [(each, year_name(each)) for each in sorted({step.year for step in branch.own_steps if step.year})],
        "year": year,
        "from_year": year_name(year),
        "to_year": year_name(year + 1),
        "carried": carried,
        "stay": [step for step in open_then if step not in carried],
        "refusal": refusal,
    }
    return render_page(request, "scripts/editing/forward.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def branch_fork(request: Request, branch_id: int) -> HttpResponse:
    """Let a branch leave another step than it does."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    form = ForkForm(request.POST or None, picture=picture, branch=branch)
    if form.is_valid():
        parent, step = form.fork()
        if attempt(form, fork_elsewhere, branch=branch, parent=parent, forks_after=step, actor=request.user):
            message = _("“%(branch)s” leaves there now.") % {"branch": branch}
            return written(request, "branch", branch.pk, script=picture.script, message=message)
    return render_page(request, "scripts/editing/fork.html", context | {"form": form})
