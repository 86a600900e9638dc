"""Giving a framework out as a CASE package: every element as it came in, so that it can be brought in again."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, Q, When

from scripts.frameworks.case.elements import ASSOCIATION_FIELDS, ITEM_FIELDS
from scripts.frameworks.case.package import DOCUMENT_FIELDS
from scripts.frameworks.models import Framework, FrameworkAssociation, FrameworkItem

IN_TREE_ORDER = """
    WITH RECURSIVE down AS (
        SELECT id, ARRAY[position::bigint, id] AS place FROM scripts_frameworkitem
        WHERE framework_id = %s AND parent_id IS NULL AND ended_at IS NULL
        UNION ALL
        SELECT item.id, down.place || ARRAY[item.position::bigint, item.id]
        FROM down JOIN scripts_frameworkitem item ON item.parent_id = down.id WHERE item.ended_at IS NULL
    )
    SELECT item.* FROM down JOIN scripts_frameworkitem item ON item.id = down.id ORDER BY down.place
"""


def export(framework: Framework) -> Iterator[str]:
    """Yield the framework as one CASE package (CFPackage, JSON), in pieces of one element. Two queries.

    Items come in the order of the tree, associations as they came in, but of two parents of an item first the one
    it stands under: so an importer that takes the first finds the same hierarchy. What has ended is left out.
    """
    package = dict(framework.kept_aside)
    is_wrapped = package.pop("is_wrapped", False)
    document = package.pop("CFDocument", {})
    package = {"CFDocument": given_back(framework, DOCUMENT_FIELDS, document), **package}
    yield '{"CFPackage": {\n' if is_wrapped else "{\n"
    for name, value in package.items():
        yield f"{_json(name)}: {_json(value)},\n"
    items = FrameworkItem.objects.raw(IN_TREE_ORDER, [framework.pk])
    yield from _array("CFItems", items.iterator(), ITEM_FIELDS)
    yield ",\n"
    yield from _array("CFAssociations", _ties(framework), ASSOCIATION_FIELDS)
    yield "\n}}\n" if is_wrapped else "\n}\n"


def _array(name: str, rows: Iterator[Any], fields: dict[str, str]) -> Iterator[str]:
    yield f"{_json(name)}: ["
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + _json(given_back(row, fields, row.kept_aside))
    yield "\n]"


def given_back(row: Any, fields: dict[str, str], kept_aside: dict) -> dict:
    """Return the CASE element that a row came from: its columns that are not blank, and what was kept aside."""
    columns = {name: getattr(row, column) for name, column in fields.items()}
    return {name: value for name, value in columns.items() if value not in ("", None)} | kept_aside


def _ties(framework: Framework) -> Iterator[FrameworkAssociation]:
    gives_the_place = Q(destination=F("origin__parent")) | Q(destination=None, origin__parent=None)
    rows = FrameworkAssociation.objects.filter(framework=framework, ended_at=None)
    return rows.order_by(Case(When(gives_the_place, then=0), default=1), "pk").iterator()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
