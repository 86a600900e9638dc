"""The history of a plan and of one target: every act, by whom, on whose behalf; only what its reader may know of."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from learnplan.events.models import NAMELESS, Event
from learnplan.events.reading import leads_to, lines
from learnplan.people.models import User
from learnplan.people.sight import Sight
from learnplan.web.pages import Request, render_page
from learnplan.web.paging import first_page, page_after
from learnplan.web.prepared import prepared
from learnplan.years import year_bounds
from plans.matrix.models import AskedFor
from plans.targets.models import Confidence, Plan
from plans.targets.permissions import Standing, get_plan, get_target

SIZE = 50
# Of a kind of thing that fewer people may open than may read that it happened: the rows that a reader may open.
type Guarded = Mapping[str, Callable[[User], QuerySet]]
NEWEST_FIRST = ("-at", "-pk")
MONEY = ("money.",)
CIRCUMSTANCES = ("circumstance.",)
DRAFTS = ("draft.",)
# What a learner shows to one adult, puts away of what others say, and publishes without their name, is theirs to know.
OWN = ("share.", "comment.put_away", "comment.brought_back", *NAMELESS)
NAMES_TARGET = ("need.answered",)  # its sentence says which target
# How the verbs begin that a part opens to a carer; what is in no part they do not read of.
OPENED: dict[str, tuple[str, ...]] = {
    Sight.TARGETS: ("target.",),
    Sight.SCRIPT: ("script.", "branch.", "step.", "comment."),
    Sight.PLACES: ("place.",),
    Sight.TALKS: ("talk.", "prompt.", "need."),
    Sight.EVIDENCE: ("evidence.",),
    Sight.MONEY: MONEY,
}
OPEN_TO_CARERS = ("plan.", "purpose.", "encouragement.")
ANSWERS: dict[str, tuple[str, ...]] = {
    Sight.CHECK_INS: ("target.checked_in", "target.said_together"),
    Sight.RATINGS: ("target.rated", "target.acknowledged"),
}


@prepared
def _newest(*, learner_id: int, year: int, hidden: tuple[str, ...], shown: tuple[str, ...]):
    return acts_of_plan(learner_id, year, hidden, shown)[: SIZE + 1]


@prepared
def _years(*, learner_id: int):
    return Plan.objects.filter(learner=learner_id).only("pk", "year")


@require_GET
def plan_history(request: Request, plan_id: int, guarded: Guarded) -> HttpResponse:
    """Show every act about the learner in the plan's year, newest first; only some may open what is `guarded`."""
    plan, stands = get_plan(request.user, plan_id)
    hidden, shown, after = hidden_from(stands), shown_to(stands), request.GET.get("after", "")
    if after:
        page = page_after(acts_of_plan(plan.learner_id, plan.year, hidden, shown), after, by=NEWEST_FIRST, size=SIZE)
    else:
        rows = _newest(learner_id=plan.learner_id, year=plan.year, hidden=hidden, shown=shown)
        page = first_page(rows, by=NEWEST_FIRST, size=SIZE)
    guarded = {"askedfor": AskedFor.objects.visible_to, **guarded}
    closed = set() if stands.is_learner else _closed(page.rows, request.user, guarded)
    context = {
        "plan": plan,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "page": page,
        "lines": lines(page.rows, request.user, closed=closed),
        "years": _years(learner_id=plan.learner_id),
    }
    return render_page(request, "plans/targets/plan_history.html", context)


def _closed(events: list[Event], reader: User, guarded: Guarded) -> set[tuple[str, int]]:
    """Return the pages that events lead to and that are not this reader's: a query for each kind of thing."""
    found: dict[str, set[int]] = {}
    for event in events:
        if (page := leads_to(event)) and page[0] in guarded:
            found.setdefault(page[0], set()).add(page[1])
    closed = set()
    for thing, keys in found.items():
        seen = set(guarded[thing](reader).filter(pk__in=keys).values_list("pk", flat=True))
        closed |= {(thing, key) for key in keys - seen}
    return closed


def hidden_from(stands: Standing) -> tuple[str, ...]:
    """Return how the verbs begin that this reader may not know of."""
    if stands.is_carer_only:
        answers = tuple(verb for part, verbs in ANSWERS.items() if not stands.sees(part) for verb in verbs)
        return OWN + answers + (() if stands.sees(Sight.TARGETS) else NAMES_TARGET)
    own = () if stands.is_learner else OWN
    drafts = () if stands.is_learner else DRAFTS
    money = () if stands.may_read_money else MONEY
    talks = () if stands.is_learner or stands.is_helper else OPENED[Sight.TALKS]
    return own + drafts + money + talks + (() if stands.may_read_circumstances else CIRCUMSTANCES)


def shown_to(stands: Standing) -> tuple[str, ...]:
    """Return how the verbs begin that this reader may know of at all; nothing said is everything."""
    if not stands.is_carer_only:
        return ()
    return OPEN_TO_CARERS + tuple(verb for part, verbs in OPENED.items() if stands.sees(part) for verb in verbs)


def acts_of_plan(learner_id: int, year: int, hidden: tuple[str, ...], shown: tuple[str, ...] = ()):
    """Return the events of the learner within an academic year.

    Without those whose verb begins with one `hidden`, and with `shown` only those whose verb begins with one of it.
    """
    first, last = year_bounds(year)
    start, end = (timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in (first, last + dt.timedelta(1)))
    events = Event.objects.for_timeline(learner_id).filter(at__gte=start, at__lt=end)
    if shown:
        events = events.filter(reduce(or_, (models.Q(verb__startswith=beginning) for beginning in shown)))
    for beginning in hidden:
        events = events.exclude(verb__startswith=beginning)
    return events.fetch_mode(models.FETCH_RAISE)


NAMES: dict[str, Promise] = {
    "words": gettext_lazy("The words"),
    "success_test": gettext_lazy("The test"),
    "due_on": gettext_lazy("The day"),
    "confidence": gettext_lazy("How sure"),
    "steps": gettext_lazy("The steps"),
}


@require_GET
def target_history(request: Request, target_id: int) -> HttpResponse:
    """Show everything that was done to a target, newest first."""
    target, stands = get_target(request.user, target_id)
    rows = Event.objects.filter(thing="target", thing_id=target.pk).select_related("actor", "on_behalf_of")
    for beginning in hidden_from(stands):
        rows = rows.exclude(verb__startswith=beginning)
    page = page_after(rows.fetch_mode(models.FETCH_RAISE), request.GET.get("after", ""), by=NEWEST_FIRST, size=SIZE)
    unseen = () if stands.sees(Sight.CHECK_INS) else ("confidence",)
    context = {
        "target": target,
        "plan": target.plan,
        "page": page,
        "acts": [
            {"line": line, "reason": event.facts.get("reason", ""), "changes": changes(event.facts, unseen)}
            for event, line in zip(page.rows, lines(page.rows, request.user), strict=True)
        ],
        "learner_name": "" if stands.is_learner else target.plan.learner.get_short_name(),
    }
    return render_page(request, "plans/targets/target_history.html", context)


def changes(facts: dict, unseen: tuple[str, ...]) -> list[dict[str, str]]:
    """Return what an event's facts say that it changed, but for what is `unseen`: `name`, what it `was`, `became`."""
    return [
        {"name": str(label), "was": _shown(name, facts[f"old_{name}"]), "became": _shown(name, facts[name])}
        for name, label in NAMES.items()
        if name not in unseen and f"old_{name}" in facts and facts[f"old_{name}"] != facts.get(name)
    ]


def _shown(name: str, value) -> str:
    if value in (None, "", [], "None"):
        return _("nothing yet")
    if name == "due_on":
        return date_format(day) if (day := parse_date(str(value))) else str(value)
    if name == "confidence":
        return str(Confidence(value).label)
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
