"""The page of one person: who they are, and of a learner the plan, the script, the places and who is with them."""

from django.db import models
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from learnplan.people.models import STAFF, Bond, Circumstance, Role, User
from learnplan.people.permissions import can_end
from learnplan.web.pages import Request, get_visible, render_page
from plans.funding.models import Entitlement
from plans.targets.models import Plan
from scripts.authoring.models import Script
from scripts.offers.models import Place

MOST_PLACES = 20


@require_GET
def person(request: Request, user_id: int) -> HttpResponse:
    """Show a person as far as the reader may know them."""
    me = request.user
    person = get_visible(User.objects.visible_to(me), pk=user_id)
    roles = list(person.memberships.current().select_related("institution"))
    context = {"person": person, "roles": roles}
    learns_at = [held.institution_id for held in roles if held.role == Role.LEARNER]
    if learns_at:
        plan = Plan.objects.visible_to(me).filter(learner=person).first()
        is_close = plan is not None or bool(set(learns_at) & set(me.institutions_as(*STAFF)))
        context |= {
            "plan": plan,
            "script": Script.objects.visible_to(me).filter(learner=person).first(),
            "shows_money": plan is not None and Entitlement.objects.visible_to(me).filter(plan=plan).exists(),
            "places": _places(me, person),
            "bonds": _bonds(me, person) if is_close else [],
            "circumstances": Circumstance.objects.visible_to(me).current().filter(learner=person),
            "may_change": bool(set(learns_at) & set(me.institutions_as(Role.ADMINISTRATOR))),
        }
    return render_page(request, "people/person.html", context)


def _places(me: User, learner: User) -> list[Place]:
    places = Place.objects.visible_to(me).filter(learner=learner).select_related("offer__provider")
    return list(places.order_by("-asked_at").fetch_mode(models.FETCH_RAISE)[:MOST_PLACES])


def _bonds(me: User, learner: User) -> list[dict]:
    bonds = Bond.objects.current().filter(learner=learner).select_related("adult").fetch_mode(models.FETCH_RAISE)
    is_tutor = any((bond.adult_id, bond.kind) == (me.pk, Bond.Kind.TUTOR) for bond in bonds)
    return [
        {"bond": bond, "may_end": can_end(me, bond), "may_see_sight": is_tutor and bond.reads_along} for bond in bonds
    ]
