"""In which order the items of a common script come: as given, but what precedes comes first."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from itertools import pairwise


def in_order[T: Hashable](chosen: Sequence[T], precedes: Iterable[tuple[T, T]]) -> tuple[list[T], list[T]]:
    """Return `chosen` so that the first of each pair in `precedes` comes before the second, and what is tangled.

    The order given is kept wherever the pairs allow it; pairs with an end that is not chosen do not count. Items
    that precede one another in a circle (and only those) are "tangled": they keep the order they were given in.
    Source: Kahn (1962), with the earliest free item first.
    >>> in_order(["c", "b", "a"], [("a", "b")])
    (['c', 'a', 'b'], [])
    >>> in_order(["a", "b", "c"], [("b", "a"), ("a", "b"), ("c", "a")])
    (['c', 'a', 'b'], ['a', 'b'])
    """
    place = {item: index for index, item in enumerate(chosen)}
    pairs = {(first, then) for first, then in precedes if first in place and then in place}
    tangled = _tangled(chosen, pairs)
    pairs -= {(first, then) for first, then in pairs if tangled.get(first, -1) == tangled.get(then, -2)}
    for circle in set(tangled.values()):
        members = [item for item in chosen if tangled.get(item) == circle]
        pairs |= set(pairwise(members))
    sorter: TopologicalSorter[T] = TopologicalSorter(dict.fromkeys(chosen, ()))
    for first, then in pairs:
        sorter.add(then, first)
    sorter.prepare()
    free: list[int] = []
    ordered: list[T] = []
    while sorter.is_active():
        for item in sorter.get_ready():
            heappush(free, place[item])
        ordered.append(chosen[heappop(free)])
        sorter.done(ordered[-1])
    return ordered, [item for item in chosen if item in tangled]


def _tangled[T: Hashable](chosen: Sequence[T], pairs: set[tuple[T, T]]) -> dict[T, int]:
    """Return, for each item in a circle, the number of its circle (a strongly connected component).

    Source: Kosaraju's two passes, without recursion.
    """
    onward: dict[T, list[T]] = defaultdict(list)
    back: dict[T, list[T]] = defaultdict(list)
    for first, then in pairs:
        onward[first].append(then)
        back[then].append(first)
    finished: list[T] = []
    seen: set[T] = set()
    for start in chosen:
        if start not in seen:
            seen.add(start)
            finished.extend(_after(start, onward, seen))
    circles: dict[T, int] = {}
    seen.clear()
    for number, start in enumerate(reversed(finished)):
        if start not in seen:
            seen.add(start)
            members = _after(start, back, seen)
            if len(members) > 1 or (start, start) in pairs:
                circles |= dict.fromkeys(members, number)
    return circles


def _after[T: Hashable](start: T, ties: dict[T, list[T]], seen: set[T]) -> list[T]:
    """Return what can be reached from `start` and was not seen, each item after everything it leads to."""
    finished: list[T] = []
    trail = [(start, iter(ties[start]))]
    while trail:
        item, rest = trail[-1]
        for then in rest:
            if then not in seen:
                seen.add(then)
                trail.append((then, iter(ties[then])))
                break
        else:
            trail.pop()
            finished.append(item)
    return finished
