"""Pages of single steps: write one or take up an offer, change it, remove it, say it is done."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, get_visible, made_or_refused, number_of, render_page
from scripts.authoring.models import Step
from scripts.checking.gates import find_offers, mark_offers, with_facts
from scripts.checking.permissions import get_branch, get_step
from scripts.editing.actions.steps import (
    add_step,
    change_step,
    fingerprint,
    remove_step,
    set_step_done,
    why_not_removed,
)
from scripts.editing.forms.steps import StepForm
from scripts.editing.views.answering import written

OFFERS_A_PAGE = 10


@require_http_methods(["GET", "POST"])
def step_new(request: Request, branch_id: int) -> HttpResponse:
    """Add a step: the learner's own, or one that takes up an offer found here."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    learner = request.user if context["is_mine"] else picture.script.learner
    asked = (request.GET if request.method == "GET" else request.POST).get("offer", "")
    offer = None
    if asked:
        open_to = with_facts(find_offers(learner, ""), picture.script).filter(pk=number_of(asked) or 0)
        offer = get_visible(open_to) if request.method == "GET" else open_to.first()
        mark_offers(picture, branch, [offer] if offer else [])
    initial = {"position": request.GET.get("position")}
    if offer:
        initial |= {"title": offer.title, "style": offer.style, "year": offer.year}
        initial["minutes_a_week"] = offer.minutes_a_week
    form = StepForm(request.POST or None, initial=initial, picture=picture, branch=branch)
    if asked and offer is None:
        form.add_error(None, _("That offer is not open to you any more. You can write the step in your own words."))
    if form.is_valid() and (
        step := attempt(form, add_step, branch=branch, offer=offer, actor=request.user, **form.cleaned_data)
    ):
        message = _("“%(step)s” is on “%(branch)s”.") % {"step": step, "branch": branch}
        return written(request, "branch", branch.pk, script=picture.script, message=message)
    words = request.GET.get("q", "")
    page = None
    if not offer:
        found = with_facts(find_offers(learner, words), picture.script)
        page = Paginator(found, OFFERS_A_PAGE).get_page(request.GET.get("page"))
        mark_offers(picture, branch, page.object_list)
    context |= {"form": form, "offer": offer, "words": words, "page": page}
    return render_page(request, "scripts/editing/step_new.html", context, part="offers")


@require_http_methods(["GET", "POST"])
def step_change(request: Request, step_id: int) -> HttpResponse:
    """Change what a step says, how and when it is done, and where it stands."""
    step, branch, picture, context = get_step(request, step_id)
    form = StepForm(request.POST or None, initial=_said(step), picture=picture, branch=branch, step=step)
    if form.is_valid():
        if attempt(form, change_step, step=step, actor=request.user, **form.cleaned_data):
            return written(request, "branch", branch.pk, script=picture.script, message=_("Changed."))
        form.data = request.POST.copy()
        form.data["was"] = fingerprint(step, step.cover_ids)  # saving again is to mean it
    return render_page(request, "scripts/editing/step_change.html", context | {"form": form})


def _said(step: Step) -> dict:
    """Return what a step says, as its form has it."""
    said = {name: getattr(step, name) for name in ("title", "style", "year", "term", "lasts", "minutes_a_week")}
    return said | {"target": step.target_id, "covers": step.cover_ids, "was": fingerprint(step, step.cover_ids)}


@require_http_methods(["GET", "POST"])
def step_remove(request: Request, step_id: int) -> HttpResponse:
    """Show what removing a step changes, then take it off the branch; or say why it has to stay."""
    step, branch, picture, context = get_step(request, step_id)
    refusal = why_not_removed(step, picture.script)
    if request.method == "POST":
        _nothing, refusal = made_or_refused(remove_step, step=step, actor=request.user)
        if not refusal:
            message = _("“%s” is off the branch.") % step
            return written(request, "branch", branch.pk, script=picture.script, message=message)
    context |= {"refusal": refusal, "forks": [each for each in picture.branches if each.forks_after_id == step.pk]}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "scripts/editing/step_remove.html", context, status=status)


@require_POST
def step_done(request: Request, step_id: int) -> HttpResponse:
    """Say that a step is done, or that it is not after all."""
    step, branch, picture, context = get_step(request, step_id)
    is_done = request.POST.get("is_done") == "yes"
    _step, refusal = made_or_refused(set_step_done, step=step, is_done=is_done, actor=request.user)
    if refusal:
        form = StepForm(None, initial=_said(step), picture=picture, branch=branch, step=step)
        context |= {"form": form, "refusal": refusal}
        return render_page(request, "scripts/editing/step_change.html", context, status=422)
    message = _("“%s” is done.") if is_done else _("“%s” is open again.")
    return written(request, "branch", branch.pk, script=picture.script, message=message % step)
