"""The history of a plan: every act, by whom, on whose behalf; only what its reader may know of."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from learnplan.events.models import Event
from learnplan.events.sentences import SENTENCES
from learnplan.keyset import slice_after
from learnplan.pages import render_page
from learnplan.people.models import User
from learnplan.years import year_bounds
from plans.targets.models import Plan
from plans.targets.permissions import Standing
from plans.targets.views import get_plan

SIZE = 50
MONEY = ("money.", "fund.", "formula.", "entitlement.", "transfer.")
CIRCUMSTANCES = ("circumstance.",)


@require_GET
def plan_history(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show every act about the plan's learner in the plan's year, newest first."""
    plan, stands = get_plan(request.user, plan_id)
    page = slice_after(acts(plan, stands), ["-at", "-pk"], request.GET.get("after", ""), SIZE)
    context = {
        "plan": plan,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "acts": [act(event, request.user) for event in page.rows],
        "years": Plan.objects.filter(learner=plan.learner_id).only("pk", "year"),
        "next": page.next,
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
        events = events.exclude(Q(verb__startswith=beginning))
    return events.fetch_mode(models.FETCH_RAISE)


def act(event: Event, reader: User) -> dict:
    """Return an event as a stop on the route of a history: text, note and at."""
    actor = _("Learnplan") if event.actor is None else _("You") if event.actor_id == reader.pk else str(event.actor)
    note = ""
    if event.on_behalf_of_id and event.on_behalf_of_id != event.actor_id:
        whose = _("you") if event.on_behalf_of_id == reader.pk else str(event.on_behalf_of)
        note = _("on behalf of %(who)s") % {"who": whose}
    return {"text": SENTENCES[event.verb].format(**(event.facts | {"actor": actor})), "note": note, "at": event.at}
