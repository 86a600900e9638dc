"""What the check needs of offers and steps, as expressions that ride along in queries made already."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, F, Func, JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, Left, NullIf

from scripts.partnership.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place

LIVE = [*Place.OPEN, Place.State.COMPLETED]
MOST_LINKS = 6  # how far a chain of a framework is followed from a step


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


class Orders(Func):
    """What the framework says comes after what a step covers: pairs along its chains, with the names of both ends.

    Given a step and its script, by id. A chain goes on through what no step of the script covers, as another step's
    chain begins there, and for MOST_LINKS at most.
    """

    output_field = ArrayField(JSONField())
    links = """association.kind = 'precedes' AND association.ended_at IS NULL
                AND association.destination_id IS NOT NULL"""
    name = "COALESCE(NULLIF({0}.short, ''), NULLIF({0}.code, ''), LEFT({0}.statement, 60))"
    template = f"""ARRAY(
        WITH RECURSIVE here (step, script) AS (VALUES (%(expressions)s)), chain (before, after, links) AS (
            SELECT association.origin_id, association.destination_id, 1
            FROM here
            JOIN scripts_stepcover cover ON cover.step_id = here.step
            JOIN scripts_frameworkassociation association ON association.origin_id = cover.item_id AND {links}
        UNION
            SELECT association.origin_id, association.destination_id, chain.links + 1
            FROM chain CROSS JOIN here
            JOIN scripts_frameworkassociation association ON association.origin_id = chain.after AND {links}
            WHERE chain.links < {MOST_LINKS} AND NOT EXISTS (
                SELECT FROM scripts_stepcover cover
                JOIN scripts_step step ON step.id = cover.step_id
                JOIN scripts_branch branch ON branch.id = step.branch_id
                WHERE cover.item_id = chain.after AND branch.script_id = here.script
            )
        )
        SELECT DISTINCT jsonb_build_object('before', chain.before, 'after', chain.after, 'names',
            jsonb_build_object('before', {name.format("first")}, 'after', {name.format("later")}))
        FROM chain
        JOIN scripts_frameworkitem first ON first.id = chain.before
        JOIN scripts_frameworkitem later ON later.id = chain.after
    )"""


def orders_of_step() -> Orders:
    """Return the pairs of items that the framework says come one after the other, from those that a step covers on."""
    return Orders(F("pk"), F("branch__script"))
