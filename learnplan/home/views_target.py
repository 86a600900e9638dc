"""The pages of a plan and of a target, composed with what other rooms know: a plan knows nothing of scripts."""

from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.home.hanging import hanging
from learnplan.pages import Request
from learnplan.people.models import User
from learnplan.prepared import prepared
from plans.consultation.beside import needs_answered, start_from_draft, start_from_need, talks_in
from plans.targets import views, views_change, views_draft, views_target
from plans.targets.beside import BesidePlan, BesideTarget, Section
from plans.targets.carers.views import encouragements_of
from plans.targets.evidence.beside import evidence_of, evidence_of_plan
from plans.targets.models import Target
from plans.targets.years.beside import year_of
from scripts.authoring.models import Script, Step

MOST_STEPS = 20


def plan(request: Request, plan_id: int) -> HttpResponse:
    """Show a plan, with what other rooms have for it."""
    return views.plan(request, plan_id, beside=BESIDE_PLAN)


def target(request: Request, target_id: int) -> HttpResponse:
    """Show a target, with what other rooms have for it."""
    return views_target.target(request, target_id, beside=BESIDE_TARGET)


def target_new(request: Request, plan_id: int) -> HttpResponse:
    """Write a target, from the need of a talk if the address names one (`?need=`)."""
    return views_draft.target_new(request, plan_id, start=start_from_need)


def target_draft(request: Request, target_id: int) -> HttpResponse:
    """Go on with a draft, which may have been kept from the need of a talk."""
    return views_draft.target_draft(request, target_id, start=start_from_draft)


def target_change(request: Request, target_id: int) -> HttpResponse:
    """Change a target, after what hangs on it in every room is shown."""
    return views_change.target_change(request, target_id, hanging=hanging)


def target_let_go(request: Request, target_id: int) -> HttpResponse:
    """Let go of a target, after what hangs on it in every room is shown."""
    return views_change.target_let_go(request, target_id, hanging=hanging)


def steps_of(target: Target, user: User) -> Section | None:
    """Return the steps of the learner's script that answer the target, or the earlier one that it goes on from."""
    ids = [target.pk, *([target.carried_from_id] if target.carried_from_id else [])]
    steps = [
        {
            "title": step.title,
            "url": reverse("branch", args=[step.branch_id]),
            "note": _("%(how)s, on the branch %(branch)s")
            % {"how": step.get_style_display(), "branch": step.branch.name},
            "is_done": step.done_at is not None,
        }
        for step in _steps(user, target_ids=ids)
    ]
    return Section("home/target_script_steps.html", {"steps": steps}) if steps else None


@prepared
def _steps(user: User, *, target_ids: list[int]):
    steps = Step.objects.filter(target__in=target_ids, branch__script__in=Script.objects.visible_to(user))
    steps = steps.select_related("branch").order_by("branch__position", "position")
    return steps.fetch_mode(models.FETCH_RAISE)[:MOST_STEPS]


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_TARGET: tuple[BesideTarget, ...] = (steps_of, needs_answered, evidence_of)
BESIDE_PLAN: tuple[BesidePlan, ...] = (year_of, talks_in, evidence_of_plan, encouragements_of)
