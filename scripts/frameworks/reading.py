"""Reading a framework for a page, in a fixed number of queries: as a tree, by words, and the variants of an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db import connection, models, transaction

from scripts.frameworks.models import Framework, FrameworkAssociation, FrameworkItem, FrameworkItemQuerySet

A_PAGE = 50
SHOWN_BELOW = 400
LEVELS_BELOW = 2
TRAIL = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id, 0 AS height FROM scripts_frameworkitem WHERE id = %s AND framework_id = %s
        UNION ALL
        SELECT item.id, item.parent_id, up.height + 1 FROM up JOIN scripts_frameworkitem item ON item.id = up.parent_id
    )
    SELECT item.*, (
        SELECT count(*) FROM scripts_frameworkitem one WHERE one.parent_id = item.id AND one.ended_at IS NULL
    ) AS inside
    FROM up JOIN scripts_frameworkitem item ON item.id = up.id ORDER BY up.height DESC
"""


@dataclass(slots=True)
class Node:
    """One item with those under it; `is_cut` when there are some that this page does not show."""

    item: FrameworkItem
    below: list[Node] = field(default_factory=list)
    after: list[FrameworkItem] = field(default_factory=list)
    mark: str = ""

    @property
    def is_cut(self) -> bool:
        return bool(self.item.inside) and not self.below


@dataclass(slots=True)
class Tree:
    """A page of the tree: the `trail` of items down to here, the page, its nodes, and `every` node further down too."""

    trail: list[FrameworkItem]
    page: Page
    nodes: list[Node]
    every: list[Node]

    @property
    def is_short(self) -> bool:
        return len(self.every) <= A_PAGE


def read_tree(framework: Framework, under: int | None, number: str | int | None) -> Tree | None:
    """Return page `number` of what stands under the item `under` (None: at the top); None if there is no such item.

    `framework` carries `top`, how many items stand at the top (`with_size`). At most SHOWN_BELOW items further down
    come along, level by level: a level comes whole or not at all. Five queries.
    """
    trail = list(FrameworkItem.objects.raw(TRAIL, [under, framework.pk])) if under else []
    if under and not trail:
        return None
    items = framework.items.current().with_inside().defer("kept_aside").fetch_mode(models.FETCH_RAISE)
    paginator = Paginator(items.filter(parent=under), A_PAGE)
    paginator.count = trail[-1].inside if trail else framework.top
    page = paginator.get_page(number)
    nodes = [Node(item) for item in page]
    every, level = list(nodes), nodes
    for _level in range(LEVELS_BELOW):
        parents = [node.item.pk for node in level if node.item.inside]
        if not parents or sum(node.item.inside for node in level) + len(every) > SHOWN_BELOW + A_PAGE:
            break
        by_id: dict[int | None, Node] = {node.item.pk: node for node in level}
        level = [Node(item) for item in items.filter(parent__in=parents)]
        for node in level:
            by_id[node.item.parent_id].below.append(node)
        every += level
    _say_what_precedes(every)
    return Tree(trail, page, nodes, every)


def _say_what_precedes(nodes: list[Node]) -> None:
    """Give each node the items that the framework says come before it."""
    ties = FrameworkAssociation.objects.filter(
        kind="precedes", ended_at=None, destination__in=[node.item.pk for node in nodes], origin__ended_at=None
    )
    before = defaultdict(list)
    for tie in ties.select_related("origin").defer("kept_aside", "origin__kept_aside").order_by("pk"):
        if tie.origin is not None:
            before[tie.destination_id].append(tie.origin)
    for node in nodes:
        node.after = before[node.item.pk]


FOUND_A_PAGE = 30
MOST_ALIKE = 30
# Half of a word's trigrams: a letter left out, added or swapped in a word of seven letters.
ALIKE_ENOUGH = "0.5"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `is_close` when nothing has the words and these are only spelt like them."""

    page: Page
    is_close: bool


def search(framework: Framework, words: str, number: str | int | None = 1) -> Found:
    """Return page `number` of the framework's items that `words` find, by code. At most three queries.

    Both ways go by an index, see docs/frameworks.md; what is only alike is cut at MOST_ALIKE, the most alike first.
    """
    items = framework.items.current().select_related("parent").defer("kept_aside", "parent__kept_aside")
    items = items.fetch_mode(models.FETCH_RAISE)
    page = Paginator(items.matching(words).order_by("code", "pk"), FOUND_A_PAGE).get_page(number)
    if page.paginator.count:
        return Found(page, is_close=False)
    alike = _resembling(items, words)
    return Found(Paginator(alike, MOST_ALIKE).get_page(1), is_close=bool(alike))


def _resembling(items: FrameworkItemQuerySet, words: str) -> list[FrameworkItem]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [ALIKE_ENOUGH])
        return list(items.resembling(words)[:MOST_ALIKE])


IS_VARIANT_OF = "ext:isVariantOf"


def variants_of(items: Collection[int]) -> list[FrameworkItem]:
    """Return the variants of the items with these ids, if they have any, in their publisher's order. Two queries.

    Each carries `used_in`, the names of what it is part of (the programmes of a unit variant), because variants
    often have the same name. A framework says this by associations of the kind `ext:isVariantOf` (CASE 1.1).
    """
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
