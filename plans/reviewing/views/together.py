"""The pages of a review together: begin it, answer in turn, and end it in the report that both read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import Bond, User
from learnplan.web.pages import Request, attempt, get_visible, render_page, saved
from plans.reviewing.actions.together import answer_together, end_together, say_together, start_together
from plans.reviewing.forms import OtherForm, OwnForm, TogetherForm
from plans.reviewing.models import JointAnswer, JointReview
from plans.targets.models import Plan
from plans.targets.permissions import HELPERS, get_plan

FORMS: dict[str, type[OwnForm] | type[OtherForm]] = {"own": OwnForm, "other": OtherForm}


@require_http_methods(["GET", "POST"])
def together_new(request: Request, plan_id: int) -> HttpResponse:
    """Begin a review together: with whom, and one target a screen or all at once."""
    plan, stands = get_plan(request.user, plan_id)
    if not stands.is_learner and not stands.bonds & HELPERS:
        raise PermissionDenied
    form = TogetherForm(request.POST or None, adults=_adults(plan) if stands.is_learner else None)
    if form.is_valid():
        adult = form.cleaned_data.get("adult") or request.user
        one = form.cleaned_data["how"] == "one"
        if review := attempt(form, start_together, plan=plan, adult=adult, one_at_a_time=one, actor=request.user):
            return saved(request, review)
    context = {"plan": plan, "form": form, "is_mine": stands.is_learner}
    return render_page(request, "plans/reviewing/together_new.html", context)


@require_http_methods(["GET", "POST"])
def together(request: Request, review_id: int) -> HttpResponse:
    """Show the target in turn, or all of them; take the learner's answer first, and the adult's after it."""
    rows = JointReview.objects.visible_to(request.user).select_related("plan__learner", "adult")
    review = get_visible(rows.fetch_mode(models.FETCH_RAISE), pk=review_id)
    if review.ended_at:
        return redirect("plan_report", review.plan_id)
    beside = ("target", "check_in", "rating")
    answers = list(review.answers.select_related(*beside).order_by("target__due_on", "pk"))
    wrong = _take(request, review, answers) if request.method == "POST" else None
    if request.method == "POST" and wrong is None:
        return saved(request, f"{review.get_absolute_url()}?target={request.POST['target']}")
    turns = [_turn(request.user, review, answer, wrong) for answer in answers]
    shown = _shown(request, turns) if review.one_at_a_time else turns
    at = turns.index(shown[0]) if shown else 0
    context = {
        "review": review,
        "plan": review.plan,
        "learner_name": review.plan.learner.get_short_name(),
        "is_mine": review.plan.learner_id == request.user.pk,
        "turns": shown,
        "number": at + 1,
        "count": len(turns),
        "done": sum(bool(answer.rating_id) for answer in answers),
        "before": turns[at - 1] if review.one_at_a_time and at else None,
        "after": turns[at + 1] if review.one_at_a_time and at + 1 < len(turns) else None,
        "form": wrong,
    }
    return render_page(request, "plans/reviewing/together.html", context)


@require_POST
def together_end(request: Request, review_id: int) -> HttpResponse:
    """End a review together, and lead to the report."""
    rows = JointReview.objects.visible_to(request.user).select_related("plan")
    review = get_visible(rows, pk=review_id)
    end_together(review=review, actor=request.user)
    return saved(request, "plan_report", review.plan_id, message=_("The review has ended. This is what you both said."))


def _take(request: Request, review: JointReview, answers: list[JointAnswer]):
    """Keep the answer that was sent; return its form when something is wrong with it."""
    answer = next((one for one in answers if str(one.target_id) == request.POST.get("target")), None)
    if answer is None:
        raise PermissionDenied(_("This target is not part of the review."))
    is_own = request.POST.get("turn") != "other"
    if answer.check_in_id if is_own else answer.rating_id:
        typed = request.POST.get("reflection" if is_own else "comment", "")
        messages.error(request, _("This was answered meanwhile. You had typed: “%(typed)s”") % {"typed": typed})
        return None
    form = _form(review, answer, request.POST, is_own=is_own)
    act, given = say_together if is_own else answer_together, {"review": review, "target": answer.target}
    if form.is_valid() and attempt(form, act, actor=request.user, **given, **form.cleaned_data):
        return None
    return form


def _form(review: JointReview, answer: JointAnswer, data=None, *, is_own: bool):
    make = FORMS["own" if is_own else "other"]
    form = make(data, auto_id=f"target-{answer.target_id}-%s", learner=review.plan.learner)
    form.target_id = answer.target_id
    return form


def _turn(user: User, review: JointReview, answer: JointAnswer, wrong) -> dict:
    """Return what the page shows of one target, and the form of whoever's turn it is on this screen."""
    is_adult = user.pk == review.adult_id
    turn = "own" if answer.check_in is None else "other" if answer.rating is None else "done"
    form = None
    if turn == "own" or (turn == "other" and is_adult):
        is_wrong = wrong is not None and wrong.target_id == answer.target_id and isinstance(wrong, FORMS[turn])
        form = wrong if is_wrong else _form(review, answer, is_own=turn == "own")
    return {"answer": answer, "target": answer.target, "turn": turn, "form": form}


def _shown(request: Request, turns: list[dict]) -> list[dict]:
    asked = request.POST.get("target") or request.GET.get("target", "")
    found = [turn for turn in turns if str(turn["target"].pk) == asked]
    return found or [turn for turn in turns if turn["turn"] != "done"][:1] or turns[:1]


def _adults(plan: Plan):
    bonds = Bond.objects.in_force().helpers().filter(learner=plan.learner_id)
    return User.objects.filter(pk__in=bonds.values("adult"))
