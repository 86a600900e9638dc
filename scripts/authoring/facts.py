"""A script as plain data: what is kept beside it, and the facts of offers that are read beside that.

`reading` makes a picture of both, for every page and every check there is.
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject, Left, NullIf

from learnplan.kept.shapes import KeptTable
from scripts.authoring.models import Branch, EndingAsk, Script, Step, StepCover, StepOption
from scripts.frameworks.models import CommonItem
from scripts.offers.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place

LIVE = [*Place.OPEN, Place.State.COMPLETED]
MOST_LINKS = 6  # how far a chain of a framework is followed from a step
SCRIPT = ("id", "learner_id", "institution_id", "started_at")
COMMON = ("year_group", "year", "most_minutes_a_week")
BRANCH = ("id", "script_id", "parent_id", "forks_after_id", "name", "ending", "state", "position")
STEP = (
    *("id", "branch_id", "position", "title", "style", "year", "term", "target_id", "lasts", "minutes_a_week"),
    *("offer_id", "picked_id", "before_pick", "common_item_id", "added_at", "done_at"),
)
OPTION = ("rank", "title", "style", "minutes_a_week", "offer_id", "item_id")
OFFER = (
    *("id", "title", "style", "provider_id", "asks", "timetable", "starts_on", "ends_on", "places", "price_pence"),
    *("minutes_a_week", "closed_at"),
)


def name_of(item: str):
    """Return the name of a framework item that the field `item` leads to, as `FrameworkItem.name` says it."""
    blank = Value("", output_field=CharField())
    short, code = (NullIf(F(f"{item}__{field}"), blank) for field in ("short", "code"))
    return Coalesce(short, code, Left(f"{item}__statement", 60), output_field=CharField())


def _taken():
    """Return how many places of the offer at hand are spoken for."""
    rows = Place.objects.filter(offer=OuterRef("pk")).spoken_for().order_by()
    return Coalesce(Subquery(rows.values("offer").annotate(n=Count("pk")).values("n")), 0)


def offer_facts(*, home, learner, day: dt.date | None = None) -> JSONObject:
    """Return all that is shown and checked of an offer beside a script, as one JSON value of a query of offers.

    `home` and `learner` are the ids of the learner's institution and of the learner, or what leads to them from the
    row around the query. `day` is today, where a statement is kept that must not know of a clock.
    """
    slots = OfferSlot.objects.filter(offer=OuterRef("pk")).order_by("weekday", "starts_at")
    asks = OfferAsk.objects.filter(offer=OuterRef("pk")).order_by("item")
    covers = OfferCover.objects.filter(offer=OuterRef("pk")).order_by("item")
    places = Place.objects.filter(offer=OuterRef("pk"), learner=learner, state__in=LIVE)
    agreements = Agreement.objects.on(day) if day else Agreement.objects.current()
    agreed = agreements.filter(provider=OuterRef("provider"), home=home)
    return _columns(
        OFFER,
        provider_name="provider__name",
        taken=_taken(),
        slots=ArraySubquery(slots.values(json=JSONObject(day="weekday", starts="starts_at", ends="ends_at"))),
        asked=ArraySubquery(asks.values(json=JSONObject(id="item_id", name=name_of("item")))),
        covers=ArraySubquery(covers.values("item")),
        place=Subquery(places.order_by("-pk").values("state")[:1]),
        travel=Subquery(agreed.order_by().values("travel_minutes")[:1]),
    )


class OneOf(Func):
    """Say whether the first expression is an element of the second, an array."""

    arg_joiner, template, output_field = " = ANY(", "%(expressions)s)", BooleanField()


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
        ORDER BY 1
    )"""


def exempt_items(script) -> QuerySet[CommonItem]:
    """Return the parts of the common script that the learner of this script (by id) was allowed to leave out."""
    return CommonItem.objects.filter(
        requests__script=script, requests__kind="exempt", requests__state="allowed"
    ).order_by()


def fresh(scripts: QuerySet[Script]) -> QuerySet[Script]:
    """Add to scripts what is kept of them: their `facts`, and the ids of all `offers` on them, some of them twice."""
    branches = Branch.objects.filter(script=OuterRef("pk")).order_by("position", "pk")
    asks = EndingAsk.objects.filter(branch=OuterRef("pk"))
    ask = JSONObject(key="pk", words="words", item_id="item_id", step_id="step_id")
    steps = Step.objects.filter(branch__script=OuterRef("pk")).order_by("position", "pk")
    options = StepOption.objects.filter(step=OuterRef("pk"))
    covers = StepCover.objects.filter(step=OuterRef("pk"))
    items = CommonItem.objects.current().filter(common_script=OuterRef("common_script")).order_by("position")
    exempt = exempt_items(OuterRef(OuterRef("pk"))).filter(pk=OuterRef("pk"))
    found = Step.objects.filter(branch__script=OuterRef("pk"), offer__isnull=False).order_by("offer")
    possible = StepOption.objects.filter(step__branch__script=OuterRef("pk"), offer__isnull=False).order_by("offer")
    of_step = _columns(
        STEP,
        items=ArraySubquery(covers.values("item")),
        choices=ArraySubquery(options.values(row=_columns(OPTION, key="pk"))),
        orders=Orders(F("pk"), F("branch__script")),
    )
    of_item = _columns(("id", "item_id", "is_required"), name=name_of("item"), is_exempt=Exists(exempt))
    facts = JSONObject(
        script=_columns(SCRIPT),
        common=JSONObject(**{name: f"common_script__{name}" for name in COMMON}),
        branches=ArraySubquery(branches.values(row=_columns(BRANCH, asked=ArraySubquery(asks.values(row=ask))))),
        steps=ArraySubquery(steps.values(row=of_step)),
        items=ArraySubquery(items.values(row=of_item)),
    )
    offers = Func(ArraySubquery(found.values("offer")), ArraySubquery(possible.values("offer")), function="array_cat")
    return scripts.annotate(facts=facts, offers=offers)


def offers_on(script_id: int) -> QuerySet[Offer]:
    """Return the offers that the steps of a script take up, or may become."""
    taken = Step.objects.filter(branch__script=script_id, offer__isnull=False).order_by().values("offer")
    possible = StepOption.objects.filter(step__branch__script=script_id, offer__isnull=False).order_by()
    return Offer.objects.filter(pk__in=taken.union(possible.values("offer")))


def _columns(names: tuple[str, ...], **more) -> JSONObject:
    return JSONObject(**{name: name for name in names}, **more)


def _kept() -> QuerySet:
    """Return what is to be kept of every script."""
    columns = ("learner", "institution", "offers", "facts")
    return fresh(Script.objects.all()).values(its_script=F("pk"), **{f"its_{name}": F(name) for name in columns})


class _Scripts(NamedTuple):
    """The one query that the table is made of."""

    rows: Callable[[], QuerySet] = _kept
    after: frozenset[str] = frozenset({"script", "branch", "step", "core", "proposal", "common_script", "framework"})
    anywhere: frozenset[str] = frozenset({"framework"})
    is_shared: bool = False


KEPT_PATHS = KeptTable(
    name="scripts_keptpath",
    columns={
        "script_id": "its_script",
        "learner_id": "its_learner",
        "institution_id": "its_institution",
        "offers": "its_offers",
        "facts": "its_facts",
    },
    key=("script_id",),
    parts={"script": _Scripts()},
)
