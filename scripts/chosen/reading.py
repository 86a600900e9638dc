"""A script as the pages of other rooms need it: what is kept beside it, with what hangs on others or on the day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from learnplan.people.models import User
from learnplan.web.prepared import prepared
from learnplan.years import current_year
from plans.funding.reading import Shared, shared_out
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.path import by_branch
from scripts.authoring.reading import LIVE, Picture, mark_step, offer_facts
from scripts.chosen.facts import BRANCH, STEP
from scripts.chosen.models import KeptPath
from scripts.frameworks.models import CommonItem, CommonScript, FrameworkItem
from scripts.offers.models import Offer, Place

PATH = ("facts", "its_offers", "its_places")  # what `picture_of` reads
PLACE = ("id", "offer_id", "step_id", "state", "price_pence", "decide_by", "promise_id")


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
def _paths(user: User, *, learner_id: int, year: int, knows_promises: bool):
    places = Place.objects.filter(state__in=Place.PAID_FOR) if knows_promises else Place.objects.visible_to(user)
    paths = with_live(KeptPath.objects.visible_to(user).filter(learner=learner_id), places)
    return paths.annotate(shared=shared_out(learner=OuterRef("learner"), year=year))


def with_live(paths: QuerySet[KeptPath], places: QuerySet[Place], *, day: dt.date | None = None) -> QuerySet:
    """Add to kept paths what hangs on others or on the day: `its_offers`, and `its_places` of those that are known.

    `day` is today, where a statement is kept that must not know of a clock.
    """
    ids = KeptPath.objects.filter(pk=OuterRef(OuterRef("pk"))).values(one=Func(F("offers"), function="unnest"))
    home, learner = OuterRef(OuterRef("institution")), OuterRef(OuterRef("learner"))
    offers = Offer.objects.filter(pk__in=ids).values(row=offer_facts(home=home, learner=learner, day=day))
    places = places.filter(learner=OuterRef("learner"), state__in=LIVE).order_by("pk")
    row = JSONObject(**{name: name for name in PLACE})
    return paths.annotate(its_offers=ArraySubquery(offers), its_places=ArraySubquery(places.values(row=row)))


def picture_of(path: Mapping[str, Any], *, money: Shared | None, is_writer: bool) -> Picture:
    """Return the picture of a script from its kept path, read `with_live`.

    Its steps carry all that the check reads and their `place`; not what only the script's own pages show.
    """
    facts, offers = path["facts"], {None: None} | {offer["id"]: offer for offer in path["its_offers"]}
    started_at = dt.datetime.fromisoformat(facts["script"]["started_at"])
    common = CommonScript(**facts["common"])
    return Picture(
        Script(**facts["script"] | {"started_at": started_at}, common_script=common),
        list(map(branch_of, facts["branches"])),
        by_branch(_step(row, offers) for row in facts["steps"]),
        common_items=list(map(_common_item, facts["items"])),
        places=list(map(_place, path["its_places"])),
        money=money,
        is_writer=is_writer,
    )


def branch_of(row: dict) -> Branch:
    """Return a branch as it is kept."""
    branch = Branch(**{name: row[name] for name in BRANCH})
    vars(branch)["asked"] = row["asked"]
    return branch


def _step(row: dict, offers: Mapping[int | None, dict | None]) -> Step:
    moment = row["done_at"] and dt.datetime.fromisoformat(row["done_at"])
    step = Step(**{name: row[name] for name in STEP} | {"done_at": moment})
    choices = [option | {"offer_facts": offers[option["offer_id"]]} for option in row["choices"]]
    mark_step(step, row | {"its_offer": offers[step.offer_id], "choices": choices})
    return step


def _common_item(row: dict) -> CommonItem:
    common = CommonItem(item=FrameworkItem(id=row["item_id"], short=row["name"]), is_required=row["is_required"])
    common.is_exempt = row["is_exempt"]
    return common


def _place(row: dict) -> Place:
    return Place(**row | {"decide_by": row["decide_by"] and dt.date.fromisoformat(row["decide_by"])})
