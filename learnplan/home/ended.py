"""What an adult is told whose bond with a learner has ended: since when, nothing else, and what they typed."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from learnplan.people.models import Bond, User
from plans.carers.models import CarerView
from plans.consultation.models import Need, Prompt, Talk
from plans.evidence.models import Evidence
from plans.matrix.models import AskedFor
from plans.targets.models import Plan, Target, TargetStep
from scripts.authoring.models import Branch, Script, Step
from scripts.offers.models import Place

REFUSED = (403, 404)
MOST_TYPED = 20_000
# Whose learner a key in an address leads to: the table, and the way from it to the learner.
LEARNER_OF: dict[str, tuple[type[Model], str]] = {
    "user_id": (User, "pk"),
    "plan_id": (Plan, "learner"),
    "target_id": (Target, "plan__learner"),
    "target_step_id": (TargetStep, "target__plan__learner"),
    "asked_id": (AskedFor, "plan__learner"),
    "evidence_id": (Evidence, "learner"),
    "talk_id": (Talk, "plan__learner"),
    "prompt_id": (Prompt, "talk__plan__learner"),
    "need_id": (Need, "plan__learner"),
    "view_id": (CarerView, "bond__learner"),
    "bond_id": (Bond, "learner"),
    "script_id": (Script, "learner"),
    "branch_id": (Branch, "script__learner"),
    "step_id": (Step, "branch__script__learner"),
    "place_id": (Place, "learner"),
}


class EndedBondMiddleware:
    """Answers a refused page of a learner kindly, when the reader was with that learner and is no longer.

    The status stays what it was. Everyone else gets what they would get for a page that is not there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in REFUSED or request.htmx or not request.user.is_authenticated:
            return response
        bond = ended_bond(request)
        if bond is None:
            return response
        context = {"bond": bond, "typed": typed(request) if request.method == "POST" else []}
        return render(request, "home/ended.html", context, status=response.status_code)


def ended_bond(request) -> Bond | None:
    """Return the reader's last ended bond with the learner whom the address is about, if none counts today."""
    match = request.resolver_match
    if match is None:
        return None
    for name, key in match.kwargs.items():
        name = "target_step_id" if (name, match.url_name) == ("step_id", "target_step") else name
        if name in LEARNER_OF:
            return _ended(request.user, *LEARNER_OF[name], key)
    return None


def _ended(user: User, table: type[Model], way: str, key: int) -> Bond | None:
    learner = table._default_manager.filter(pk=key).values(way)
    bonds = Bond.objects.consented().filter(adult=user, learner__in=learner)
    if bonds.current().exists():
        return None
    over = bonds.filter(until_on__lt=timezone.localdate()).select_related("learner").order_by("-until_on", "pk").first()
    if over is not None and over.until_on is not None:
        over.ended_on = over.until_on + dt.timedelta(days=1)  # for the page
    return over


def typed(request: HttpRequest) -> list[str]:
    """Return what a person wrote into the form that was refused: its texts, not its ticks and numbers."""
    values = [
        value.strip() for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    return [value[:MOST_TYPED] for value in values if len(value) > 2 and not value.isdigit()]
