"""The pages that change a target for good: its wording, letting go of it, carrying it on into another year."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.web.pages import Request, attempt, render_page, saved
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.actions.carrying import carry_forward, same_day_in
from plans.targets.forms import CarryForm, ChangeForm, LetGoForm
from plans.targets.models import Plan, Target
from plans.targets.permissions import get_target
from plans.targets.shapes import AskInstead, Hanging
from plans.targets.versions import FIELDS, StaleTarget, in_both, merge, wording_of


@require_http_methods(["GET", "POST"])
def target_change(request: Request, target_id: int, hanging: Sequence[Hanging], ask: AskInstead) -> HttpResponse:
    """Show what hangs on a target, then change its wording; the old one stays in the history."""
    target, stands = get_target(request.user, target_id, may="may_write")
    if target.is_draft:
        return redirect("target_draft", target.pk)
    now = wording_of(target)
    initial = {name: getattr(now, name) for name in FIELDS} | {"confidence": target.confidence, "seen": now.seen}
    how: dict[str, Any] = {"plan": target.plan, "is_learner": stands.is_learner}
    form = ChangeForm(request.POST or None, initial=initial, **how)
    context = {"target": target, "plan": target.plan, "form": form, "on_behalf": not stands.is_learner}
    if form.is_valid():
        act = partial(targets.change_target, target=target, actor=request.user)
        said = _("The change is saved. The old words are kept in its history.")
        try:
            if answer := _done(request, target, form, act, said, ask):
                return answer
        except StaleTarget as stale:
            return render_page(request, "plans/targets/target_both.html", context | _both(stale, form, how), status=422)
    context["hanging"] = [one for of_room in hanging for one in of_room(target, request.user)]
    return render_page(request, "plans/targets/target_change.html", context)


def _done(
    request: Request, target: Target, form: Form, act: Callable[..., Target], said: str, ask: AskInstead
) -> HttpResponse | None:
    """Do `act` with what was typed and lead to what it made, or to asking first; None when the form has a refusal.

    StaleTarget is for the caller, who can show both versions.
    """
    try:
        made = attempt(form, act, None, (AskFirst, StaleTarget), **form.cleaned_data)
    except AskFirst as first:
        return ask(request, first.act, target.plan, form.cleaned_data, target)
    return saved(request, made, message=said) if made else None


def _both(stale: StaleTarget, sent: ChangeForm, how: dict) -> dict:
    """Return what the page of both versions shows: each side, a form to save mine with, and one with both in one."""
    seen, confidence = stale.theirs.seen, sent.cleaned_data.get("confidence")
    mine = {name: getattr(stale.mine, name) for name in FIELDS}
    both = merge(stale.base, stale.mine, stale.theirs)
    merged = {name: getattr(both, name) for name in FIELDS}
    more = {"seen": seen, "confidence": confidence}
    return {
        "stale": stale,
        "said": stale.messages[0],
        "clash": in_both(stale.base, stale.mine, stale.theirs),
        "mine": [(name, "" if value is None else str(value)) for name, value in (mine | more).items()],
        "form": ChangeForm(initial=merged | more, auto_id="both_%s", **how),
    }


@require_http_methods(["GET", "POST"])
def target_let_go(request: Request, target_id: int, hanging: Sequence[Hanging], ask: AskInstead) -> HttpResponse:
    """Show what hangs on a target, then let go of it. Only its learner does."""
    target, stands = get_target(request.user, target_id)
    if not stands.may_let_go:
        raise PermissionDenied
    if not target.is_open:
        return redirect(target)
    form = LetGoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = partial(targets.set_target_state, target=target, state=Target.State.DROPPED, actor=request.user)
        said = _("You let go of it. You can open it again at any time.")
        if answer := _done(request, target, form, act, said, ask):
            return answer
    hangs = [one for of_room in hanging for one in of_room(target, request.user)]
    context = {"target": target, "plan": target.plan, "form": form, "hanging": hangs}
    return render_page(request, "plans/targets/target_let_go.html", context)


@require_http_methods(["GET", "POST"])
def target_carry(request: Request, target_id: int, ask: AskInstead) -> HttpResponse:
    """Go on with a target in a plan of a later year."""
    target, stands = get_target(request.user, target_id, may="may_write")
    if not target.is_open:
        return redirect(target)
    later = Plan.objects.filter(learner=target.plan.learner_id, year__gt=target.plan.year)
    plans = list(later.order_by("year").fetch_mode(models.FETCH_RAISE))
    first = {"plan": plans[0].pk, "due_on": same_day_in(plans[0].year, target.due_on)} if plans else {}
    form = CarryForm(request.POST or None, initial=first, plans=later.order_by("year"))
    if plans and form.is_valid():
        act = partial(carry_forward, target=target, actor=request.user)
        said = _("Carried on. What was said before stays with the old one.")
        if answer := _done(request, target, form, act, said, ask):
            return answer
    steps = target.target_steps.filter(done_at=None).fetch_mode(models.FETCH_RAISE)
    context = {
        "target": target,
        "plan": target.plan,
        "form": form if plans else None,
        "steps": steps,
        "on_behalf": not stands.is_learner,
    }
    return render_page(request, "plans/targets/target_carry.html", context)
