"""The history of one target: what was done to it, by whom, with what its words were before and after."""

from dataclasses import dataclass

from django.db import models
from django.http import HttpResponse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from learnplan.events.models import Event
from learnplan.events.reading import Line, lines
from learnplan.pages import Request, render_page
from learnplan.paging import page_after
from learnplan.people.models import User
from learnplan.people.sight import Sight
from plans.targets.history import hidden_from
from plans.targets.models import Confidence
from plans.targets.views_target import get_target

SIZE = 50
NAMES: dict[str, Promise] = {
    "words": gettext_lazy("The words"),
    "success_test": gettext_lazy("The test"),
    "due_on": gettext_lazy("The day"),
    "confidence": gettext_lazy("How sure"),
    "steps": gettext_lazy("The steps"),
}


@dataclass(frozen=True)
class Change:
    """One thing that an act changed: its name, and what it was and became, steps one a line."""

    name: str
    was: str
    became: str


@dataclass(frozen=True)
class Act:
    """One act: its sentence, why if that was said, and what it changed."""

    line: Line
    reason: str
    changes: list[Change]


@require_GET
def target_history(request: Request, target_id: int) -> HttpResponse:
    """Show everything that was done to a target, newest first."""
    target, stands = get_target(request.user, target_id)
    rows = Event.objects.filter(thing="target", thing_id=target.pk).select_related("actor", "on_behalf_of")
    for beginning in hidden_from(stands):
        rows = rows.exclude(verb__startswith=beginning)
    page = page_after(rows.fetch_mode(models.FETCH_RAISE), request.GET.get("after", ""), by=("-at", "-pk"), size=SIZE)
    context = {
        "target": target,
        "plan": target.plan,
        "page": page,
        "acts": acts(page.rows, request.user, unseen=() if stands.sees(Sight.CHECK_INS) else ("confidence",)),
        "learner_name": "" if stands.is_learner else target.plan.learner.get_short_name(),
    }
    return render_page(request, "plans/target_history.html", context)


def acts(events: list[Event], reader: User, unseen: tuple[str, ...] = ()) -> list[Act]:
    """Return the events as acts that `reader` reads, in their order; what is `unseen` they do not see changing."""
    return [
        Act(line, event.facts.get("reason", ""), changes(event.facts, unseen))
        for event, line in zip(events, lines(events, reader), strict=True)
    ]


def changes(facts: dict, unseen: tuple[str, ...] = ()) -> list[Change]:
    """Return what the facts of an event say that it changed, but for what is `unseen`."""
    return [
        Change(str(label), _shown(name, facts[f"old_{name}"]), _shown(name, facts[name]))
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
