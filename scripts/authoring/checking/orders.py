"""The rule about what comes before what, along the chains of a framework and without its circles. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from scripts.authoring.checking.covering import Path
from scripts.authoring.checking.hubs import Tie, by_hub
from scripts.authoring.checking.shapes import Common, Finding
from scripts.authoring.checking.terms import starts_after

type Pair = tuple[int, int]


def pairs_in_order(precedes: Collection[Pair], covered: Collection[int]) -> list[Pair]:
    """Return which covered part comes before which: at once, or by way of parts that nothing covers.

    What a covered part between two of them says already is left out, and so is what goes round in a circle: no order
    of steps would put that right.
    >>> pairs_in_order({(1, 2), (2, 3), (3, 4)}, {1, 3, 4})
    [(1, 3), (3, 4)]
    """
    after: dict[int, list[int]] = defaultdict(list)
    for before, then in sorted(precedes):
        after[before].append(then)
    found = []
    for first in sorted(set(covered) & after.keys()):
        for then in sorted(_reached(first, after, stop_at=covered)):
            if then in covered and first not in _reached(then, after):
                found.append((first, then))
    return found


def _reached(first: int, after: dict[int, list[int]], stop_at: Collection[int] = ()) -> set[int]:
    """Return what comes after a part, and after that in turn, but not beyond what is in `stop_at`."""
    seen: set[int] = set()
    waiting = [first]
    while waiting:
        for then in after.get(waiting.pop(), ()):
            if then not in seen:
                seen.add(then)
                waiting += [] if then in stop_at else [then]
    return seen


def order(path: Path, common: Common) -> Iterator[Finding]:
    """A step that stands before what it builds on. Steps that wait for the same one are one finding."""
    ties: dict[Pair, list[Pair]] = defaultdict(list)
    for before, after in pairs_in_order(common.precedes, path.covering.keys()):
        firsts = path.covering[before]
        for stop in path.covering[after]:
            if stop.is_done or stop.is_shut or not all(starts_after(first, stop, path.place) for first in firsts):
                continue
            if stop.offer and before in stop.offer.asks:
                continue  # said as what the offer asks for
            first = min(firsts, key=lambda each: path.place[each.key])
            ties[stop.key, first.key].append((before, after))
    # A step may be too early for one and too late for another: those are two causes, told apart as odd and even.
    for hub, tied in by_hub([Tie(2 * early, 2 * late + 1, about) for (early, late), about in ties.items()]):
        key, is_too_early = hub // 2, hub % 2 == 0
        others = path.in_order({(tie.other if is_too_early else tie.one) // 2 for tie in tied})
        why = sorted({pair for tie in tied for pair in tie.about})
        facts = {
            "step": path.by_key[key].title,
            "is_too_early": is_too_early,
            "others": tuple(path.by_key[each].title for each in others),
            "builds_on": tuple((common.name(before), common.name(after)) for before, after in why),
        }
        yield Finding("order", "warns", tuple(sorted((key, *others))), (key, *others), facts)
