"""The history of a plan: every act, by whom, on whose behalf; only what its reader may know of."""

import datetime as dt

from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from learnplan.events.models import Event
from learnplan.events.reading import lines
from learnplan.pages import Request, render_page
from learnplan.paging import first_page, page_after
from learnplan.prepared import prepared
from learnplan.years import year_bounds
from plans.targets.models import Plan
from plans.targets.permissions import Standing
from plans.targets.views import get_plan

SIZE = 50
NEWEST_FIRST = ("-at", "-pk")
MONEY = ("money.",)
CIRCUMSTANCES = ("circumstance.",)


@prepared
def _newest(*, learner_id: int, year: int, hidden: tuple[str, ...]):
    return acts(learner_id, year, hidden)[: SIZE + 1]


@prepared
def _years(*, learner_id: int):
    return Plan.objects.filter(learner=learner_id).only("pk", "year")


@require_GET
def plan_history(request: Request, plan_id: int) -> HttpResponse:
    """Show every act about the plan's learner in the plan's year, newest first."""
    plan, stands = get_plan(request.user, plan_id)
    hidden, after = hidden_from(stands), request.GET.get("after", "")
    if after:
        page = page_after(acts(plan.learner_id, plan.year, hidden), after, by=NEWEST_FIRST, size=SIZE)
    else:
        rows = _newest(learner_id=plan.learner_id, year=plan.year, hidden=hidden)
        page = first_page(rows, by=NEWEST_FIRST, size=SIZE)
    context = {
        "plan": plan,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "page": page,
        "lines": lines(page.rows, request.user),
        "years": _years(learner_id=plan.learner_id),
    }
    return render_page(request, "plans/plan_history.html", context)


def hidden_from(stands: Standing) -> tuple[str, ...]:
    """Return how the verbs begin that this reader may not know of."""
    money = () if stands.may_read_money else MONEY
    return money if stands.may_read_circumstances else money + CIRCUMSTANCES


def acts(learner_id: int, year: int, hidden: tuple[str, ...]):
    """Return the events of the learner within an academic year, but for those whose verb begins with one `hidden`."""
    first, last = year_bounds(year)
    start, end = (timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in (first, last + dt.timedelta(1)))
    events = Event.objects.for_timeline(learner_id).filter(at__gte=start, at__lt=end)
    for beginning in hidden:
        events = events.exclude(verb__startswith=beginning)
    return events.fetch_mode(models.FETCH_RAISE)
