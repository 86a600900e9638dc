"""Reading a framework as a tree, a page at a time, in a fixed number of queries however large it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db import models

from scripts.frameworks.models import Framework, FrameworkAssociation, FrameworkItem

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
    """A page of the tree: the `trail` of items down to here, the page, and its nodes."""

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
