"""The content of a script as one value: what a version keeps, what is compared and gone back to."""

import hashlib
import json
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from scripts.authoring.models import Branch, EndingAsk, ScriptVersion, Step, StepCover, StepOption

FORMAT = 1
type Content = dict[str, Any]

# What a content calls the fields of each table.
OPTION = {
    "id": "pk",
    "title": "title",
    "style": "style",
    "minutes": "minutes_a_week",
    "offer": "offer_id",
    "item": "item_id",
}
ASK = {"id": "pk", "words": "words", "item": "item_id", "step": "step_id"}
BRANCH = {
    "id": "pk",
    "parent": "parent_id",
    "after": "forks_after_id",
    "name": "name",
    "ending": "ending",
    "state": "state",
}
STEP = {
    "id": "pk",
    "title": "title",
    "style": "style",
    "year": "year",
    "term": "term",
    "lasts": "lasts",
    "minutes": "minutes_a_week",
    "target": "target_id",
    "offer": "offer_id",
    "common": "common_item_id",
    "picked": "picked_id",
    "before_pick": "before_pick",
}


def read_content(script_id: int) -> tuple[Content, int, str]:
    """Read a script's content in two queries; also the number and digest of its newest version (0 and "" if none).

    Branches are in the order of the map, steps, options and asks in theirs. Every row is known by its id, which it
    keeps for good: one that is made again later gets the same.
    """
    newest = ScriptVersion.objects.filter(script=script_id).order_by("-number")
    branches = list(
        Branch.objects.filter(script=script_id)
        .order_by("position", "pk")
        .values(
            *BRANCH.values(),
            ask_rows=_rows(EndingAsk.objects.filter(branch=OuterRef("pk")).order_by("position", "pk"), ASK),
            newest_number=Subquery(newest.values("number")[:1]),
            newest_digest=Subquery(newest.values("digest")[:1]),
        )
    )
    steps: dict[int, list[dict]] = {}
    for row in _steps(script_id):
        steps.setdefault(row["branch_id"], []).append(_step(row))
    content = {
        "format": FORMAT,
        "branches": [
            {name: row[field] for name, field in BRANCH.items()}
            | {"asks": row["ask_rows"], "steps": steps.get(row["pk"], [])}
            for row in branches
        ],
    }
    first = branches[0] if branches else {"newest_number": None, "newest_digest": None}
    return content, first["newest_number"] or 0, first["newest_digest"] or ""


def _rows(rows: QuerySet, names: dict[str, str]) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**names)))


def _steps(script_id: int) -> QuerySet:
    covers = StepCover.objects.filter(step=OuterRef("pk")).order_by("item").values("item")
    options = StepOption.objects.filter(step=OuterRef("pk")).order_by("rank", "pk")
    rows = Step.objects.filter(branch__script=script_id).order_by("position", "pk")
    return rows.values(
        "branch_id",
        "done_at",
        *STEP.values(),
        offer_title=F("offer__title"),
        provider=F("offer__provider__name"),
        cover_items=ArraySubquery(covers),
        option_rows=_rows(options, OPTION),
    )


def _step(row: dict) -> dict:
    step = {name: row[source] for name, source in STEP.items()}
    step |= {"done": row["done_at"].isoformat() if row["done_at"] else None, "covers": row["cover_items"]}
    return step | {
        "offer_title": row["offer_title"] or "",
        "provider": row["provider"] or "",
        "options": row["option_rows"],
    }


def canonical(content: Content) -> str:
    """Return content as JSON text that is the same for the same content: keys in order, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(content: Content) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal: what is signed when a version is."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def steps_of(content: Content) -> dict[int, dict]:
    """Return the steps of a content by id."""
    return {step["id"]: step for branch in content["branches"] for step in branch["steps"]}
