"""Reading what changed between versions of a framework, and which of it waits for a common script's decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q

from scripts.frameworks.models import CommonScript, Framework, FrameworkItem
from scripts.frameworks.versions.differences import VersionChange, compose
from scripts.frameworks.versions.models import FrameworkVersion, ItemChange, Taking


def changes_between(framework: Framework, after: int, until: int) -> list[VersionChange]:
    """Return what changed from version number `after` to version number `until`. One query."""
    rows = ItemChange.objects.filter(
        version__framework=framework, version__number__gt=after, version__number__lte=until
    ).order_by("version__number", "pk")
    return compose(rows.values_list("item_id", "was", "now", "is_moved").iterator())


def names_of(changes: list[VersionChange]) -> dict[int, str]:
    """Return what the parents that the changes speak of are called. One query."""
    states = (state for change in changes for state in (change.was, change.now) if state)
    parents = {parent for state in states if isinstance(parent := state["parent_id"], int)}
    items = FrameworkItem.objects.filter(pk__in=parents).only("code", "short", "statement")
    return {item.pk: item.name for item in items.fetch_mode(models.FETCH_RAISE)}


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a common script's decision: changes of items it holds, and new items it could hold."""

    newest: FrameworkVersion
    added: list[VersionChange]
    reworded: list[VersionChange]
    moved: list[VersionChange]
    ended: list[VersionChange]


def undecided(common_scripts):
    """Return those of the common scripts that a new version waits for, with `waits_since`."""
    decided = Taking.objects.filter(common_script=OuterRef(OuterRef("pk")), version__number__gte=OuterRef("number"))
    newer = FrameworkVersion.objects.filter(
        ~Exists(decided), framework=OuterRef("framework"), imported_at__gt=OuterRef("adopted_at"), number__gt=1
    )
    return common_scripts.annotate(
        waits_since=models.Subquery(newer.order_by("number").values("imported_at")[:1])
    ).filter(waits_since__isnull=False)


def pending(common_script: CommonScript) -> Pending | None:
    """Return what waits for the common script's decision; None when nothing does. Four queries."""
    taken = Taking.objects.filter(common_script=common_script).select_related("version")
    last = taken.order_by("-version__number").first()
    versions = FrameworkVersion.objects.filter(framework=common_script.framework_id)
    newer = versions.filter(imported_at__gt=common_script.adopted_at, number__gt=1).order_by("number")
    if last is not None:
        newer = newer.filter(number__gt=last.version.number)
    waiting = list(newer)
    if not waiting:
        return None
    held = dict(common_script.items.values_list("item_id", "ended_at"))
    since = ItemChange.objects.filter(version__in=waiting)
    rows = since.filter(Q(item__in=held) | Q(item__in=since.filter(was__isnull=True).values("item")))
    ordered = rows.order_by("version__number", "pk").values_list("item_id", "was", "now", "is_moved")
    changes = compose(ordered)
    here = [change for change in changes if change.item_id in held and held[change.item_id] is None]
    return Pending(
        newest=waiting[-1],
        added=[change for change in changes if change.is_added and held.get(change.item_id, 1) is not None],
        reworded=[change for change in here if change.is_reworded],
        moved=[change for change in here if change.is_moved],
        ended=[change for change in here if change.is_ended],
    )
