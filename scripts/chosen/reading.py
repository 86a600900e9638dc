"""A script read as plain rows, in one statement, for pages of other rooms that show its chosen path."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, QuerySet

from learnplan.people.models import User
from learnplan.web.together import at_once
from learnplan.years import current_year
from plans.funding.reading import Shared, shared_out
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.path import by_branch
from scripts.authoring.reading import LIVE, Picture, asked_of_branch, exempt_items, mark_step, name_of, with_check_facts
from scripts.frameworks.models import CommonItem, CommonScript, FrameworkItem
from scripts.offers.models import Place

BRANCH = ("id", "script_id", "parent_id", "forks_after_id", "name", "ending", "state", "position")
STEP = ("id", "branch_id", "position", "title", "style", "year", "term", "lasts", "minutes_a_week", "done_at")
STEP_TIES = ("offer_id", "picked_id", "common_item_id")
COMMON = ("year_group", "year", "most_minutes_a_week")
MOST_STEPS = 400


def branch_rows(scripts: QuerySet[Script]) -> QuerySet:
    """Return the branches of these scripts in their order, with what each ending asks, and their common script."""
    common = {name: F(f"script__common_script__{name}") for name in COMMON}
    rows = Branch.objects.filter(script__in=scripts.values("pk")).annotate(asked=asked_of_branch())
    return rows.values(
        *BRANCH,
        "asked",
        learner_id=F("script__learner"),
        institution_id=F("script__institution"),
        started_at=F("script__started_at"),
        **common,
    )


def step_rows(scripts: QuerySet[Script], *, day: dt.date | None = None) -> QuerySet:
    """Return the steps of these scripts with all that the check needs of them.

    `day` is today, where a statement is kept that must not know of a clock.
    """
    rows = with_check_facts(Step.objects.filter(branch__script__in=scripts.values("pk")), day=day)
    return rows.values(*STEP, *STEP_TIES, "items", "choices", "its_offer", "its_orders")[:MOST_STEPS]


def item_rows(scripts: QuerySet[Script]) -> QuerySet:
    """Return the parts of the common script of one script, those that its learner need not do marked."""
    exempt = exempt_items(scripts.values("pk")).filter(pk=OuterRef("pk"))
    rows = CommonItem.objects.current().filter(common_script__in=scripts.values("common_script"))
    return rows.annotate(has_leave=Exists(exempt), name=name_of("item")).values(
        "item_id", "is_required", "has_leave", "name"
    )


def place_rows(places: QuerySet[Place]) -> QuerySet:
    """Return those of these places that are open or completed."""
    rows = places.filter(state__in=LIVE).order_by("pk")
    return rows.values("id", "offer_id", "step_id", "state", "price_pence", "decide_by", "promise_id")


def read_chosen(
    user: User, learner_id: int, *, is_writer: bool, places: QuerySet[Place] | None = None
) -> Picture | None:
    """Return the script of a learner as the pages of other rooms need it, or None if `user` sees none: one query.

    `is_writer` says that the reader may write it, and so knows of its money. `places` are those that the page knows
    of: of all that are the learner's, those that the reader may see.
    """
    if places is None:
        places = Place.objects.visible_to(user)
    scripts = Script.objects.visible_to(user).filter(learner=learner_id)
    money = shared_out(learner=OuterRef("learner"), year=current_year())
    found = at_once(
        branches=branch_rows(scripts),
        steps=step_rows(scripts),
        items=item_rows(scripts),
        places=place_rows(places.filter(learner=learner_id)),
        money=scripts.annotate(shared=money).values("shared"),
    )
    shared = next((row["shared"] for row in found["money"]), None) if is_writer else None
    return picture_of(found, money=Shared(**shared) if shared else None, is_writer=is_writer)


def picture_of(found: dict[str, list[dict]], *, money: Shared | None, is_writer: bool) -> Picture | None:
    """Return the picture of one script from its rows, or None if there is no script.

    Its steps carry all that the check reads and their `place`; not what only the script's own pages show.
    """
    if not found["branches"]:
        return None
    first = found["branches"][0]
    common = CommonScript(**{name: first[name] for name in COMMON})
    ids = {"id": first["script_id"], "learner_id": first["learner_id"], "institution_id": first["institution_id"]}
    started_at = dt.datetime.fromisoformat(first["started_at"])
    picture = Picture(
        Script(common_script=common, started_at=started_at, **ids),
        list(map(_branch, found["branches"])),
        by_branch(map(_step, found["steps"])),
        common_items=list(map(_common_item, found["items"])),
        places=list(map(_place, found["places"])),
        money=money,
        is_writer=is_writer,
    )
    picture.mark_branches()
    picture.mark_places()
    return picture


def _branch(row: dict) -> Branch:
    branch = Branch(**{name: row[name] for name in BRANCH})
    vars(branch)["asked"] = row["asked"]
    return branch


def _step(row: dict) -> Step:
    moment = row["done_at"] and dt.datetime.fromisoformat(row["done_at"])
    step = Step(**{name: row[name] for name in (*STEP, *STEP_TIES)} | {"done_at": moment})
    mark_step(step, row)
    return step


def _common_item(row: dict) -> CommonItem:
    name = {"short": row.pop("name")}
    common = CommonItem(item=FrameworkItem(id=row["item_id"], **name), is_required=row["is_required"])
    common.is_exempt = row["has_leave"]
    return common


def _place(row: dict) -> Place:
    return Place(**row | {"decide_by": row["decide_by"] and dt.date.fromisoformat(row["decide_by"])})
