"""The pages of freedoms: all of them with a learner's figures, asking for one, and one with all that was decided."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.people.models import User
from learnplan.web.pages import Request, attempt, render_page, saved
from plans.coproduction.freedoms import actions, reading
from plans.coproduction.freedoms.catalogue import CATALOGUE, Direction, Freedom, is_given, named, stand, why_closed
from plans.coproduction.freedoms.forms import AppealForm, AskFreedomForm, DecisionForm, WithdrawForm
from plans.coproduction.freedoms.models import FreedomGrant
from plans.coproduction.freedoms.permissions import get_grant, get_plan_with_freedoms, move_of
from plans.coproduction.freedoms.reading import direction_of
from plans.matrix.permissions import rules_of
from plans.matrix.rules import Rules
from plans.targets.models import Plan


class Move(NamedTuple):
    """One move with a freedom: its act, what its page is called, what it means, its button, and what is said then."""

    act: Callable[..., FreedomGrant]
    title: Promise
    means: Promise
    button: Promise
    done: Promise


MOVES = {
    "decide": Move(
        actions.decide_freedom,
        gettext_lazy("Decide"),
        gettext_lazy("The figures are there for you both. You decide, and say why."),
        gettext_lazy("Save the decision"),
        gettext_lazy("Decided. The learner is told, with your reason."),
    ),
    "appeal": Move(
        actions.appeal_freedom,
        gettext_lazy("Ask another teacher to look"),
        gettext_lazy("Another teacher decides, not the one who did. You can do this once."),
        gettext_lazy("Appeal"),
        gettext_lazy("Another teacher will look at it. You are told what they decide."),
    ),
    "settle": Move(
        actions.decide_appeal,
        gettext_lazy("Decide the appeal"),
        gettext_lazy("You did not decide this before. Look at the figures and at what both sides say."),
        gettext_lazy("Save the decision"),
        gettext_lazy("Decided. Both are told, with your reason."),
    ),
    "withdraw": Move(
        actions.withdraw_freedom,
        gettext_lazy("Take it back"),
        gettext_lazy("Only after a talk about it, and with a reason. The learner can appeal."),
        gettext_lazy("Take it back"),
        gettext_lazy("Taken back. The learner is told, with your reason."),
    ),
}


@require_GET
def freedoms(request: Request, plan_id: int) -> HttpResponse:
    """Show every freedom there is, what earns it, and how the learner of the plan stands."""
    plan = get_plan_with_freedoms(request.user, plan_id)
    is_mine = plan.learner_id == request.user.pk
    rules, direction = rules_of(plan), direction_of(plan.learner_id)
    grants: dict[str, FreedomGrant] = {}
    for grant in FreedomGrant.objects.filter(learner=plan.learner_id).order_by("moved_at", "pk"):
        if grant.freedom not in grants or grant.state in FreedomGrant.OPEN:
            grants[grant.freedom] = grant
    may_ask = is_mine and plan.closed_at is None
    rows = [_row(one, direction, rules, grants.get(one.key), may_ask) for one in CATALOGUE.values()]
    context = {
        "plan": plan,
        "is_mine": is_mine,
        "learner_name": plan.learner.get_short_name(),
        "place": rules.institution,
        "rows": [row for row in rows if not row["closed"]],
        "given": [row for row in rows if row["closed"] and row["is_given"]],
        "denied": [row for row in rows if row["closed"] and not row["is_given"]],
    }
    return render_page(request, "plans/coproduction/freedoms/freedoms.html", context)


def _row(about: Freedom, direction: Direction, rules: Rules, grant: FreedomGrant | None, may_ask: bool) -> dict:
    closed = why_closed(about, rules)
    is_open = grant is not None and grant.state in FreedomGrant.OPEN
    return {
        "about": about,
        "acts": named(about.acts),
        "criteria": stand(about, direction),
        "grant": grant,
        "closed": "" if is_open else closed,
        "is_given": is_given(about, rules),
        "may_ask": may_ask and not closed and not is_open,
    }


@require_http_methods(["GET", "POST"])
def freedom_ask(request: Request, plan_id: int, freedom: str) -> HttpResponse:
    """Ask for one freedom."""
    plan = get_plan_with_freedoms(request.user, plan_id)
    about = CATALOGUE.get(freedom)
    if about is None:
        raise Http404
    if plan.learner_id != request.user.pk:
        raise PermissionDenied(_("A learner asks for a freedom themselves."))
    form = AskFreedomForm(request.POST or None)
    if form.is_valid():
        given = {"plan": plan, "freedom": freedom, "actor": request.user}
        if grant := attempt(form, actions.ask_freedom, **given, **form.cleaned_data):
            return saved(request, grant, message=_("Asked. You are told as soon as there is an answer."))
    context = {"plan": plan, "about": about, "acts": named(about.acts), "form": form}
    context["criteria"] = stand(about, direction_of(request.user))
    return render_page(request, "plans/coproduction/freedoms/freedom_ask.html", context)


@require_GET
def freedom(request: Request, grant_id: int) -> HttpResponse:
    """Show one freedom that was asked for: the figures now, and every decision with its reason."""
    grant = get_grant(request.user, grant_id)
    context = _context(request.user, grant) | {
        "decisions": grant.decisions.select_related("by").fetch_mode(models.FETCH_RAISE),
        "move": move_of(request.user, grant),
        "plan": Plan.objects.visible_to(request.user).filter(learner=grant.learner_id).first(),
    }
    return render_page(request, "plans/coproduction/freedoms/freedom.html", context)


@require_http_methods(["GET", "POST"])
def freedom_move(request: Request, grant_id: int, move: str) -> HttpResponse:
    """Make one move with it: decide, appeal, decide the appeal, or take it back after a talk."""
    grant = get_grant(request.user, grant_id)
    if move not in MOVES:
        raise Http404
    if move_of(request.user, grant) != move:
        raise PermissionDenied(_("This is not yours to do, or it is done already."))
    form = _form_of(move, request.POST or None, grant)
    if form.is_valid() and attempt(form, MOVES[move].act, grant=grant, actor=request.user, **form.cleaned_data):
        return saved(request, grant, message=MOVES[move].done)
    has_talk = move != "withdraw" or reading.talks_since(grant).exists()
    context = _context(request.user, grant) | {"form": form, "words": MOVES[move], "has_talk": has_talk}
    return render_page(request, "plans/coproduction/freedoms/freedom_move.html", context)


def _form_of(move: str, data, grant: FreedomGrant) -> forms.Form:
    if move == "withdraw":
        return WithdrawForm(data, talks=reading.talks_since(grant))
    return AppealForm(data) if move == "appeal" else DecisionForm(data)


def _context(user: User, grant: FreedomGrant) -> dict:
    return {
        "grant": grant,
        "about": grant.about,
        "acts": named(grant.about.acts),
        "criteria": stand(grant.about, direction_of(grant.learner_id)),
        "is_mine": grant.learner_id == user.pk,
        "learner_name": grant.learner.get_short_name(),
    }
