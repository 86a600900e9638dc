"""What the check needs of offers and steps, as expressions that ride along in queries made already."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, Left, NullIf

from scripts.authoring.models import StepCover
from scripts.frameworks.models import FrameworkAssociation
from scripts.partnership.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place

LIVE = [*Place.OPEN, Place.State.COMPLETED]


def name_of(item: str):
    """Return the name of a framework item that the field `item` leads to, as `FrameworkItem.name` says it."""
    blank = Value("", output_field=CharField())
    short, code = (NullIf(F(f"{item}__{field}"), blank) for field in ("short", "code"))
    return Coalesce(short, code, Left(f"{item}__statement", 60), output_field=CharField())


def _taken():
    """Return how many places of the offer at hand are spoken for."""
    rows = Place.objects.filter(offer=OuterRef("pk")).spoken_for().order_by()
    return Coalesce(Subquery(rows.values("offer").annotate(n=Count("pk")).values("n")), 0)


def offer_facts(*, home, learner, day: dt.date | None = None):
    """Return all that `facts.offer_of` reads of an offer, as one JSON value of a query of offers.

    `home` and `learner` are the ids of the learner's institution and of the learner, or what leads to them from the
    row around the query. `day` is today, where a statement is kept that must not know of a clock.
    """
    slots = OfferSlot.objects.filter(offer=OuterRef("pk")).order_by("weekday", "starts_at")
    asks = OfferAsk.objects.filter(offer=OuterRef("pk")).order_by("item")
    covers = OfferCover.objects.filter(offer=OuterRef("pk")).order_by("item")
    places = Place.objects.filter(offer=OuterRef("pk"), learner=learner, state__in=LIVE)
    agreements = Agreement.objects.on(day) if day else Agreement.objects.current()
    agreed = agreements.filter(provider=OuterRef("provider"), home=home)
    return JSONObject(
        id="pk",
        title="title",
        style="style",
        provider="provider_id",
        provider_name="provider__name",
        starts_on="starts_on",
        ends_on="ends_on",
        price_pence="price_pence",
        places="places",
        taken=_taken(),
        closed_at="closed_at",
        minutes="minutes_a_week",
        slots=ArraySubquery(slots.values(json=JSONObject(day="weekday", starts="starts_at", ends="ends_at"))),
        asks=ArraySubquery(asks.values(json=JSONObject(id="item_id", name=name_of("item")))),
        covers=ArraySubquery(covers.values("item")),
        place=Subquery(places.order_by("-pk").values("state")[:1]),
        travel=Subquery(agreed.order_by().values("travel_minutes")[:1]),
    )


def offer_led_to(offer: str, *, script: str, day: dt.date | None = None):
    """Return the facts of the offer that the field `offer` of a row leads to; null without one.

    `script` is the field that leads to the learner's script; `day` as in `offer_facts`.
    """
    home, learner = (OuterRef(OuterRef(f"{script}__{field}")) for field in ("institution", "learner"))
    return Subquery(
        Offer.objects.filter(pk=OuterRef(offer)).values(json=offer_facts(home=home, learner=learner, day=day))
    )


def orders_of_step():
    """Return the pairs of items that the framework says come one before the other, of which a step covers the first."""
    covered = StepCover.objects.filter(step=OuterRef(OuterRef("pk"))).values("item")
    ties = FrameworkAssociation.objects.filter(
        kind="precedes", ended_at=None, origin__in=covered, destination__isnull=False
    )
    pair = JSONObject(
        before="origin_id",
        after="destination_id",
        names=JSONObject(before=name_of("origin"), after=name_of("destination")),
    )
    return ArraySubquery(ties.order_by("pk").values(json=pair))
