"""The variants of an item: the ways its publisher gives of doing the same thing, of which one is picked."""

from collections import defaultdict
from collections.abc import Collection

from django.db import models

from scripts.frameworks.models import FrameworkAssociation, FrameworkItem

IS_VARIANT_OF = "ext:isVariantOf"


def variants_of(item: FrameworkItem | int | Collection[int]) -> list[FrameworkItem]:
    """Return the variants of the item (row, id, or ids of several) in their publisher's order. Two queries.

    Empty for an item that has none.

    Each carries `used_in`, the names of what it is part of (the programmes of a unit variant), because variants
    often have the same name. A framework says this by associations of the kind `ext:isVariantOf` (CASE 1.1).
    """
    items = item if isinstance(item, Collection) else [getattr(item, "pk", item)]
    ties = _ties(kind=IS_VARIANT_OF, destination__in=items).filter(origin__ended_at=None).select_related("origin")
    found = ties.defer("kept_aside", "origin__kept_aside")
    variants = [tie.origin for tie in found if tie.origin is not None]
    used_in: dict[int | None, list[str]] = defaultdict(list)
    wholes = _ties(kind="isPartOf", origin__in=variants, destination__isnull=False).select_related("destination")
    for tie in wholes.order_by("destination__position", "pk").defer("kept_aside", "destination__kept_aside"):
        used_in[tie.origin_id].append(str(tie.destination))
    for variant in variants:
        variant.used_in = used_in[variant.pk]
    return variants


def title_of(variant: FrameworkItem, longest: int = 150) -> str:
    """Return what a variant is called beside others of the same name: with what it is part of.

    >>> variant = FrameworkItem(short="Network fundamentals", statement="")
    >>> variant.used_in = ["Year 11 AQA"]
    >>> title_of(variant)
    'Network fundamentals (Year 11 AQA)'
    """
    name = f"{variant.name} ({', '.join(variant.used_in)})" if variant.used_in else variant.name
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _ties(**wanted) -> models.QuerySet[FrameworkAssociation]:
    return FrameworkAssociation.objects.filter(ended_at=None, **wanted).fetch_mode(models.FETCH_RAISE)
