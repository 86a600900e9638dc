"""The history of a plan: every act, by whom, on whose behalf; only what its reader may know of."""

import datetime as dt

from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from learnplan.events.models import Event
from learnplan.events.reading import lines
from learnplan.pages import Request, render_page
from learnplan.paging import page_after
from learnplan.years import year_bounds
from plans.targets.models import Plan
from plans.targets.permissions import Standing
from plans.targets.views import get_plan

SIZE = 50
MONEY = ("money.",)
CIRCUMSTANCES = ("circumstance.",)


@require_GET
def plan_history(request: Request, plan_id: int) -> HttpResponse:
    """Show every act about the plan's learner in the plan's year, newest first."""
    plan, stands = get_plan(request.user, plan_id)
    page = page_after(acts(plan, stands), request.GET.get("after", ""), by=("-at", "-pk"), size=SIZE)
    context = {
        "plan": plan,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "page": page,
        "lines": lines(page.rows, request.user),
        "years": Plan.objects.filter(learner=plan.learner_id).only("pk", "year"),
    }
    return render_page(request, "plans/plan_history.html", context)


def acts(plan: Plan, stands: Standing):
    """Return the events of the plan's learner within its year that this reader may know of."""
    first, last = year_bounds(plan.year)
    start, end = (timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in (first, last + dt.timedelta(1)))
    hidden = [] if stands.may_read_money else [*MONEY]
    hidden += [] if stands.may_read_circumstances else [*CIRCUMSTANCES]
    events = Event.objects.for_timeline(plan.learner_id).filter(at__gte=start, at__lt=end)
    for beginning in hidden:
        events = events.exclude(verb__startswith=beginning)
    return events.fetch_mode(models.FETCH_RAISE)
