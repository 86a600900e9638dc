"""The page that asks, in answer to a form of another room whose act has to be asked for."""

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.web.pages import Request, render_page
from plans.asking.forms import AskForm, AskKeptForm, AskToCarryForm, AskToChangeForm, AskToShowForm, AskToWriteForm
from plans.matrix.acts import Act
from plans.matrix.permissions import rules_of
from plans.matrix.rules import Rules
from plans.targets.actions.carrying import same_day_in
from plans.targets.models import Plan, Target
from plans.targets.permissions import Standing, standing_to
from plans.targets.versions import wording_of

KEPT = (Act.BOOK, Act.PROMPT)  # what they need is typed on the pages of their rooms


def ask_instead(request: Request, act: str, plan: Plan, given: dict, target: Target | None = None) -> HttpResponse:
    """Answer a form whose act has to be asked for with the form that asks, filled in with what was `given`.

    Of the acts in KEPT it keeps what was given as it is; `given["words"]` is what they are about, in words.
    """
    stands = standing_to(request.user, plan)
    form = ask_form(None, act, plan, stands, target, given)
    context = ask_context(act, plan, stands, target, form, rules_of(plan))
    return render_page(request, "plans/asking/ask.html", context, status=422)


def ask_form(data, act: str, plan: Plan, stands: Standing, target: Target | None, given=None) -> AskForm:
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


def ask_context(act: str, plan: Plan, stands: Standing, target: Target | None, form: AskForm, rules: Rules) -> dict:
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
