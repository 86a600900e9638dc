"""What is kept beside each script: its branches, steps and core as plain rows, of which `reading` makes a picture.

What hangs on others or on the day is not kept: offers, places and money.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from learnplan.kept.shapes import KeptTable
from scripts.authoring.models import Branch, Script, Step, StepOption
from scripts.authoring.reading import asked_of_branch, exempt_items, name_of, with_own_facts
from scripts.frameworks.models import CommonItem

SCRIPT = ("id", "learner_id", "institution_id", "started_at")
COMMON = ("year_group", "year", "most_minutes_a_week")
BRANCH = ("id", "script_id", "parent_id", "forks_after_id", "name", "ending", "state", "position")
STEP = (
    *("id", "branch_id", "position", "title", "style", "year", "term", "lasts", "minutes_a_week", "done_at"),
    *("offer_id", "picked_id", "common_item_id"),
)
MOST_STEPS = 400


def chosen_paths() -> QuerySet:
    """Return what is to be kept of every script."""
    branches = Branch.objects.filter(script=OuterRef("pk")).order_by("position", "pk")
    steps = with_own_facts(Step.objects.filter(branch__script=OuterRef("pk"))).order_by("position", "pk")
    items = CommonItem.objects.current().filter(common_script=OuterRef("common_script")).order_by("position")
    exempt = exempt_items(OuterRef(OuterRef("pk"))).filter(pk=OuterRef("pk"))
    found = Step.objects.filter(branch__script=OuterRef("pk"), offer__isnull=False).order_by("offer")
    possible = StepOption.objects.filter(step__branch__script=OuterRef("pk"), offer__isnull=False).order_by("offer")
    facts = JSONObject(
        script=_columns(SCRIPT),
        common=JSONObject(**{name: f"common_script__{name}" for name in COMMON}),
        branches=ArraySubquery(branches.values(row=_columns(BRANCH, asked=asked_of_branch()))),
        steps=ArraySubquery(
            steps.values(row=_columns((*STEP, "items", "choices", "its_orders")))[:MOST_STEPS],
        ),
        items=ArraySubquery(
            items.values(
                row=_columns(("item_id", "is_required"), name=name_of("item"), is_exempt=Exists(exempt)),
            )
        ),
    )
    offers = Func(ArraySubquery(found.values("offer")), ArraySubquery(possible.values("offer")), function="array_cat")
    return Script.objects.values(
        its_script=F("pk"),
        its_learner=F("learner"),
        its_institution=F("institution"),
        its_offers=offers,
        its_facts=facts,
    )


def _columns(names: tuple[str, ...], **more) -> JSONObject:
    return JSONObject(**{name: name for name in names}, **more)


class _Scripts(NamedTuple):
    """The one query that the table is made of."""

    rows: Callable[[], QuerySet] = chosen_paths
    after: frozenset[str] = frozenset({"script", "branch", "step", "core", "proposal", "common_script", "framework"})
    anywhere: frozenset[str] = frozenset({"framework"})
    is_shared: bool = False


CHOSEN_PATHS = KeptTable(
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
