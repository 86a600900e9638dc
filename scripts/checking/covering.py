"""The rules about what a path counts for: coverage, alternatives, entry, endings. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scripts.authoring.shapes import AskRow
from scripts.checking.shapes import Common, Cover, Finding, Stop
from scripts.checking.terms import is_over_before


class Path:
    """A path with what the rules look up again and again."""

    def __init__(self, stops: Sequence[Stop]):
        self.stops = stops
        self.place = {stop.key: number for number, stop in enumerate(stops)}
        self.by_key = {stop.key: stop for stop in stops}
        self.covering: Mapping[int, list[Stop]] = defaultdict(list)
        for stop in stops:
            for item in stop.covers if stop.counts else ():
                self.covering[item].append(stop)

    def in_order(self, keys) -> tuple[int, ...]:
        return tuple(sorted(keys, key=self.place.__getitem__))


def coverage(path: Path, common: Common) -> tuple[Cover, ...]:
    """Return for each part of the common script which stops cover it."""
    found = []
    for item in common.items:
        stops = path.covering.get(item.key, ())
        found.append(Cover(item, tuple(stop.key for stop in stops), tuple(stop.title for stop in stops)))
    return tuple(found)


def unpicked(path: Path, common: Common, covered: Sequence[Cover]) -> Iterator[Finding]:
    """An alternative that is not picked counts for nothing, and says what it could count for."""
    missing = {cover.item.key for cover in covered if cover.is_missing}
    for stop in path.stops:
        if not stop.counts and not stop.is_done:
            could = tuple(common.name(item) for item in sorted(stop.covers & missing))
            facts = {"step": stop.title, "could_count_for": could}
            yield Finding("unpicked", "warns", (stop.key,), (stop.key,), facts)


def missing(path: Path, covered: Sequence[Cover]) -> Iterator[Finding]:
    """The required parts that nothing covers are one finding; those that only a pick would bring are said there."""
    could = {item for stop in path.stops if not stop.counts and not stop.is_done for item in stop.covers}
    lost = [cover.item for cover in covered if cover.is_missing and cover.item.key not in could]
    if lost:
        facts = {"items": tuple(item.name for item in lost)}
        yield Finding("missing", "warns", tuple(item.key for item in lost), (), facts)


def entry(path: Path, common: Common) -> Iterator[Finding]:
    """What an offer asks for must be covered by a step that is over when the offer starts. Said once an offer."""
    said: set[int] = set()
    for stop in path.stops:
        offer = stop.offer
        if not stop.lies_ahead or offer is None or offer.has_place or offer.is_closed or offer.key in said:
            continue
        said.add(offer.key)
        lacking, late, could = [], [], []
        for item in sorted(offer.asks):
            others = [each for each in path.covering.get(item, ()) if each.key != stop.key]
            if any(is_over_before(each, stop, path.place) for each in others):
                continue
            lacking.append(item)
            late += [(common.name(item), each.title) for each in others[:1]]
            could += [(common.name(item), each.title) for each in _could_meet(path, item, stop)]
        if lacking:
            facts = {
                "step": stop.title,
                "offer": offer.title,
                "needs": tuple(common.name(item) for item in lacking),
                "late": tuple(late),
                "could": tuple(could),
                "items": tuple(lacking),
            }
            yield Finding("entry", "blocks", (stop.key,), (stop.key,), facts)


def _could_meet(path: Path, item: int, asking: Stop) -> list[Stop]:
    """Return the steps before `asking` that would cover the item if the right one of their alternatives were picked."""
    waiting = [each for each in path.stops if not each.counts and not each.is_done and item in each.covers]
    return [each for each in waiting if each.key != asking.key and is_over_before(each, asking, path.place)]


def met_by(path: Path, ask: AskRow) -> Stop | None:
    """Return the step that meets what an ending asks: the one the learner names, or else the first that covers it."""
    named = path.by_key.get(ask.step_id) if ask.step_id is not None else None
    if named is not None and named.counts:
        return named
    return next(iter(path.covering.get(ask.item_id, ())), None) if ask.item_id is not None else None


def endings(path: Path, asks: Sequence[AskRow]) -> Iterator[Finding]:
    """What the ending asks and nothing on the path meets yet, as one finding."""
    open_asks = [ask for ask in asks if met_by(path, ask) is None]
    if open_asks:
        facts = {"asks": tuple(ask.words for ask in open_asks)}
        yield Finding("ending", "notes", tuple(ask.key for ask in open_asks), (), facts)
