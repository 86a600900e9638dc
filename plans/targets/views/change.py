"""The pages that change a target: its wording and its steps, letting go of it, carrying it on into another year."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.actions.carrying import carry_forward, same_day_in
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.forms import CarryForm, ChangeForm, LetGoForm, StepsForm
from plans.targets.models import Plan, Target, TargetStep
from plans.targets.permissions import get_target, standing_to
from plans.targets.shapes import AskInstead, Hanging
from plans.targets.versions import FIELDS, StaleTarget, in_both, merge, seen_steps, wording_of


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


@require_http_methods(["GET", "POST"])
def target_steps(request: Request, target_id: int, ask: AskInstead) -> HttpResponse:
    """Write the steps of a target and put them in order; a button that moves a step saves what is typed too."""
    target, stands = get_target(request.user, target_id, may="may_write")
    if not target.is_open:
        return redirect(target)
    had = list(target.target_steps.all().fetch_mode(models.FETCH_RAISE))
    form = StepsForm(request.POST or None, initial=_first_of_steps([(step.pk, step.words) for step in had]))
    context = {"target": target, "plan": target.plan, "form": form, "on_behalf": not stands.is_learner}
    if form.is_valid():
        move = request.POST.get("move", "")
        steps = moved(form.steps(), move)
        given = {"target": target, "steps": steps, "actor": request.user, "seen": form.cleaned_data["seen"]}
        try:
            if attempt(form, set_steps, None, (AskFirst, StaleTarget), **given):
                if move:
                    return saved(request, "target_steps", target.pk)
                return saved(request, f"{target.get_absolute_url()}#steps", message=_("The steps are saved."))
        except StaleTarget as stale:
            # Their keys with my words: a step of the same words stays the same step.
            context |= {"stale": stale, "said": stale.messages[0], "form": _again(steps, stale)}
            return render_page(request, "plans/targets/target_steps.html", context, status=422)
        except AskFirst as first:
            words = "\n".join(words.strip() for _key, words in steps if words.strip())
            return ask(request, first.act, target.plan, {"steps": words}, target)
    return render_page(request, "plans/targets/target_steps.html", context)


def moved(steps: list[tuple[int | None, str]], move: str) -> list[tuple[int | None, str]]:
    """Return the steps that have words, after one `move`: "up-3" or "down-3" is the third row of the form.

    >>> moved([(7, "a"), (None, ""), (8, "b")], "up-3")
    [(8, 'b'), (7, 'a')]
    """
    rows = [(number, step) for number, step in enumerate(steps, 1) if step[1].strip()]
    way, _dash, which = move.partition("-")
    at = next((place for place, (number, _step) in enumerate(rows) if str(number) == which), None)
    to = None if at is None else at + {"up": -1, "down": 1}.get(way, 0)
    if at is not None and to is not None and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return [step for _number, step in rows]


@require_POST
def target_step(request: Request, step_id: int) -> HttpResponse:
    """Tick a step off, or open it again (`done` is "no")."""
    rows = TargetStep.objects.filter(target__in=Target.objects.visible_to(request.user))
    rows = rows.select_related("target__plan__learner", "target__plan__institution")
    step = get_visible(rows.fetch_mode(models.FETCH_RAISE), pk=step_id)
    if not standing_to(request.user, step.target.plan).may_write:
        raise PermissionDenied
    attempt_at_once(request, tick_step, step=step, is_done=request.POST.get("done") != "no", actor=request.user)
    return saved(request, f"{step.target.get_absolute_url()}#steps")


def _first_of_steps(steps: list[tuple[int | None, str]]) -> dict:
    first: dict = {"seen": seen_steps(words for _key, words in steps)}
    for number, (key, words) in enumerate(steps, 1):
        first |= {f"step_{number}": words, f"key_{number}": key}
    return first


def _again(steps: list[tuple[int | None, str]], stale: StaleTarget) -> StepsForm:
    """Return the form with my steps, on top of what is there now."""
    return StepsForm(initial=_first_of_steps(steps) | {"seen": seen_steps(stale.theirs)})
