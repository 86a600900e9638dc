"""The pages of one target: how it is going on both sides, checking in, rating, changing and moving it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.events.models import Event
from learnplan.pages import Request, only, render_page, saved
from learnplan.people.models import User
from learnplan.people.sight import Sight
from learnplan.prepared import prepared
from learnplan.rules import RuleBroken
from plans.targets import actions, rules
from plans.targets.answers import how_far_apart, latest_of_each, rounds
from plans.targets.forms import CheckInForm, RateForm, TargetForm
from plans.targets.models import CheckIn, Rating, Target
from plans.targets.permissions import Standing, standing_to

MOST_ANSWERS = 30
MOVED: dict[str, Promise] = {
    Target.State.NEED_HELP: gettext_lazy("You asked for help. The tutor is told."),
    Target.State.DISCUSS: gettext_lazy("You asked to talk about it. The tutor is told."),
    Target.State.ACTIVE: gettext_lazy("The target is open, and being worked on."),
    Target.State.REACHED: gettext_lazy("Reached. Well done!"),
    Target.State.DROPPED: gettext_lazy("You let go of it. You can open it again at any time."),
}


@prepared
def _targets_seen(user: User, *, target_id: int):
    rows = Target.objects.visible_to(user).filter(pk=target_id)
    return rows.select_related("plan__learner", "plan__institution", "author").fetch_mode(models.FETCH_RAISE)


@prepared
def _check_ins(*, target_id: int):
    return CheckIn.objects.filter(target=target_id).fetch_mode(models.FETCH_RAISE)[:MOST_ANSWERS]


@prepared
def _ratings(*, target_id: int):
    rows = Rating.objects.filter(target=target_id).select_related("rater")
    return rows.fetch_mode(models.FETCH_RAISE)[: 2 * MOST_ANSWERS]


@prepared
def _changes(*, target_id: int):
    rows = Event.objects.filter(thing="target", thing_id=target_id, verb__in=["target.changed", "target.reworded"])
    return rows.select_related("actor").fetch_mode(models.FETCH_RAISE)


def get_target(user: User, target_id: int, may: str = "") -> tuple[Target, Standing]:
    """Return the target and how `user` stands to its plan; 404 if not theirs to see, 403 unless `may` is granted."""
    target = only(_targets_seen(user, target_id=target_id))
    stands = standing_to(user, target.plan)
    if may and not getattr(stands, may):
        raise PermissionDenied
    return target, stands


@require_GET
def target(request: Request, target_id: int, beside: Callable[[Target, User], dict] | None = None) -> HttpResponse:
    """Show a target: both sides' answers, its moves and its wordings; `beside` adds what rooms above know of it."""
    target, stands = get_target(request.user, target_id)
    check_ins = _check_ins(target_id=target.pk) if stands.sees(Sight.CHECK_INS) else []
    ratings = _ratings(target_id=target.pk) if stands.sees(Sight.RATINGS) else []
    latest, own = latest_of_each(ratings), check_ins[0] if check_ins else None
    context = {
        "target": target,
        "plan": target.plan,
        "stands": stands,
        "learner_name": "" if stands.is_learner else target.plan.learner.get_short_name(),
        "sees_own": stands.sees(Sight.CHECK_INS),
        "sees_others": stands.sees(Sight.RATINGS),
        "own": own,
        "latest": latest,
        "marks": [(str(rating.rater), rating.level) for rating in latest],
        "apart": how_far_apart(own.level if own else None, [rating.level for rating in latest]),
        "rounds": rounds(check_ins, ratings),
        "changes": _changes(target_id=target.pk),
        "may_check_in": target.is_open and stands.may_check_in,
        "may_rate": target.is_open and stands.may_rate,
        "may_change": target.is_open and stands.may_write,
        "moves": moves(target, stands, request.user, own.level if own else None, ratings),
    }
    return render_page(request, "plans/target.html", context | (beside(target, request.user) if beside else {}))


def moves(target: Target, stands: Standing, user: User, own: int | None, ratings: list) -> dict[str, bool]:
    """Return, for each state by name, whether this user may move the target there now."""
    if not stands.may_write:
        return {}
    other = next((rating.level for rating in ratings if rating.rater_id == user.pk), None)
    allowed = {}
    for state in rules.MOVES:
        try:
            rules.check_move(target, state, is_learner=stands.is_learner, own=own, other=other)
        except RuleBroken:
            continue
        allowed[str(state)] = True
    return allowed


@require_http_methods(["GET", "POST"])
def target_change(request: Request, target_id: int) -> HttpResponse:
    """Change the wording, the test or the day; the old ones stay in the history."""
    target, stands = get_target(request.user, target_id, may="may_write")
    initial = {name: getattr(target, name) for name in ("words", "success_test", "due_on")}
    form = TargetForm(request.POST or None, plan=target.plan, initial=initial)
    if form.is_valid():
        try:
            actions.change_target(target=target, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, target, message=_("The change is saved. The old words are kept below."))
    context = {"target": target, "plan": target.plan, "form": form, "on_behalf": not stands.is_learner}
    return render_page(request, "plans/target_change.html", context)


@require_http_methods(["GET", "POST"])
def check_in(request: Request, target_id: int) -> HttpResponse:
    """Take the learner's own answer on how a target is going."""
    target, _stands = get_target(request.user, target_id, may="may_check_in")
    form = CheckInForm(request.POST or None, auto_id=f"target-{target.pk}-%s")  # several may be open on a list
    if form.is_valid():
        try:
            actions.check_in(target=target, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, target, message=_("Your check-in is saved."))
    return render_page(
        request, "plans/check_in.html", {"target": target, "plan": target.plan, "form": form}, part="form"
    )


@require_http_methods(["GET", "POST"])
def rate(request: Request, target_id: int) -> HttpResponse:
    """Take another person's answer on the same scale, beside the learner's."""
    target, _stands = get_target(request.user, target_id, may="may_rate")
    own = target.check_ins.all().fetch_mode(models.FETCH_RAISE).first()
    form = RateForm(request.POST or None, learner=target.plan.learner)
    if form.is_valid():
        try:
            actions.rate(target=target, actor=request.user, check_in=own, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, target, message=_("Your answer is saved, and the learner is told."))
    context = {"target": target, "plan": target.plan, "own": own, "form": form}
    return render_page(request, "plans/rate.html", context, part="form")


@require_POST
def target_state(request: Request, target_id: int) -> HttpResponse:
    """Move a target to another state; a refusal is said on its page."""
    target, _stands = get_target(request.user, target_id, may="may_write")
    try:
        moved = actions.set_target_state(target=target, state=request.POST.get("state", ""), actor=request.user)
    except RuleBroken as error:
        messages.error(request, error.messages[0])
        return saved(request, target)
    return saved(request, target, message=MOVED[moved.state])
