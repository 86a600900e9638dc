"""The home of provider staff: the places asked of them, held and offered, and what is promised to them."""

from collections import Counter

from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from learnplan.home.needs import MOST, needs
from learnplan.people.models import Role, User
from learnplan.prepared import prepared
from plans.funding.models import Account, Entry
from scripts.partnership.models import Place

FEW = 8


def context(user: User) -> dict:
    """Return what the home page of the provider staff `user` shows."""
    providers = user.institutions_as(Role.PROVIDER)
    waiting = needs(user)
    asked = Place.objects.filter(offer__provider__in=providers).of_learners_here()
    counts = Counter(dict(asked.order_by().values_list("state").annotate(n=Count("pk"))))
    return {
        "needs": waiting[:MOST],
        "needs_count": len(waiting),
        "asked": counts[Place.State.ASKED],
        "held": counts[Place.State.HELD],
        "offered": counts[Place.State.OFFERED],
        "taken": counts[Place.State.ACCEPTED] + counts[Place.State.UNDER_WAY],
        "promised_pence": promised_pence(providers),
        "places": latest_places(user),
    }


@prepared
def latest_places(user: User):
    """The open places at this provider staff's institutions that moved last."""
    places = Place.objects.filter(offer__provider__in=user.institutions_as(Role.PROVIDER), state__in=Place.OPEN)
    latest = places.of_learners_here().order_by("-moved_at", "-pk").values("pk")[:FEW]
    rows = Place.objects.filter(pk__in=latest).select_related("offer", "learner", "home")
    return rows.order_by("-moved_at", "-pk").fetch_mode(models.FETCH_RAISE)


def promised_pence(providers: list[int]) -> int:
    """Return the pence promised to these institutions for their places and not yet paid."""
    entries = Entry.objects.filter(account__kind=Account.Kind.PROMISED, account__provider__in=providers)
    return entries.aggregate(pence=Coalesce(Sum("pence"), 0))["pence"]
