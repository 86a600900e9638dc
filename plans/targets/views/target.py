"""The pages of one target: how it is going on both sides, checking in, rating and moving it."""

import datetime as dt
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.people.models import Bond, User, name_of
from learnplan.people.sight import Sight
from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, attempt, made_or_refused, only, render_page, saved
from learnplan.web.prepared import prepared
from plans.matrix.rules import AskFirst
from plans.targets import rules
from plans.targets.actions import targets
from plans.targets.answers import how_far_apart, latest_of_each, rounds, sides
from plans.targets.buttons import buttons
from plans.targets.forms import CheckInForm, RateForm
from plans.targets.hints import hints
from plans.targets.models import CheckIn, Rating, Target
from plans.targets.permissions import Standing, get_target, standing_to
from plans.targets.shapes import BesideTarget, sections

MOST_ANSWERS = 30
NODDER = name_of("acknowledgements__adult")
MOVED: dict[str, Promise] = {
    Target.State.NEED_HELP: gettext_lazy("You asked for help. The tutor is told."),
    Target.State.DISCUSS: gettext_lazy("You asked to talk about it. The tutor is told."),
    Target.State.ACTIVE: gettext_lazy("The target is open, and being worked on."),
    Target.State.REACHED: gettext_lazy("Reached. Well done!"),
}


@prepared
def _shown(user: User, *, target_id: int):
    rows = Target.objects.visible_to(user).filter(pk=target_id).with_steps().with_lineage()
    beside = ("plan__learner", "plan__institution", "author", "carried_from__plan")
    return rows.select_related(*beside).fetch_mode(models.FETCH_RAISE)


@prepared
def _check_ins(*, target_id: int):
    nods = JSONObject(name=NODDER, words="acknowledgements__words")
    rows = CheckIn.objects.filter(target=target_id).annotate(
        nods=ArrayAgg(nods, filter=models.Q(acknowledgements__isnull=False), default=[])
    )
    return rows.fetch_mode(models.FETCH_RAISE)[:MOST_ANSWERS]


@prepared
def _ratings(*, target_id: int):
    bonds = Bond.objects.filter(adult=OuterRef("rater"), learner=OuterRef("target__plan__learner")).order_by("-from_on")
    rows = Rating.objects.filter(target=target_id).select_related("rater")
    as_what = {"kind": Subquery(bonds.values("kind")[:1])}
    rows = rows.annotate(**as_what)
    return rows.fetch_mode(models.FETCH_RAISE)[: 2 * MOST_ANSWERS]


@require_GET
def target(request: Request, target_id: int, beside: Sequence[BesideTarget] = ()) -> HttpResponse:
    """Show a target: both sides' answers, its steps, moves and words; `beside` adds what other rooms know of it."""
    target = only(_shown(request.user, target_id=target_id))
    if target.is_draft:
        return redirect("target_draft", target.pk)
    stands = standing_to(request.user, target.plan)
    target.plan.reader = request.user.pk, stands
    check_ins = _check_ins(target_id=target.pk) if stands.sees(Sight.CHECK_INS) else []
    ratings = _ratings(target_id=target.pk) if stands.sees(Sight.RATINGS) else []
    latest, own = latest_of_each(ratings), check_ins[0] if check_ins else None
    name = "" if stands.is_learner else target.plan.learner.get_short_name()
    changed_at = dt.datetime.fromisoformat(target.changed["at"]) if target.changed else None
    # By their own hand: not what was written down for them in a review together.
    own_level = next((one.level for one in check_ins if one.author_id == target.plan.learner_id), None)
    said = (target.words, target.success_test, target.due_on)
    may_write = target.is_open and stands.may_write
    context = {
        "target": target,
        "plan": target.plan,
        "stands": stands,
        "learner_name": name,
        "sees_own": stands.sees(Sight.CHECK_INS),
        "sees_others": stands.sees(Sight.RATINGS),
        "own": own,
        "marks": [(str(rating.rater), rating.level) for rating in latest],
        "sides": sides(own, latest, changed_at, name),
        "apart": how_far_apart(own.level if own else None, [rating.level for rating in latest]),
        "rounds": rounds(check_ins, ratings),
        "steps_done": sum(step["is_done"] for step in target.step_rows),
        "hints": hints(*said, today=timezone.localdate()) if may_write and not check_ins else [],
        "may_check_in": target.is_open and stands.may_check_in,
        "may_rate": target.is_open and stands.may_rate,
        "may_change": may_write,
        "may_carry": may_write and target.later_plan is not None,
        "may_let_go": target.is_open and stands.may_let_go,
        "moves": moves(target, stands, request.user, own_level, ratings),
    }
    context |= buttons(target.plan, stands, target)
    found = sections(beside, target, request.user)
    context["beside"] = [section for section in found if not section.is_aside]
    context["aside"] = [section for section in found if section.is_aside]
    return render_page(request, "plans/targets/target.html", context)


def moves(target: Target, stands: Standing, user: User, own: int | None, ratings: list) -> dict[str, bool]:
    """Return, for each state by name, whether this user may move the target there now."""
    if not stands.may_write:
        return {}
    other = next((rating.level for rating in ratings if rating.rater_id == user.pk), None)
    given = {"target": target, "is_learner": stands.is_learner, "own": own, "other": other}
    refusals = {str(state): made_or_refused(rules.check_move, state=state, **given)[1] for state in rules.MOVES}
    return {state: True for state, why in refusals.items() if not why}


@require_http_methods(["GET", "POST"])
def check_in(request: Request, target_id: int) -> HttpResponse:
    """Take the learner's own answer on how a target is going."""
    target, _stands = get_target(request.user, target_id, may="may_check_in")
    form = CheckInForm(request.POST or None, auto_id=f"target-{target.pk}-%s")  # several may be open on a list
    if form.is_valid() and attempt(form, targets.check_in, target=target, actor=request.user, **form.cleaned_data):
        to = target.get_absolute_url()
        if request.POST.get("then") == "evidence":
            to = f"{reverse('evidence_new', args=[target.plan_id])}?target={target.pk}"
        return saved(request, to, message=_("Your check-in is saved."))
    return render_page(
        request, "plans/targets/check_in.html", {"target": target, "plan": target.plan, "form": form}, part="form"
    )


@require_http_methods(["GET", "POST"])
def rate(request: Request, target_id: int) -> HttpResponse:
    """Take another person's answer on the same scale, beside the learner's."""
    target, _stands = get_target(request.user, target_id, may="may_rate")
    own = target.check_ins.all().fetch_mode(models.FETCH_RAISE).first()
    form = RateForm(request.POST or None, learner=target.plan.learner)
    if form.is_valid() and attempt(
        form, targets.rate, target=target, actor=request.user, check_in=own, **form.cleaned_data
    ):
        return saved(request, target, message=_("Your answer is saved, and the learner is told."))
    context = {"target": target, "plan": target.plan, "own": own, "form": form}
    return render_page(request, "plans/targets/rate.html", context, part="form")


@require_POST
def target_state(request: Request, target_id: int) -> HttpResponse:
    """Move a target to another state; a refusal is said on its page. What hangs on it is shown before it is let go."""
    target, _stands = get_target(request.user, target_id, may="may_write")
    if request.POST.get("state") == Target.State.DROPPED:
        return saved(request, "target_let_go", target.pk)
    try:
        moved = targets.set_target_state(target=target, state=request.POST.get("state", ""), actor=request.user)
    except AskFirst as first:
        return saved(request, f"{reverse('ask', args=[target.plan_id, first.act])}?target={target.pk}")
    except RuleBroken as error:
        messages.error(request, error.messages[0])
        return saved(request, target)
    return saved(request, target, message=MOVED[moved.state])
