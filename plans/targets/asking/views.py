"""Asking first: the page on which one asks, and the page of what was asked, where it is answered."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.pages import Request, get_visible, key_in_query, render_page, saved
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.asking import actions
from plans.targets.asking.acts import ON_TARGET, Act, Setting
from plans.targets.asking.forms import AnswerForm, AskForm, AskWordsForm
from plans.targets.asking.models import AskedFor
from plans.targets.asking.performing import PERFORM
from plans.targets.asking.reading import facts_of
from plans.targets.asking.rules import deny_words, rules_of
from plans.targets.asking.standing_by import answerers, may_answer
from plans.targets.models import Plan, Target
from plans.targets.views import get_plan
from plans.targets.wording import wording_of


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
        return saved(request, "target_new", plan.pk, message=words) if not target else saved(request, target)
    form = _form_of(request, act, plan, target)
    if form.is_valid():
        facts = form.facts | ({"seen": wording_of(target).seen} if act == Act.CHANGE and target else {})
        given = {"reason": form.cleaned_data["reason"], "facts": facts, "target": target}
        try:
            asked = actions.ask(act=act, plan=plan, actor=request.user, **given)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, asked, message=_("Asked. You are told as soon as there is an answer."))
    context = {
        "plan": plan,
        "target": target,
        "form": form,
        "rule": rules.name,
        "place": rules.institution,
        "is_mine": stands.is_learner,
        "learner_name": plan.learner.get_short_name(),
        "title": _("Ask to %(act)s") % {"act": Act(act).label},
        "leads_back_to": target or plan,
    }
    return render_page(request, "plans/asking/ask.html", context)


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
    if act not in PERFORM:
        raise Http404
    if act not in ON_TARGET:
        return None
    rows = Target.objects.filter(plan=plan).select_related("plan__learner", "plan__institution")
    return get_object_or_404(rows, pk=key_in_query(request, "target"))


def _form_of(request: Request, act: str, plan: Plan, target: Target | None) -> AskForm | AskWordsForm:
    if act not in (Act.WRITE, Act.CHANGE):
        return AskForm(request.POST or None)
    old = {name: getattr(target, name) for name in ("words", "success_test", "due_on")} if target else None
    return AskWordsForm(request.POST or None, plan=plan, initial=old)
