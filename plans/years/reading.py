"""Reading a plan's year: its sheets, who signed them, and what changed since."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from plans.targets.models import CheckIn, Plan, Rating, Target, TargetStep
from plans.years.models import CarryWish, Reopening, Signature
from plans.years.sheet import KEPT, Sheet, changes, digest_of, make_sheet


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature to read: `changed` says what is different today, empty if nothing is."""

    signature: Signature
    changed: list[str]
    is_current: bool


def sheet_of(plan: Plan, kind: str) -> Sheet:
    """Return the sheet of the plan as it stands: three queries."""
    return sheets_of(plan, facts_of(plan))[kind]


def sheets_of(plan: Plan, facts: list[dict[str, Any]]) -> dict[str, Sheet]:
    """Return the sheets of the plan as it stands, by kind, from the `facts_of` it: one query."""
    purpose = plan.purposes.values_list("words", flat=True).first() or ""
    return {kind: make_sheet(kind, plan.year, purpose, facts) for kind in KEPT}


def facts_of(plan: Plan) -> list[dict[str, Any]]:
    """Return the plan's targets as sheets need them, but for drafts: two queries.

    `is_wished` says whether the learner wants to go on with it next year.
    """
    steps = TargetStep.objects.filter(target=OuterRef("pk")).order_by("position").values("words")
    own = CheckIn.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk").values("level")
    targets = Target.objects.filter(plan=plan).exclude(state=Target.State.DRAFT).order_by("pk")
    rows = targets.annotate(
        step_words=ArraySubquery(steps),
        said=Subquery(own[:1]),
        is_wished=Exists(CarryWish.objects.filter(target=OuterRef("pk"))),
    ).values("id", "words", "success_test", "due_on", "state", "step_words", "said", "is_wished")
    latest = Rating.objects.filter(target__plan=plan).order_by("target_id", "rater_id", "-at", "-pk")
    others: dict[int, list] = {}
    for rating in latest.distinct("target_id", "rater_id").select_related("rater"):
        others.setdefault(rating.target_id, []).append([str(rating.rater), rating.level])
    return [
        row | {"steps": row["step_words"], "own": row["said"], "others": sorted(others.get(row["id"], []))}
        for row in rows
    ]


def signed_since(plan: Plan, kind: str) -> QuerySet[Signature]:
    """Return the signatures of a kind that count: those since the year was last opened again."""
    rows = Signature.objects.filter(plan=plan, kind=kind)
    if kind == Signature.Kind.CLOSED:
        reopened = Reopening.objects.filter(plan=plan).values_list("at", flat=True).first()
        rows = rows.filter(at__gt=reopened) if reopened else rows
    return rows


def signed_of(plan: Plan, sheets: dict[str, Sheet]) -> dict[str, list[Signed]]:
    """Return the last signature of each person, by kind, oldest first, with what changed since: one query."""
    rows = Signature.objects.filter(plan=plan).select_related("user").order_by("kind", "user_id", "-at", "-pk")
    by_kind: dict[str, list[Signed]] = {kind: [] for kind in sheets}
    for one in sorted(rows.distinct("kind", "user_id"), key=lambda row: (row.at, row.pk)):
        now = sheets[one.kind]
        is_current = digest_of(now) == one.digest
        by_kind[one.kind].append(Signed(one, [] if is_current else changes(one.sheet, now), is_current))
    return by_kind
