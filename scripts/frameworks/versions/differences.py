"""What differs between two versions of a framework: items added, reworded, moved and ended. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WORDS = ("statement", "code", "short", "kind", "level")
STATE = (*WORDS, "parent_id", "position")
State = Mapping[str, object]  # the STATE columns of an item
Place = tuple[int | None, int]  # the parent, and the place among its children


@dataclass(frozen=True, slots=True)
class VersionChange:
    """How one item was and is; None where it was not there. Something always differs."""

    item_id: int
    was: State | None
    now: State | None
    is_moved: bool = False

    @property
    def is_added(self) -> bool:
        return self.was is None

    @property
    def is_ended(self) -> bool:
        return self.now is None

    @property
    def is_reworded(self) -> bool:
        return bool(self.was and self.now and any(self.was[name] != self.now[name] for name in WORDS))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What to call the change: some of added, reworded, moved, ended."""
        every = {"added": self.is_added, "reworded": self.is_reworded, "moved": self.is_moved, "ended": self.is_ended}
        return tuple(kind for kind, holds in every.items() if holds)


def differences(was: Mapping[int, State], now: Mapping[int, State]) -> list[VersionChange]:
    """Return what changed between two whole versions, item id -> state, in the order of the newer; ended ones last.

    An item is moved when it stands under another parent, or passed one of its siblings; that others came or went
    before it moves nothing.
    """
    places: list[dict[int, Place]] = [
        {pk: (state["parent_id"], state["position"]) for pk, state in version.items()}  # type: ignore[misc]
        for version in (was, now)
    ]
    gone_elsewhere = moved(*places)
    found = []
    for pk, state in now.items():
        change = VersionChange(pk, was.get(pk), state, pk in gone_elsewhere)
        if change.kinds:
            found.append(change)
    return found + [VersionChange(pk, state, None) for pk, state in was.items() if pk not in now]


def moved(was: Mapping[int, Place], now: Mapping[int, Place]) -> set[int]:
    """Return the items that are under another parent, or out of the order they had among the siblings that stayed.

    As few as possible are said to have moved: those outside the longest run that kept its order.
    >>> sorted(moved({1: (None, 1), 2: (None, 2), 3: (None, 3)}, {3: (None, 1), 1: (None, 2), 2: (None, 3)}))
    [3]
    """
    found = set()
    staying = defaultdict(list)
    for pk, (parent, position) in now.items():
        if pk in was and was[pk][0] != parent:
            found.add(pk)
        elif pk in was:
            staying[parent].append((position, pk))
    for siblings in staying.values():
        order = [pk for _position, pk in sorted(siblings)]
        kept = longest_rising([(was[pk][1], pk) for pk in order])
        found |= {pk for index, pk in enumerate(order) if index not in kept}
    return found


def longest_rising(values: list[tuple[int, int]]) -> set[int]:
    """Return the indexes of a longest rising run within the values, which are all different.

    Source: patience sorting, Fredman (1975).
    >>> sorted(longest_rising([(3, 0), (1, 0), (2, 0)]))
    [1, 2]
    """
    tops: list[tuple[int, int]] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(at[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(value)
            at.append(index)
        else:
            tops[pile], at[pile] = value, index
    kept: set[int] = set()
    here = at[-1] if at else None
    while here is not None:
        kept.add(here)
        here = before[here]
    return kept


def compose(changes: Iterable[tuple[int, State | None, State | None, bool]]) -> list[VersionChange]:
    """Return what several versions one after the other changed as a whole, from (item, was, now, is moved).

    What came and went again, or was changed and changed back, is no change.
    """
    whole: dict[int, tuple[State | None, State | None, bool]] = {}
    for pk, was, now, is_moved in changes:
        first, _last, moved_before = whole.get(pk, (was, now, False))
        whole[pk] = (first, now, moved_before or is_moved)
    found = []
    for pk, (was, now, is_moved) in whole.items():
        is_elsewhere = bool(was and now and any(was[name] != now[name] for name in ("parent_id", "position")))
        change = VersionChange(pk, was, now, is_moved and is_elsewhere)
        if change.kinds and not (change.is_added and change.is_ended):
            found.append(change)
    return found
