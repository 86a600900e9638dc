"""Asking first: the page on which one asks, and the page of what was asked, where it is answered."""

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.pages import Request, get_visible, key_in_query, render_page, saved
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.asking import actions
from plans.targets.asking.acts import ON_TARGET, Act, Setting
from plans.targets.asking.forms import (
    AnswerForm,
    AskForm,
    AskKeptForm,
    AskToCarryForm,
    AskToChangeForm,
    AskToShowForm,
    AskToWriteForm,
)
from plans.targets.asking.models import AskedFor
from plans.targets.asking.performing import CAN_BE_ASKED
from plans.targets.asking.reading import facts_of, piece_of
from plans.targets.asking.rules import Rules, deny_words, rules_of
from plans.targets.asking.standing_by import answerers, may_answer
from plans.targets.carry_actions import same_day_in
from plans.targets.models import Plan, Target
from plans.targets.permissions import Standing, standing_to
from plans.targets.views import get_plan
from plans.targets.wording import wording_of

type AnyAskForm = AskForm | AskToWriteForm | AskToChangeForm | AskToCarryForm | AskToShowForm
KEPT = (Act.BOOK, Act.PROMPT)  # what they need is typed on the pages of their rooms


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
    form = _form_of(request.POST or None, act, plan, stands, target, _given(request, act))
    if form.is_valid():
        facts = form.facts
        if act == Act.CHANGE and target is not None:
            facts.setdefault("seen", wording_of(target).seen)
        given = {"reason": form.cleaned_data["reason"], "facts": facts, "target": target}
        try:
            asked = actions.ask(act=act, plan=plan, actor=request.user, **given)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, asked, message=_("Asked. You are told as soon as there is an answer."))
    return render_page(request, "plans/asking/ask.html", _context(act, plan, stands, target, form, rules))


def ask_instead(request: Request, act: str, plan: Plan, given: dict, target: Target | None = None) -> HttpResponse:
    """Answer a form whose act has to be asked for with the form that asks, filled in with what was `given`."""
    stands = standing_to(request.user, plan)
    form = _form_of(None, act, plan, stands, target, given)
    context = _context(act, plan, stands, target, form, rules_of(plan))
    return render_page(request, "plans/asking/ask.html", context, status=422)


def ask_with(request: Request, act: str, plan: Plan, facts: dict) -> HttpResponse:
    """Answer another room's form whose act has to be asked for with the form that asks, which keeps its `facts`.

    `facts["words"]` is what the act is about, in words.
    """
    return ask_instead(request, act, plan, facts)


@require_http_methods(["GET", "POST"])
def asked(request: Request, asked_id: int) -> HttpResponse:
    """Show what was asked for, why, and how it was answered; POST answers it."""
    asked = _get_asked(request.user, asked_id)
    may = may_answer(request.user, asked)
    if request.method == "POST" and not may and asked.is_waiting:
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            asked = actions.answer_asked(asked=asked, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            words = _("You said yes, and it is done.") if form.cleaned_data["allow"] else _("You said no.")
            return saved(request, asked, message=words)
    context = {
        "asked": asked,
        "form": form,
        "title": _("%(who)s asks to %(act)s") % {"who": asked.asker, "act": Act(asked.act).label},
        "facts": facts_of(asked),
        "may_answer": may,
        "may_withdraw": asked.is_waiting and asked.asker_id == request.user.pk,
        "waits_for": answerers(asked) if asked.is_waiting and not may else [],
        "is_mine": asked.plan.learner_id == request.user.pk,
        "is_of_piece": asked.act == Act.SHARE,
        "piece": piece_of(asked, request.user),
    }
    return render_page(request, "plans/asking/asked.html", context)


@require_POST
def asked_withdraw(request: Request, asked_id: int) -> HttpResponse:
    """Take back what one has asked for."""
    asked = _get_asked(request.user, asked_id)
    if asked.asker_id != request.user.pk:
        raise PermissionDenied
    try:
        actions.withdraw_asked(asked=asked, actor=request.user)
    except RuleBroken as error:
        raise PermissionDenied(error.messages[0]) from None
    return saved(request, asked, message=_("You took it back."))


def _get_asked(user: User, asked_id: int) -> AskedFor:
    beside = ("plan__learner", "plan__institution", "asker", "target", "answered_by")
    rows = AskedFor.objects.visible_to(user).select_related(*beside).fetch_mode(models.FETCH_RAISE)
    return get_visible(rows, pk=asked_id)


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


def _form_of(data, act: str, plan: Plan, stands: Standing, target: Target | None, given=None) -> AnyAskForm:
    if act == Act.WRITE:
        return AskToWriteForm(data, plan=plan, is_learner=stands.is_learner, initial=given)
    if act == Act.CHANGE and target is not None:
        now = wording_of(target)
        old = {"words": now.words, "success_test": now.success_test, "due_on": now.due_on, "seen": now.seen}
        return AskToChangeForm(data, plan=plan, is_learner=stands.is_learner, initial=old | (given or {}))
    if act in KEPT:
        kept = signing.dumps(given, salt=AskKeptForm.SALT) if given else ""
        return AskKeptForm(data, initial={"kept": kept})
    if act == Act.CARRY and target is not None:
        later = Plan.objects.filter(learner=plan.learner_id, year__gt=plan.year).order_by("year")
        first = later.first()
        begun = {"plan": first.pk, "due_on": same_day_in(first.year, target.due_on)} if first else {}
        return AskToCarryForm(data, plans=later, initial=given or begun)
    if act == Act.SHARE:
        return AskToShowForm(data, learner=plan.learner, initial=given)
    return AskForm(data, initial=given)


def _context(act: str, plan: Plan, stands: Standing, target: Target | None, form: AnyAskForm, rules: Rules) -> dict:
    path = reverse("ask", args=[plan.pk, act])
    return {
        "plan": plan,
        "target": target,
        "form": form,
        "rule": rules.name,
        "place": rules.institution,
        "is_mine": stands.is_learner,
        "learner_name": plan.learner.get_short_name(),
        "title": _("Ask to %(act)s") % {"act": Act(act).label},
        "leads_back_to": target or plan,
        "asks_at": f"{path}?target={target.pk}" if target else path,
    }
