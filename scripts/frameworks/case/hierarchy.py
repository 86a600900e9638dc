"""The hierarchy of a CASE package: who stands under whom, in which order, and what is wrong with it."""

import re

from django.utils.translation import gettext as _

from scripts.frameworks.case.elements import CaseAssociation, CaseItem
from scripts.frameworks.case.findings import Findings

DEEPEST = 40
AT = {"array": "CFAssociations", "column": "destinationNodeURI"}


def plant(findings: Findings, items: list[CaseItem], associations: list[CaseAssociation], document: str) -> None:
    """Give each item its parent and its position, from the isChildOf associations.

    An item under the document, under nothing, or under something outside the package stands at the top. Of two
    parents the first by sequence and then by the file gives the place; every association is kept all the same.
    A circle is refused.
    """
    by_identifier = {item.identifier: item for item in items}
    places: dict[str, CaseAssociation] = {}
    for association in sorted(
        (each for each in associations if each.kind == "isChildOf"),
        key=lambda each: (each.sequence is None, each.sequence or 0, each.index),
    ):
        child = by_identifier.get(association.origin)
        if child is None:
            continue
        if association.destination != document and association.destination not in by_identifier:
            _warn_outside(findings, child, association)
        elif child.identifier in places:
            _warn_two_parents(findings, child, association, places[child.identifier], by_identifier)
        else:
            places[child.identifier] = association
            child.parent = association.destination if association.destination != document else ""
    _refuse_circles(findings, items, by_identifier)
    _number(items, places)


def _warn_outside(findings, child, association):
    words = _("“%(name)s” stands under something that is not in this file (%(uri)s). It was put at the top.")
    uri = association.destination_uri[:100]
    findings.warn("parent_outside", words, name=name_of(child), uri=uri, index=association.index, **AT)


def _warn_two_parents(findings, child, association, first, by_identifier):
    if association.destination == first.destination:
        return
    above = by_identifier.get(first.destination)
    words = _("“%(name)s” has two parents. It is shown under %(first)s; the other tie is kept beside it.")
    first = f"“{name_of(above)}”" if above else _("the framework itself")
    findings.warn("two_parents", words, name=name_of(child), first=first, index=association.index, **AT)


def _refuse_circles(findings, items, by_identifier):
    """Refuse items that stand under themselves, each circle once, and trees deeper than DEEPEST."""
    depths: dict[str, int] = {"": 0}
    for item in items:
        trail: dict[str, CaseItem] = {}
        while item.identifier not in depths and item.identifier not in trail:
            trail[item.identifier] = item
            if not item.parent:
                break
            item = by_identifier[item.parent]
        if item.identifier in trail and item.parent and item.identifier not in depths:
            _refuse_circle(findings, list(trail.values()), item)
            depths |= dict.fromkeys(trail, 0)
            continue
        for each in reversed(trail.values()):
            depths[each.identifier] = depths[each.parent] + 1
            if depths[each.identifier] == DEEPEST + 1:
                words = _("“%(name)s” stands %(deepest)s levels down; no more can be shown. Ask for a flatter one.")
                facts = {"name": name_of(each), "deepest": DEEPEST + 1}
                findings.refuse("too_deep", words, array="CFItems", index=each.index, **facts)


def _refuse_circle(findings, trail, start):
    circle = trail[trail.index(start) :]
    names = " → ".join(f"“{name_of(each)}”" for each in [*circle[:4], circle[0]])
    words = _("These items stand under one another in a circle: %(names)s. Take one of the isChildOf ties out.")
    findings.refuse("circle", words, names=names, array="CFItems", index=start.index)


def _number(items, places):
    """Count the items under each parent from 1: by sequence, then by list number and code, then by the file."""

    def order(item):
        place = places.get(item.identifier)
        sequence = place.sequence if place else None
        listed = item.kept_aside.get("listEnumeration")
        return (
            sequence is None,
            sequence or 0,
            natural(listed if isinstance(listed, str) else ""),
            natural(item.code),
            item.index,
        )

    count: dict[str, int] = {}
    for item in sorted(items, key=order):
        count[item.parent] = item.position = count.get(item.parent, 0) + 1


def natural(words: str) -> list[tuple[int, int, str]]:
    """Return a sort key by which numbers inside words count as numbers.

    >>> sorted(["A10", "A9", "B"], key=natural)
    ['A9', 'A10', 'B']
    """
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", words)
    return [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts]


def name_of(item: CaseItem) -> str:
    """Return what a person would call the item."""
    return item.code or item.short or item.statement[:60]
