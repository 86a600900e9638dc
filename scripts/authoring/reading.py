"""A whole script read at once, for the pages that show it: four queries, whatever its size."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, Func, JSONField, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, JSONObject, Left, NullIf

from learnplan.events.models import Event
from learnplan.people.models import User
from learnplan.web.prepared import prepared
from learnplan.years import current_year
from plans.funding.reading import Shared, shared_out
from plans.targets.models import Target
from scripts.authoring.models import Branch, EndingAsk, Script, Step, StepCover, StepOption
from scripts.authoring.path import by_branch, path_steps
from scripts.authoring.permissions import may_author
from scripts.authoring.shapes import AskRow, OptionRow
from scripts.frameworks.models import CommonItem
from scripts.offers.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place

MOST_EVENTS = 30
PROMISED = [Place.State.ACCEPTED, Place.State.UNDER_WAY]
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
    """Return all that `checking.report.offer_of` reads of an offer, as one JSON value of a query of offers.

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


def offer_led_to(offer: str, *, script: str):
    """Return the facts of the offer that the field `offer` of a row leads to; null without one.

    `script` is the field that leads to the learner's script.
    """
    home, learner = (OuterRef(OuterRef(f"{script}__{field}")) for field in ("institution", "learner"))
    return Subquery(Offer.objects.filter(pk=OuterRef(offer)).values(json=offer_facts(home=home, learner=learner)))


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


def with_own_facts(steps, **of_options):
    """Add to a query of steps what the check needs of each but for offers, and `of_options` to their alternatives."""
    columns = {name: name for name in ("rank", "title", "style", "minutes_a_week", "offer_id", "item_id")}
    options = StepOption.objects.filter(step=OuterRef("pk")).values(row=JSONObject(key="pk", **columns, **of_options))
    return steps.annotate(
        items=ArraySubquery(StepCover.objects.filter(step=OuterRef("pk")).values("item")),
        choices=ArraySubquery(options),
        its_orders=Orders(F("pk"), F("branch__script")),
    )


def with_check_facts(steps):
    """Add to a query of steps all that the check needs of each, for `mark_step`."""
    steps = with_own_facts(steps, offer_facts=offer_led_to("offer", script="step__branch__script"))
    return steps.annotate(its_offer=offer_led_to("offer", script="branch__script"))


def mark_step(step: Step, found: Mapping[str, Any]) -> None:
    """Give a step what was `found` of it by a query `with_check_facts`."""
    step.cover_ids, step.orders, step.offer_facts = found["items"], found["its_orders"], found["its_offer"]
    step.option_rows = [OptionRow(**row, is_picked=row["key"] == step.picked_id) for row in found["choices"]]


def asked_of_branch() -> ArraySubquery:
    """Return what the ending of the branch at hand asks, as rows for `AskRow`."""
    row = JSONObject(key="pk", words="words", item_id="item_id", step_id="step_id")
    return ArraySubquery(EndingAsk.objects.filter(branch=OuterRef("pk")).values(row=row))


@dataclass
class Picture:
    """A script with its branches in order, their steps, and the learner's places on them.

    Its branches and steps carry what `Branch` and `Step` say that reading adds. `is_writer` says that it was
    read for someone who may write it; `money` is None to all others; `reports` are kept by `checking.report.report_of`.
    """

    script: Script
    branches: list[Branch]
    steps: dict[int, list[Step]]
    common_items: list[CommonItem]
    places: list[Place]
    money: Shared | None = None
    is_writer: bool = False
    reports: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._mark_branches()
        self._mark_places()

    @cached_property
    def by_id(self) -> dict[int, Branch]:
        return {branch.pk: branch for branch in self.branches}

    @cached_property
    def all_steps(self) -> list[Step]:
        return [step for steps in self.steps.values() for step in steps]

    @cached_property
    def trunk(self) -> Branch:
        return next(branch for branch in self.branches if branch.is_trunk)

    @cached_property
    def chosen(self) -> Branch | None:
        return next((branch for branch in self.branches if branch.state == Branch.State.CHOSEN), None)

    @cached_property
    def here(self) -> Step | None:
        """The first step of the chosen path that is not done: where the learner is."""
        path = self.path(self.chosen) if self.chosen else []
        return next((step for step in path if step.done_at is None), None)

    @cached_property
    def has_only_trunk(self) -> bool:
        return len(self.branches) == 1

    def path(self, branch: Branch) -> list[Step]:
        return path_steps(branch, self.by_id, self.steps)

    def before(self, branch: Branch) -> list[Step]:
        """Return the steps of the path before the branch's own."""
        return self.path(branch)[: -len(branch.own_steps) or None]

    def open_places(self, branch: Branch, *, apart_from: Branch | None = None) -> list[Place]:
        """Return the open places that hang on the steps of the branch's path, but not on `apart_from`'s."""
        kept = {step.pk for step in self.path(apart_from)} if apart_from else set()
        steps = [step for step in self.path(branch) if step.pk not in kept]
        return [step.place for step in steps if step.place and step.place.is_open]

    def _mark_branches(self) -> None:
        """Give branches what the pages say of them."""
        for number, branch in enumerate((each for each in self.branches if not each.is_trunk), 1):
            branch.number = number
        self.trunk.number = "core"
        for branch in self.branches:
            branch.own_steps = self.steps.get(branch.pk, [])
            branch.ask_rows = [AskRow(**row) for row in getattr(branch, "asked", ())]

    def _mark_places(self) -> None:
        """Give steps the learner's place on each."""
        by_step = {place.step_id: place for place in self.places}
        by_offer = {place.offer_id: place for place in self.places}
        for step in self.all_steps:
            step.place = by_step.get(step.pk) or (by_offer.get(step.offer_id) if step.offer_id else None)


def promised_pence(places: list[Place]) -> int:
    """Return the money promised to these places, in pence."""
    return sum(place.price_pence for place in places if place.state in PROMISED)


def read_script(script: Script, user: User, *, with_places: bool = True) -> Picture:
    """Read everything the script's pages show to `user`, who may see the script already."""
    steps = _steps(script_id=script.pk)
    for step in steps:
        step.offer_taken, step.comment_count = step.taken, step.said
        mark_step(step, vars(step))
    branches = _branches(script_id=script.pk, learner_id=script.learner_id, year=current_year())
    is_writer = may_author(user, script)
    picture = Picture(
        script=script,
        branches=branches,
        steps=by_branch(steps),
        common_items=_common_items(common_script_id=script.common_script_id, script_id=script.pk),
        places=_places(user, learner_id=script.learner_id) if with_places else [],
        money=Shared(**branches[0].shared) if is_writer and branches[0].shared else None,
        is_writer=is_writer,
    )
    for step in picture.all_steps:
        step.places_left = max(step.offer.places - step.offer_taken, 0) if step.offer else None
        step.is_here = step == picture.here
    if not is_writer:
        _keep_targets_back(picture, user)
    return picture


def _keep_targets_back(picture: Picture, user: User) -> None:
    """Take the targets that this reader does not see off the steps: one query, if a step has any."""
    aimed = [step for step in picture.all_steps if step.target_id]
    keys = {step.target_id for step in aimed}
    seen = set(Target.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else keys
    for step in aimed:
        if step.target_id not in seen:
            step.target = None


@prepared
def _steps(*, script_id: int):
    taken = Place.objects.filter(offer=OuterRef("offer")).spoken_for().order_by()
    taken = taken.values("offer").annotate(n=Count("pk")).values("n")
    shown = Q(comments__taken_back_at=None, comments__hidden_at=None)
    said = Step.objects.filter(pk=OuterRef("pk")).order_by().values("pk").annotate(n=Count("comments", filter=shown))
    rows = with_check_facts(Step.objects.filter(branch__script=script_id))
    rows = rows.annotate(taken=Coalesce(Subquery(taken), 0), said=Subquery(said.values("n")))
    return rows.select_related("offer__provider", "target", "common_item").fetch_mode(models.FETCH_RAISE)


@prepared
def _branches(*, script_id: int, learner_id: int, year: int):
    found = Branch.objects.filter(script=script_id).select_related("forks_after")
    listed = Case(When(forked_from__template__state="published", then=F("forked_from__template_id")))
    origin = JSONObject(name="forked_from__name", id=listed)
    found = found.annotate(came_from=Case(When(forked_from__isnull=False, then=origin)))
    shared = shared_out(learner=learner_id, year=year)
    found = found.annotate(asked=asked_of_branch(), shared=shared)
    return found.fetch_mode(models.FETCH_RAISE)


@prepared
def _common_items(*, common_script_id: int, script_id: int):
    rows = CommonItem.objects.current().filter(common_script=common_script_id)
    rows = rows.annotate(is_exempt=Exists(exempt_items(script_id).filter(pk=OuterRef("pk"))))
    return rows.select_related("item").fetch_mode(models.FETCH_RAISE)


def exempt_items(script) -> models.QuerySet[CommonItem]:
    """Return the parts of the common script that the learner of this script (by id) was allowed to leave out."""
    return CommonItem.objects.filter(
        requests__script=script, requests__kind="exempt", requests__state="allowed"
    ).order_by()


@prepared
def _places(user: User, *, learner_id: int):
    rows = Place.objects.visible_to(user).filter(learner=learner_id, state__in=LIVE)
    return rows.select_related("offer__provider").fetch_mode(models.FETCH_RAISE)


def paths_of(script_id: int) -> Callable[[Branch], list[Step]]:
    """Return what gives the steps of a branch's path, in order, for every branch of a script: two queries."""
    branches = {each.pk: each for each in Branch.objects.filter(script=script_id)}
    steps = by_branch(Step.objects.filter(branch__script=script_id).fetch_mode(models.FETCH_RAISE))
    return lambda branch: path_steps(branch, branches, steps)


def history_of(script: Script, branch: Branch) -> list[Event]:
    """Return the newest events of a branch and of the steps that are, or were, on it."""
    return _history(learner_id=script.learner_id, branch_id=branch.pk)


@prepared
def _history(*, learner_id: int, branch_id: int):
    on_branch = Cast(KT("facts__branch_id"), models.BigIntegerField())
    events = Event.objects.for_timeline(learner_id).alias(on_branch=on_branch)
    events = events.filter(Q(thing="branch", thing_id=branch_id) | Q(thing="step", on_branch=branch_id))
    return events.fetch_mode(models.FETCH_RAISE)[:MOST_EVENTS]
