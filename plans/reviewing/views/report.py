"""The report of a plan: what every side says on each target, in the same words for whoever reads it."""

from django.db import models
from django.db.models import F
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from learnplan.people.sight import Sight
from learnplan.web.pages import Request, render_page
from plans.targets.answers import how_far_apart
from plans.targets.models import CheckIn, Plan, Rating, Target
from plans.targets.permissions import Standing, get_plan

MOST_TARGETS = 60


@require_GET
def plan_report(request: Request, plan_id: int) -> HttpResponse:
    """Show the report of a plan: the same for the learner and for those who help them."""
    plan, stands = get_plan(request.user, plan_id)
    context = {
        "plan": plan,
        "told": report_of(plan, stands),
        "sees_own": stands.sees(Sight.CHECK_INS),
        "sees_others": stands.sees(Sight.RATINGS),
        "sees_targets": stands.sees(Sight.TARGETS),
        "is_mine": stands.is_learner,
    }
    return render_page(request, "plans/reviewing/report.html", context)


def report_of(plan: Plan, stands: Standing) -> list[dict]:
    """Return what is told of each target that is no draft, open ones first: three queries.

    The learner's last answer, each adult's last, and how far apart they are.

    It does not depend on who reads, but for what a carer may not see.
    """
    if not stands.sees(Sight.TARGETS):
        return []
    rows = Target.objects.filter(plan=plan).exclude(state=Target.State.DRAFT).with_steps()
    targets = list(rows.order_by(F("closed_at").asc(nulls_first=True), "due_on", "pk")[:MOST_TARGETS])
    own = _last_check_ins(targets) if stands.sees(Sight.CHECK_INS) else {}
    others = _last_ratings(targets) if stands.sees(Sight.RATINGS) else {}
    return [_told(target, own.get(target.pk), others.get(target.pk, [])) for target in targets]


def _told(target: Target, own: CheckIn | None, others: list[Rating]) -> dict:
    return {
        "target": target,
        "own": own,
        "others": others,
        "marks": [(str(rating.rater), rating.level) for rating in others],
        "apart": how_far_apart(own.level if own else None, [rating.level for rating in others]),
        "steps_done": sum(step["is_done"] for step in target.step_rows),
    }


def _last_check_ins(targets: list[Target]) -> dict[int, CheckIn]:
    rows = CheckIn.objects.filter(target__in=targets).order_by("target_id", "-at", "-pk").distinct("target_id")
    return {row.target_id: row for row in rows.fetch_mode(models.FETCH_RAISE)}


def _last_ratings(targets: list[Target]) -> dict[int, list[Rating]]:
    rows = Rating.objects.filter(target__in=targets).order_by("target_id", "rater_id", "-at", "-pk")
    found: dict[int, list[Rating]] = {}
    for row in rows.distinct("target_id", "rater_id").select_related("rater").fetch_mode(models.FETCH_RAISE):
        found.setdefault(row.target_id, []).append(row)
    return found
