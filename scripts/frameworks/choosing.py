"""Choosing items of a framework by marks on a page: some in it, some required, some with everything under them."""

import re

from django.db import connection

from scripts.frameworks.models import Framework, FrameworkItem

MARKS = ("may", "must", "all", "all-must")
FIELD = re.compile(r"item-([0-9]{1,18})")
DOWN = """
    WITH RECURSIVE down AS (
        SELECT id, id = ANY(%(required)s) AS required FROM scripts_frameworkitem
        WHERE id = ANY(%(whole)s) AND framework_id = %(framework)s AND ended_at IS NULL
        UNION
        SELECT item.id, down.required FROM down JOIN scripts_frameworkitem item ON item.parent_id = down.id
        WHERE item.ended_at IS NULL
    )
    SELECT id, bool_or(required) FROM down GROUP BY id
"""
IN_TREE_ORDER = """
    WITH RECURSIVE up AS (
        SELECT id AS leaf, parent_id, ARRAY[position::bigint, id] AS place FROM scripts_frameworkitem
        WHERE id = ANY(%(ids)s) AND framework_id = %(framework)s AND ended_at IS NULL
        UNION ALL
        SELECT up.leaf, item.parent_id, ARRAY[item.position::bigint, item.id] || up.place
        FROM up JOIN scripts_frameworkitem item ON item.id = up.parent_id
    )
    SELECT leaf FROM up WHERE parent_id IS NULL ORDER BY place
"""


def marks_of(posted) -> dict[int, str]:
    """Return the marks of a posted form: item id -> one of MARKS. Anything else is left out.

    >>> marks_of({"item-7": "must", "item-8": "", "name": "x"})
    {7: 'must'}
    """
    found = ((FIELD.fullmatch(name), value) for name, value in posted.items() if value in MARKS)
    return {int(match[1]): value for match, value in found if match}


def chosen_ids(framework: Framework, marks: dict[int, str]) -> dict[int, bool]:
    """Return the ids of the items that `marks` choose, each with whether it is required, in no order.

    A mark "all" takes everything under the item; "required" is inherited from above, and never taken away below.
    """
    chosen = {pk: mark.endswith("must") for pk, mark in marks.items()}
    whole = [pk for pk, mark in marks.items() if mark.startswith("all")]
    if whole:
        required = [pk for pk in whole if chosen[pk]]
        with connection.cursor() as cursor:
            cursor.execute(DOWN, {"whole": whole, "required": required, "framework": framework.pk})
            for pk, is_required in cursor.fetchall():
                chosen[pk] = chosen.get(pk, False) or is_required
    return chosen


def in_tree_order(framework: Framework, chosen: dict[int, bool]) -> list[tuple[FrameworkItem, bool]]:
    """Return the chosen items that are part of the framework today, as they come in its tree. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(IN_TREE_ORDER, {"ids": list(chosen), "framework": framework.pk})
        order = [pk for (pk,) in cursor.fetchall()]
    items = FrameworkItem.objects.defer("kept_aside").in_bulk(order)
    return [(items[pk], chosen[pk]) for pk in order]
