"""The rules about being in two places: timetable clashes, and the way from one place to the next. Pure."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from scripts.authoring.checking.covering import Path
from scripts.authoring.checking.hubs import Tie, by_hub
from scripts.authoring.checking.shapes import Finding, OfferFacts, Severity, Slot, Stop
from scripts.authoring.checking.terms import meet, terms_of, weekdays_in_both


class Way(NamedTuple):
    """A gap between two places on one day, and how long the way takes: surely, and at most (by way of home)."""

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
            ties.append(Tie(one.key, other.key, times))
    findings = []
    for hub, tied in by_hub(ties):
        others = path.in_order({key for tie in tied for key in tie[:2]} - {hub})
        meant = {key: tuple(tie.about) for tie in tied for key in tie[:2] if key != hub}
        facts = _of_hub(path, hub, others) | {"times": tuple(meant[key] for key in others)}
        findings.append(Finding("clash", "blocks", tuple(sorted((hub, *others))), (hub, *others), facts))
    return findings, {(tie.one, tie.other) for tie in ties}


def travel(path: Path, pairs: list[tuple[Stop, Stop]]) -> Iterator[Finding]:
    """Two times on one day at different institutions, nearer to each other than the way between them.

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
    yield from _travel(path, ties[True], "blocks")
    yield from _travel(path, ties[False], "warns")
    for provider, (name, keys) in sorted(unknown.items()):
        yield Finding("travel_unknown", "notes", (provider,), path.in_order(keys), {"provider": name})


def _travel(path: Path, ties: list[Tie], severity: Severity) -> Iterator[Finding]:
    for hub, tied in by_hub(ties):
        others = path.in_order({key for tie in tied for key in tie[:2]} - {hub})
        ways = {key: tie.about for tie in tied for key in tie[:2] if key != hub}
        facts = _of_hub(path, hub, others) | {"ways": tuple(ways[key] for key in others)}
        yield Finding("travel", severity, tuple(sorted((hub, *others))), (hub, *others), facts)


def _too_short(a: OfferFacts, b: OfferFacts, days: set[int]) -> Way | None:
    """Return the gap of the week, on one of `days`, that falls shortest of what the way takes; None if none does."""
    far, near = a.travel_minutes or 0, b.travel_minutes or 0
    surely, at_most = abs(far - near), far + near
    ways = []
    for one in a.slots:
        for other in b.slots:
            first, then = sorted((one, other), key=lambda slot: slot.starts)
            if first.weekday == then.weekday and first.weekday in days and 0 <= then.starts - first.ends < at_most:
                ways.append(Way(first.weekday, first.ends, then.starts, surely, at_most))
    return min(ways, key=lambda way: (way.gap, way.weekday, way.ends), default=None)


def _of_hub(path: Path, hub: int, others: tuple[int, ...]) -> dict[str, object]:
    return {"step": path.by_key[hub].title, "others": tuple(path.by_key[key].title for key in others)}
