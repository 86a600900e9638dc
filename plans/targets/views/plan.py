"""The page of a plan with its targets, and starting it."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from learnplan.people.models import Membership, Role, User
from learnplan.people.sight import Sight
from learnplan.web.pages import Request, insist, number_of, render_page, saved
from learnplan.web.prepared import prepared
from learnplan.years import academic_year
from plans.targets.actions.targets import start_plan
from plans.targets.answers import line
from plans.targets.buttons import buttons
from plans.targets.models import Target
from plans.targets.permissions import get_plan
from plans.targets.shapes import BesidePlan, sections

MOST_TARGETS = 100


@prepared
def _targets_of(user: User, *, plan_id: int):
    rows = Target.objects.filter(plan=plan_id).not_others_drafts(user).with_answers().with_steps()
    return rows.fetch_mode(models.FETCH_RAISE)[:MOST_TARGETS]


@require_GET
def plan(request: Request, plan_id: int, beside: Sequence[BesidePlan] = ()) -> HttpResponse:
    """Show a learner's plan for one year: the targets by state, and what each needs; `beside` adds other rooms'."""
    plan, stands = get_plan(request.user, plan_id)
    name = "" if stands.is_learner else plan.learner.get_short_name()
    targets = _targets_of(request.user, plan_id=plan.pk) if stands.sees(Sight.TARGETS) else []
    lines = [line(target, name, stands.sees) for target in targets]
    context = {
        "plan": plan,
        "stands": stands,
        "learner_name": name,
        "sees_targets": stands.sees(Sight.TARGETS),
        "may_review": stands.may_write and any(row.target.is_open for row in lines),
        "calls": [row for row in lines if row.target.state in Target.CALLS],
        "working": [row for row in lines if row.target.is_open and row.target.state not in Target.CALLS],
        "reached": [row for row in lines if row.target.state == Target.State.REACHED],
        "let_go": [row for row in lines if row.target.state == Target.State.DROPPED],
        "carried": [row for row in lines if row.target.state == Target.State.CHANGED],
        "drafts": [row.target for row in lines if row.target.is_draft],
        "beside": sections(beside, plan, request.user),
        "shows_freedoms": stands.is_learner or stands.is_helper or stands.is_teacher or stands.is_administrator,
    } | buttons(plan, stands)
    return render_page(request, "plans/targets/plan.html", context)


@require_POST
def plan_start(request: Request) -> HttpResponse:
    """Start this year's plan: the learner's own, or that of the learner named in the form.

    Of someone who only begins later, that of the year they begin in.
    """
    people = User.objects.visible_to(request.user)
    named = request.POST.get("learner", "")
    learner = get_object_or_404(people, pk=number_of(named) or 0) if named else request.user
    held = Membership.objects.filter(user=learner, role=Role.LEARNER).exclude(until_on__lt=timezone.localdate())
    there = held.select_related("institution").order_by("from_on", "pk").first()
    if there is None:
        raise PermissionDenied(_("Only a learner has a plan."))
    year = academic_year(max(timezone.localdate(), there.from_on))
    plan = insist(start_plan, learner=learner, institution=there.institution, year=year, actor=request.user)
    return saved(request, plan, message=_("The plan is started. Now write the first target."))
