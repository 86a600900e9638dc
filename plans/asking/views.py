"""Asking first: the page on which one asks, and the page of what was asked, where it is answered."""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import User
from learnplan.web.pages import Request, attempt, insist, key_in_query, render_page, saved
from plans.asking import actions
from plans.asking.beside import ask_context, ask_form
from plans.asking.forms import AnswerForm
from plans.asking.performing import CAN_BE_ASKED
from plans.asking.permissions import answerers, get_asked, may_answer
from plans.evidence.models import Evidence
from plans.matrix.acts import ON_TARGET, Act, Setting
from plans.matrix.models import AskedFor
from plans.matrix.permissions import rules_of
from plans.matrix.rules import deny_words
from plans.targets.models import Plan, Target
from plans.targets.permissions import get_plan
from plans.targets.versions import wording_of

FACT_NAMES: dict[str, Promise] = {
    "words": gettext_lazy("What"),
    "success_test": gettext_lazy("How to know"),
    "due_on": gettext_lazy("By when"),
    "steps": gettext_lazy("Steps"),
    "shown_to": gettext_lazy("Who would see it"),
}


@require_http_methods(["GET", "POST"])
def ask(request: Request, plan_id: int, act: str) -> HttpResponse:
    """Ask to do something with a plan that its institution wants asked; one that needs no asking leads to it."""
    plan, stands = get_plan(request.user, plan_id)
    target = _target_of(request, plan, act)
    rules = rules_of(plan)
    says = rules.says(act, stands)
    if says is None:
        raise PermissionDenied
    if says == Setting.DENY:
        raise PermissionDenied(deny_words(rules, act, plan, stands))
    if says == Setting.ALLOW:
        words = _("You may do this without asking.")
        if act == Act.WRITE:
            return saved(request, "target_new", plan.pk, message=words)
        return saved(request, target or plan, message=words)
    form = ask_form(request.POST or None, act, plan, stands, target, _given(request, act))
    if form.is_valid():
        facts = form.facts
        if act == Act.CHANGE and target is not None:
            facts.setdefault("seen", wording_of(target).seen)
        ask_for_act = partial(actions.ask, act=act, plan=plan, actor=request.user)
        if made := attempt(form, ask_for_act, reason=form.cleaned_data["reason"], facts=facts, target=target):
            return saved(request, made, message=_("Asked. You are told as soon as there is an answer."))
    return render_page(request, "plans/asking/ask.html", ask_context(act, plan, stands, target, form, rules))


@require_http_methods(["GET", "POST"])
def asked(request: Request, asked_id: int) -> HttpResponse:
    """Show what was asked for, why, and how it was answered; POST answers it."""
    asked = get_asked(request.user, asked_id)
    may = may_answer(request.user, asked)
    if request.method == "POST" and not may and asked.is_waiting:
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if form.is_valid() and attempt(form, actions.answer_asked, asked=asked, actor=request.user, **form.cleaned_data):
        words = _("You said yes, and it is done.") if form.cleaned_data["allow"] else _("You said no.")
        return saved(request, asked, message=words)
    context = {
        "asked": asked,
        "form": form,
        "title": _("%(who)s asks to %(act)s") % {"who": asked.asker, "act": Act(asked.act).label},
        "facts": _facts_of(asked),
        "may_answer": may,
        "may_withdraw": asked.is_waiting and asked.asker_id == request.user.pk,
        "waits_for": answerers(asked) if asked.is_waiting and not may else [],
        "is_mine": asked.plan.learner_id == request.user.pk,
        "is_of_piece": asked.act == Act.SHARE,
        "piece": _piece_of(asked, request.user),
    }
    return render_page(request, "plans/asking/asked.html", context)


@require_POST
def asked_withdraw(request: Request, asked_id: int) -> HttpResponse:
    """Take back what one has asked for."""
    asked = get_asked(request.user, asked_id)
    if asked.asker_id != request.user.pk:
        raise PermissionDenied
    insist(actions.withdraw_asked, asked=asked, actor=request.user)
    return saved(request, asked, message=_("You took it back."))


def _target_of(request: Request, plan: Plan, act: str) -> Target | None:
    """Return the target named in the address, where the act is on one; 404 for an act that nobody can ask for."""
    if act not in CAN_BE_ASKED:
        raise Http404
    if act not in ON_TARGET:
        return None
    rows = Target.objects.filter(plan=plan).select_related("plan__learner", "plan__institution")
    return get_object_or_404(rows, pk=key_in_query(request, "target"))


def _given(request: Request, act: str) -> dict | None:
    """Return what the address says to begin with, as one comes from a piece of evidence that was just kept."""
    if act == Act.SHARE and (piece := key_in_query(request, "evidence")):
        return {"evidence": piece, "shown_to": request.GET.getlist("shown_to")}
    return None


def _written(name: str, value: str) -> str:
    """Return a day as a day is written; anything else as it is."""
    return date_format(dt.date.fromisoformat(value), "j F Y") if name == "due_on" and value else value


def _piece_of(asked: AskedFor, user: User) -> Evidence | None:
    """Return the piece of evidence that a request is about, if `user` may see it and it was not taken back."""
    if asked.act != Act.SHARE:
        return None
    return Evidence.objects.visible_to(user).kept().filter(pk=asked.facts["evidence"]).first()


def _facts_of(asked: AskedFor) -> list[tuple[Promise, str, str]]:
    """Return what is asked for, line by line: a label, what it is now ("" for something new), what it would be."""
    old = asked.target
    rows = []
    for name, label in FACT_NAMES.items():
        if name not in asked.facts:
            continue
        new = asked.facts[name] or _("none")
        before = str(getattr(old, name, "")) if old and name != "steps" else ""
        after = ", ".join(new) if isinstance(new, list) else str(new)
        rows.append((label, _written(name, before) if before != after else "", _written(name, after)))
    return rows
