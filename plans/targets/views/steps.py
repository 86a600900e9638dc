"""The steps of a target: the page that writes and orders them, and ticking one off."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved
from plans.matrix.rules import AskFirst
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.forms import StepsForm
from plans.targets.models import Target, TargetStep
from plans.targets.permissions import get_target, standing_to
from plans.targets.shapes import AskInstead
from plans.targets.versions import StaleTarget, seen_steps


@require_http_methods(["GET", "POST"])
def target_steps(request: Request, target_id: int, ask: AskInstead) -> HttpResponse:
    """Write the steps of a target and put them in order; a button that moves a step saves what is typed too."""
    target, stands = get_target(request.user, target_id, may="may_write")
    if not target.is_open:
        return redirect(target)
    had = list(target.target_steps.all().fetch_mode(models.FETCH_RAISE))
    form = StepsForm(request.POST or None, initial=_initial([(step.pk, step.words) for step in had]))
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


def _initial(steps: list[tuple[int | None, str]]) -> dict:
    first: dict = {"seen": seen_steps(words for _key, words in steps)}
    for number, (key, words) in enumerate(steps, 1):
        first |= {f"step_{number}": words, f"key_{number}": key}
    return first


def _again(steps: list[tuple[int | None, str]], stale: StaleTarget) -> StepsForm:
    """Return the form with my steps, on top of what is there now."""
    return StepsForm(initial=_initial(steps) | {"seen": seen_steps(stale.theirs)})
