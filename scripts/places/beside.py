"""What places add elsewhere: to the pages of a learner, a target and money, and to the file a learner takes along."""

from django.db import models
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import User
from learnplan.templatetags.learnplan_parts import money
from learnplan.web.prepared import prepared
from plans.funding.models import Transfer
from plans.targets.models import Target
from plans.targets.shapes import MOST_HANGING, Consequence
from plans.years.export import Part
from scripts.authoring.reading import promised_pence
from scripts.offers.models import Place

MOST_PLACES = 20


def places_of(learner: User, user: User) -> dict[str, list[Place]]:
    """Return the learner's newest places, as far as the reader may see them."""
    places = Place.objects.visible_to(user).filter(learner=learner).select_related("offer__provider")
    return {"places": list(places.order_by("-asked_at").fetch_mode(models.FETCH_RAISE)[:MOST_PLACES])}


def of_places(target: Target, user: User) -> list[Consequence]:
    """Return the open places on those steps, with the money promised to them."""
    places = Place.objects.visible_to(user).open().filter(step__target=target.pk, learner=target.plan.learner_id)
    rows = list(places.select_related("offer__provider").fetch_mode(models.FETCH_RAISE)[:MOST_HANGING])
    found = [
        Consequence(
            _("The place on “%(offer)s” at %(provider)s (%(state)s) hangs on it.")
            % {"offer": place.offer, "provider": place.offer.provider, "state": place.get_state_display()},
            _("It stays yours until you give it up on its own page."),
            reverse("place", args=[place.pk]),
        )
        for place in rows
    ]
    pence = promised_pence(rows)
    if pence:
        words = _("%(amount)s is promised to these places.") % {"amount": money(pence)}
        found.append(Consequence(words, _("It stays promised. If you give a place up, the money comes back.")))
    return found


@prepared
def _places_seen(user: User, *, promise_ids: list[int]):
    return Place.objects.visible_to(user).filter(promise__in=promise_ids).order_by().values_list("promise", "pk")


def link_places(promises: list[Transfer], user: User) -> None:
    """Give each promise the address of its place as `place_url`, or "" when the place is not this user's to see."""
    places = _places_seen(user, promise_ids=[promise.pk for promise in promises])
    found = {promise_id: reverse("place", args=[place_id]) for promise_id, place_id in places}
    for promise in promises:
        promise.place_url = found.get(promise.pk, "")


def places(learner: User) -> QuerySet:
    """Return the learner's places, those that ended too."""
    rows = Place.objects.filter(learner=learner).order_by("-asked_at", "-pk")
    own = ("id", "state", "asked_at", "moved_at", "decide_by", "reason", "price_pence", "step_id")
    return rows.values(*own, offer_title=F("offer__title"), provider_name=F("offer__provider__name"))


PLACES = Part(
    "places",
    gettext_lazy("Places"),
    places,
    labels={
        "offer_title": gettext_lazy("Offer"),
        "provider_name": gettext_lazy("At"),
        "moved_at": gettext_lazy("Last moved on"),
        "decide_by": gettext_lazy("Answer by"),
        "price_pence": gettext_lazy("Price"),
    },
    codes={"state": dict(Place.State.choices)},
)
