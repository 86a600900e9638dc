"""The pages of a plan and of a target, composed with what other rooms know: a plan knows nothing of scripts."""

from django.http import HttpResponse

from learnplan.home.hanging import hanging
from learnplan.web.pages import Request
from plans.carers.beside import encouragements_of
from plans.consultation.beside import needs_answered, start_from_draft, start_from_need, talks_in
from plans.evidence.beside import evidence_of, evidence_of_plan
from plans.targets.shapes import BesidePlan, BesideTarget
from plans.targets.views import change, draft
from plans.targets.views import plan as plan_views
from plans.targets.views import target as target_views
from plans.years.beside import year_of
from scripts.authoring.beside import steps_of


def plan(request: Request, plan_id: int) -> HttpResponse:
    """Show a plan, with what other rooms have for it."""
    return plan_views.plan(request, plan_id, beside=BESIDE_PLAN)


def target(request: Request, target_id: int) -> HttpResponse:
    """Show a target, with what other rooms have for it."""
    return target_views.target(request, target_id, beside=BESIDE_TARGET)


def target_new(request: Request, plan_id: int) -> HttpResponse:
    """Write a target, from the need of a talk if the address names one (`?need=`)."""
    return draft.target_new(request, plan_id, start=start_from_need)


def target_draft(request: Request, target_id: int) -> HttpResponse:
    """Go on with a draft, which may have been kept from the need of a talk."""
    return draft.target_draft(request, target_id, start=start_from_draft)


def target_change(request: Request, target_id: int) -> HttpResponse:
    """Change a target, after what hangs on it in every room is shown."""
    return change.target_change(request, target_id, hanging=hanging)


def target_let_go(request: Request, target_id: int) -> HttpResponse:
    """Let go of a target, after what hangs on it in every room is shown."""
    return change.target_let_go(request, target_id, hanging=hanging)


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_TARGET: tuple[BesideTarget, ...] = (steps_of, needs_answered, evidence_of)
BESIDE_PLAN: tuple[BesidePlan, ...] = (year_of, talks_in, evidence_of_plan, encouragements_of)
