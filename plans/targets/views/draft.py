"""The pages of a target to be: writing it down, keeping it as a draft, looking at hints, putting it in the plan."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.web.pages import Request, attempt, insist, render_page, saved
from plans.matrix.rules import AskFirst
from plans.targets.actions.drafts import keep_draft, throw_draft_away
from plans.targets.actions.targets import write_target
from plans.targets.forms import NewTargetForm
from plans.targets.hints import hints
from plans.targets.models import Plan, Target
from plans.targets.permissions import Standing, get_plan, get_target
from plans.targets.shapes import AskInstead, Start, StartDraft, StartNew
from plans.targets.versions import StaleTarget, wording_of


@require_http_methods(["GET", "POST"])
def target_new(request: Request, plan_id: int, start: StartNew, ask: AskInstead) -> HttpResponse:
    """Write a target into a plan, or keep it as a draft; `start` says what in another room it comes from."""
    plan, stands = get_plan(request.user, plan_id, may="may_write")
    return _write(request, plan, stands, None, start(request, plan), ask)


@require_http_methods(["GET", "POST"])
def target_draft(request: Request, target_id: int, start: StartDraft, ask: AskInstead) -> HttpResponse:
    """Go on with a draft: keep it, put it in the plan, or throw it away. Only for its learner and its writer.

    `start` says what in another room it was kept from.
    """
    draft, stands = get_target(request.user, target_id, may="may_write")
    if not draft.is_draft:
        return redirect(draft)
    if "throw_away" in request.POST:
        insist(throw_draft_away, draft=draft, actor=request.user)
        return saved(request, draft.plan, message=_("The draft is thrown away."))
    return _write(request, draft.plan, stands, draft, start(request, draft), ask)


def _write(
    request: Request, plan: Plan, stands: Standing, draft: Target | None, start: Start | None, ask: AskInstead
) -> HttpResponse:
    how: dict[str, Any] = {"plan": plan, "is_learner": stands.is_learner, "initial": _initial(draft)}
    form = NewTargetForm(request.POST or None, is_draft="keep" in request.POST or "look" in request.POST, **how)
    stale = None
    if form.is_valid() and "look" not in request.POST:
        try:
            act, said = start.write if start else write_target, _("The target is in the plan.")
            if "keep" in request.POST:
                act = start.keep if start else keep_draft
                said = _("The draft is kept. Only you and who wrote it can see it.")
            given = {"plan": plan, "actor": request.user, "draft": draft, **form.values()}
            if made := attempt(form, act, None, (AskFirst, StaleTarget), **given):
                return saved(request, plan if made.is_draft else made, message=said)
        except StaleTarget as error:
            stale = error
            form = NewTargetForm(**how | {"initial": form.cleaned_data | {"seen": error.theirs.seen}})
        except AskFirst as first:
            kept = (start.facts if start else {}) | ({"draft": draft.pk} if draft else {})
            return ask(request, first.act, plan, form.cleaned_data | kept)
    form.ask_for_all()
    context = {
        "stale": stale,
        "said": stale.messages[0] if stale else "",
        "plan": plan,
        "draft": draft,
        "start": start,
        "form": form,
        "on_behalf": not stands.is_learner,
        "hints": _hints(plan, form),
        "has_looked": "look" in request.POST,
    }
    return render_page(request, "plans/targets/target_new.html", context, status=422 if stale else None)


def _initial(draft: Target | None) -> dict:
    """Return what the form of a draft begins with."""
    if draft is None:
        return {}
    names = ("words", "success_test", "due_on", "confidence")
    steps = {f"step_{step.position}": step.words for step in draft.target_steps.all()}
    return {name: getattr(draft, name) for name in names} | steps | {"seen": wording_of(draft).seen}


def _hints(plan: Plan, form: NewTargetForm) -> list[str]:
    """Return hints on what has been typed; before that only when a good many targets are open."""
    data = getattr(form, "cleaned_data", {})
    count = plan.targets.open().count()
    typed = (data.get("words", ""), data.get("success_test", ""), data.get("due_on"))
    return hints(*typed, today=timezone.localdate(), open_count=count)
