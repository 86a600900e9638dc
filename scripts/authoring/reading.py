"""A script as a picture of it: made of what is kept beside it, and of offers, places and money as they are now.

One query, whatever its size. A gate of the check judges in the middle of an act, before anything is kept: for it the
same is found afresh.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, JSONObject

from learnplan.events.models import Event
from learnplan.people.models import Institution, User
from learnplan.web.prepared import prepared
from learnplan.web.together import as_model
from learnplan.years import current_year
from plans.funding.reading import Shared, shared_out
from plans.targets.models import Target
from scripts.authoring.facts import BRANCH, LIVE, OFFER, STEP, OneOf, fresh, offer_facts, offers_on
from scripts.authoring.models import Branch, KeptPath, Script, Step
from scripts.authoring.path import by_branch, path_steps
from scripts.authoring.permissions import may_author
from scripts.authoring.shapes import AskRow, CoreRow, OptionRow
from scripts.frameworks.models import CommonScript
from scripts.offers.models import Offer, Place

MOST_EVENTS = 30
PROMISED = [Place.State.ACCEPTED, Place.State.UNDER_WAY]
PLACE = ("id", "offer_id", "step_id", "state", "price_pence", "decide_by", "promise_id")
PATH = ("facts", "its_offers", "its_places")  # what `picture_of` reads


@dataclass
class Picture:
    """A script with its branches in order, their steps, and the learner's places on them.

    Its branches and steps carry what `Branch` and `Step` say that reading adds. `is_writer` says that it was
    read for someone who may write it; `money` is None to all others; `reports` are kept by `checking.report.report_of`.
    """

    script: Script
    branches: list[Branch]
    steps: dict[int, list[Step]]
    core: list[CoreRow]
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

    def _mark_places(self) -> None:
        """Give steps the learner's place on each."""
        by_step = {place.step_id: place for place in self.places}
        by_offer = {place.offer_id: place for place in self.places}
        for step in self.all_steps:
            step.place = by_step.get(step.pk) or (by_offer.get(step.offer_id) if step.offer_id else None)


def promised_pence(places: list[Place]) -> int:
    """Return the money promised to these places, in pence."""
    return sum(place.price_pence for place in places if place.state in PROMISED)


def read_script(script: Script, user: User, *, is_kept: bool = False) -> Picture:
    """Return everything that the script's pages show to `user`, who may see the script already: one query.

    `is_kept` reads what is kept beside it, as every page may: after an act it is as it would be found afresh. Where
    nothing is kept yet, it is found afresh all the same.
    """
    is_writer = may_author(user, script)
    asked: dict[str, Any] = {"script_id": script.pk, "year": current_year(), "is_writer": is_writer}
    (found,) = (is_kept and _whole(user, is_kept=True, **asked)) or _whole(user, is_kept=False, **asked)
    money = Shared(**found.shared) if is_writer and found.shared else None
    picture = picture_of(vars(found), money=money, is_writer=is_writer, script=script)
    _mark_page(picture, found)
    return picture


def read_chosen(user: User, learner_id: int, *, is_writer: bool, knows_promises: bool = False) -> Picture | None:
    """Return the script of a learner as the pages of other rooms need it, or None if `user` sees none: one query.

    `is_writer` says that the reader may write it, and so knows of its money; `knows_promises` that the page shows the
    learner's promises, and so the places that they are for. Of other places they know those that they may see.
    """
    for path in _paths(user, learner_id=learner_id, year=current_year(), knows_promises=knows_promises):
        money = Shared(**path.shared) if is_writer and path.shared else None
        return picture_of(vars(path), money=money, is_writer=is_writer)
    return None


@prepared
def _whole(user: User, *, script_id: int, is_kept: bool, year: int, is_writer: bool):
    places, scripts = Place.objects.visible_to(user), Script.objects.filter(pk=script_id)
    kept = KeptPath.objects.filter(pk=script_id)
    rows = with_live(kept, places) if is_kept else with_live(fresh(scripts), places, offers_on(script_id))
    shown = Q(comments__taken_back_at=None, comments__hidden_at=None)
    said = Step.objects.filter(branch__script=OuterRef("pk")).order_by().values("pk")
    said = said.annotate(n=Count("comments", filter=shown)).filter(n__gt=0)
    aims = Step.objects.filter(branch__script=OuterRef(OuterRef("pk"))).order_by()
    targets = Target.objects.all() if is_writer else Target.objects.visible_to(user)
    targets = targets.filter(pk__in=aims.values("target")).order_by()
    listed = Case(When(forked_from__template__state="published", then=F("forked_from__template_id")))
    origins = Branch.objects.filter(script=OuterRef("pk"), forked_from__isnull=False).order_by()
    return rows.annotate(
        shared=shared_out(learner=OuterRef("learner"), year=year),
        its_comments=ArraySubquery(said.values(row=JSONObject(step="pk", n="n"))),
        its_targets=ArraySubquery(targets.values(row=JSONObject(id="pk", words="words"))),
        its_origins=ArraySubquery(origins.values(row=JSONObject(branch="pk", name="forked_from__name", id=listed))),
    )


@prepared
def _paths(user: User, *, learner_id: int, year: int, knows_promises: bool):
    places = Place.objects.filter(state__in=Place.PAID_FOR) if knows_promises else Place.objects.visible_to(user)
    paths = with_live(KeptPath.objects.visible_to(user).filter(learner=learner_id), places)
    return paths.annotate(shared=shared_out(learner=OuterRef("learner"), year=year))


def with_live(
    paths: QuerySet, places: QuerySet[Place], offers: QuerySet[Offer] | None = None, *, day: dt.date | None = None
) -> QuerySet:
    """Add to kept paths what hangs on others or on the day: `its_offers`, and `its_places` of those that are known.

    `offers` are those of paths that are not kept. `day` is today, where a statement is kept that must not know of a
    clock.
    """
    home, learner = OuterRef(OuterRef("institution")), OuterRef(OuterRef("learner"))
    if offers is None:
        offers = Offer.objects.filter(OneOf(F("pk"), OuterRef("offers")))
    facts = offers.values(row=offer_facts(home=home, learner=learner, day=day))
    places = places.filter(learner=OuterRef("learner"), state__in=LIVE).order_by("pk")
    of_offer = {"title": "offer__title", "provider": "offer__provider_id", "provider_name": "offer__provider__name"}
    row = JSONObject(**{name: name for name in PLACE}, **of_offer)
    return paths.annotate(its_offers=ArraySubquery(facts), its_places=ArraySubquery(places.values(row=row)))


def picture_of(
    path: Mapping[str, Any], *, money: Shared | None, is_writer: bool, script: Script | None = None
) -> Picture:
    """Return the picture of a script from its kept path, read `with_live`; `script` is its row, if that is at hand.

    Its steps carry all that the check reads and their `place`; not what only the script's own pages show.
    """
    facts, offers = path["facts"], {None: None} | {offer["id"]: offer for offer in path["its_offers"]}
    return Picture(
        script or as_model(Script, facts["script"], common_script=CommonScript(**facts["common"])),
        list(map(branch_of, facts["branches"])),
        by_branch(_step(row, offers) for row in facts["steps"]),
        core=[CoreRow(**row) for row in facts["items"]],
        places=list(map(_place, path["its_places"])),
        money=money,
        is_writer=is_writer,
    )


def branch_of(row: dict) -> Branch:
    """Return a branch as it is kept."""
    branch = as_model(Branch, row, BRANCH)
    branch.ask_rows = [AskRow(**ask) for ask in row["asked"]]
    return branch


def _step(row: dict, offers: Mapping[int | None, dict | None]) -> Step:
    step = as_model(Step, row, STEP)
    step.cover_ids, step.orders, step.offer_facts = row["items"], row["orders"], offers[step.offer_id]
    step.option_rows = [
        OptionRow(**option, offer_facts=offers[option["offer_id"]], is_picked=option["key"] == step.picked_id)
        for option in row["choices"]
    ]
    return step


def _place(row: dict) -> Place:
    provider = as_model(Institution, {"id": row["provider"], "name": row["provider_name"]})
    offer = as_model(Offer, {"id": row["offer_id"], "title": row["title"]}, provider=provider)
    return as_model(Place, row, PLACE, offer=offer)


def _mark_page(picture: Picture, found) -> None:
    """Give branches and steps what only the script's own pages show."""
    steps: dict[int | None, Step] = {step.pk: step for step in picture.all_steps}
    offers = {None: None} | {row["id"]: _offer(row) for row in found.its_offers}
    targets = {None: None} | {row["id"]: as_model(Target, row) for row in found.its_targets}
    said = {row["step"]: row["n"] for row in found.its_comments}
    origins = {row["branch"]: row for row in found.its_origins}
    for branch in picture.branches:
        branch.came_from = origins.get(branch.pk)
        branch.forks_after = steps.get(branch.forks_after_id)
    for step in steps.values():
        step.offer, step.target = offers[step.offer_id], targets.get(step.target_id)
        step.comment_count, step.is_here = said.get(step.pk, 0), step == picture.here


def _offer(row: dict) -> Offer:
    provider = as_model(Institution, {"id": row["provider_id"], "name": row["provider_name"]})
    offer = as_model(Offer, row, OFFER, provider=provider)
    offer.taken = row["taken"]
    return offer


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
