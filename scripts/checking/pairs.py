"""The rules about two stops that do not go together: what comes before what, clashes, and the journey between. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from scripts.checking.covering import Path
from scripts.checking.shapes import Common, Finding, OfferFacts, Severity, Slot, Stop
from scripts.checking.terms import meet, starts_after, terms_of, weekdays_in_both


class Tie(NamedTuple):
    """Two stops that do not go together, and what about them."""

    one: int
    other: int
    about: Any = None


def by_hub(ties: Sequence[Tie]) -> list[tuple[int, list[Tie]]]:
    """Return the ties in groups, each with the stop that all of its ties have in common: its hub.

    Two stops have one tie at most, and each tie is in exactly one group. The hub is whichever stop has the most ties
    left; of equals, the one with the highest key, which was written last. Whatever the order of `ties`, the groups are
    the same.
    >>> [(hub, len(tied)) for hub, tied in by_hub([Tie(1, 3), Tie(2, 3), Tie(1, 5)])]
    [(3, 2), (5, 1)]
    """
    tied: dict[int, dict[int, Tie]] = defaultdict(dict)
    for tie in sorted(ties, key=lambda tie: tie[:2]):
        tied[tie.one][tie.other] = tied[tie.other][tie.one] = tie
    groups = []
    while any(tied.values()):
        hub = max(tied, key=lambda key: (len(tied[key]), key))
        own = tied.pop(hub)
        for other in own:
            del tied[other][hub]
        groups.append((hub, list(own.values())))
    return groups


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


class Way(NamedTuple):
    """A gap between two places on one day, and how long the journey takes: surely, and at most (by way of home)."""

    weekday: int
    ends: int
    starts: int
    surely: int
    at_most: int

    @property
    def gap(self) -> int:
        return self.starts - self.ends

    @property
    def is_sure(self) -> bool:
        return self.gap < self.surely


def together(path: Path) -> list[tuple[Stop, Stop]]:
    """Return the pairs of stops whose different offers run at the same time of the year.

    The first of a pair has the lower key; only offers with times in the week are looked at.
    """
    found: dict[int, tuple[Stop, range]] = {}
    for stop in sorted(path.stops, key=lambda stop: stop.key):
        if stop.lies_ahead and stop.offer and stop.offer.slots and not stop.is_shut:
            found.setdefault(stop.offer.key, (stop, terms_of(stop)))
    return [(one, other) for (one, terms), (other, others) in combinations(found.values(), 2) if meet(terms, others)]


def clashing(one: OfferFacts, other: OfferFacts) -> list[Slot]:
    """Return the times in the week that both offers take, in order, on days when both run."""
    days = weekdays_in_both(one.days, other.days)
    found = {
        Slot(a.weekday, max(a.starts, b.starts), min(a.ends, b.ends))
        for a in one.slots
        for b in other.slots
        if a.weekday == b.weekday and a.weekday in days and a.starts < b.ends and b.starts < a.ends
    }
    return sorted(found, key=lambda slot: (slot.weekday, slot.starts, slot.ends))


def clashes(path: Path, pairs: list[tuple[Stop, Stop]]) -> tuple[list[Finding], set[tuple[int, int]]]:
    """Return a finding for each stop that is in the way of others, and the pairs of keys that clash."""
    ties = []
    for one, other in pairs:
        times = clashing(one.offer, other.offer)  # type: ignore[arg-type]  # pairs have offers
        if times:
            ties.append(Tie(one.key, other.key, tuple(times)))
    return list(_of_hubs(path, ties, "clash", "blocks", "times")), {(tie.one, tie.other) for tie in ties}


def _of_hubs(path: Path, ties: list[Tie], code: str, severity: Severity, about: str) -> Iterator[Finding]:
    """Yield a finding for each hub; its fact `about` has what each of the others is tied to it by."""
    for hub, tied in by_hub(ties):
        why = {key: tie.about for tie in tied for key in tie[:2] if key != hub}
        others = path.in_order(why)
        facts: dict[str, object] = {about: tuple(why[key] for key in others)}
        facts |= {"step": path.by_key[hub].title, "others": tuple(path.by_key[key].title for key in others)}
        yield Finding(code, severity, tuple(sorted((hub, *others))), (hub, *others), facts)


def travel(path: Path, pairs: list[tuple[Stop, Stop]]) -> Iterator[Finding]:
    """Two times on one day at different institutions, nearer to each other than the journey between them.

    How long it takes from one partner to another is not known, only from home to each: it is at least the difference
    and at most the sum of those. Less than the difference blocks; less than the sum warns, and is another finding.
    """
    ties: dict[bool, list[Tie]] = {True: [], False: []}
    unknown: dict = {}
    for one, other in pairs:
        a, b = one.offer, other.offer
        if a is None or b is None or a.provider == b.provider or a.is_online or b.is_online:
            continue
        days = {s.weekday for s in a.slots} & {s.weekday for s in b.slots} & weekdays_in_both(a.days, b.days)
        for offer, stop in ((a, one), (b, other)):
            if offer.travel_minutes is None and days:
                unknown.setdefault(offer.provider, (offer.provider_name, set()))[1].add(stop.key)
        if a.travel_minutes is not None and b.travel_minutes is not None:
            way = _too_short(a, b, days)
            if way:
                ties[way.is_sure].append(Tie(one.key, other.key, way))
    yield from _of_hubs(path, ties[True], "travel", "blocks", "ways")
    yield from _of_hubs(path, ties[False], "travel", "warns", "ways")
    for provider, (name, keys) in sorted(unknown.items()):
        yield Finding("travel_unknown", "notes", (provider,), path.in_order(keys), {"provider": name})


def _too_short(a: OfferFacts, b: OfferFacts, days: set[int]) -> Way | None:
    """Return the gap of the week, on one of `days`, that falls shortest of what the journey takes; None if none."""
    far, near = a.travel_minutes or 0, b.travel_minutes or 0
    surely, at_most = abs(far - near), far + near
    ways = []
    for one in a.slots:
        for other in b.slots:
            first, then = sorted((one, other), key=lambda slot: slot.starts)
            if first.weekday == then.weekday and first.weekday in days and 0 <= then.starts - first.ends < at_most:
                ways.append(Way(first.weekday, first.ends, then.starts, surely, at_most))
    return min(ways, key=lambda way: (way.gap, way.weekday, way.ends), default=None)
