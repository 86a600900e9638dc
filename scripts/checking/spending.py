"""The rules about what a path takes: hours in the week, money, and places. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from learnplan.years import term_at, term_number
from scripts.checking.covering import Path
from scripts.checking.shapes import Finding, Money, Stop, Term
from scripts.checking.terms import is_elsewhere, terms_of


def minutes(stop: Stop) -> int | None:
    """Return the minutes a week of a stop: as said, or else those of its offer's times; None if nobody knows."""
    if stop.minutes_a_week is not None:
        return stop.minutes_a_week
    slots = stop.offer.slots if stop.offer else ()
    return sum(slot.ends - slot.starts for slot in slots) or None


def once(path: Path) -> list[Stop]:
    """Return the stops that count, those that take up one and the same offer once."""
    seen: set[int] = set()
    found = []
    for stop in path.stops:
        if stop.counts and (stop.offer is None or stop.offer.key not in seen):
            found.append(stop)
            seen |= {stop.offer.key} if stop.offer else set()
    return found


def load(path: Path) -> tuple[dict[Term, int], dict[int, list[Stop]]]:
    """Return the minutes a week in each term, in order, and by the number of each term the stops they come from."""
    total: dict[int, int] = defaultdict(int)
    causes: dict[int, list[Stop]] = defaultdict(list)
    for stop in once(path):
        each = None if stop.is_shut else minutes(stop)
        for term in terms_of(stop) if each else ():
            total[term] += each or 0
            causes[term].append(stop)
    return {term_at(term): total[term] for term in sorted(total)}, causes


def overload(path: Path, loads: dict[Term, int], causes: dict[int, list[Stop]], most: int | None) -> Iterator[Finding]:
    """More in a week than the common script says is wise: one finding for each academic year."""
    over: dict[int, list[Term]] = defaultdict(list)
    for term, total in loads.items():
        if most is not None and total > most and any(not stop.is_done for stop in causes[term_number(*term)]):
            over[term[0]].append(term)
    for year, terms in over.items():
        keys = {stop.key for term in terms for stop in causes[term_number(*term)]}
        facts = {"terms": tuple((term, loads[term]) for term in terms), "most": most}
        yield Finding("load", "warns", (year,), path.in_order(keys), facts)


def cost(path: Path, money: Money | None) -> tuple[int, list[Finding]]:
    """Return what the places on the path cost, in pence, and a finding if the learner's money does not reach."""
    priced = [stop for stop in once(path) if stop.offer and not (stop.offer.is_closed and not stop.offer.has_place)]
    total = sum(stop.offer.price_pence for stop in priced if stop.offer)
    if money is None or money.entitlement_pence is None:
        return total, []
    wanted = [
        stop
        for stop in priced
        if stop.offer and not stop.offer.has_place and not stop.is_done and stop.offer.price_pence
        if money.year is None or stop.offer.starts[0] == money.year
    ]
    needed = sum(stop.offer.price_pence for stop in wanted if stop.offer)
    left = money.entitlement_pence - money.promised_pence
    if needed <= left or not wanted:
        return total, []
    facts = {"needed_pence": needed, "left_pence": left, "steps": tuple(stop.title for stop in wanted)}
    keys = tuple(stop.key for stop in wanted)
    return total, [Finding("cost", "warns", tuple(sorted(keys)), keys, facts)]


def places(path: Path) -> Iterator[Finding]:
    """Offers that are closed or full, that wait for an answer, or that two steps take up."""
    taking: dict[int, list[Stop]] = defaultdict(list)
    for stop in path.stops:
        if stop.offer and stop.counts:
            taking[stop.offer.key].append(stop)
    for stop, *more in taking.values():
        offer = stop.offer
        assert offer is not None  # they are grouped by it
        facts: dict[str, object] = {"step": stop.title, "offer": offer.title, "provider": offer.provider_name}
        if more:
            every = (stop, *more)
            keys = tuple(each.key for each in every)
            yield Finding("twice", "warns", keys, keys, facts | {"steps": tuple(each.title for each in every)})
        if stop.is_done or offer.has_place:
            continue
        if offer.is_closed:
            yield Finding("closed", "blocks", (stop.key,), (stop.key,), facts)
        elif offer.is_waiting:
            yield Finding("waiting", "notes", (stop.key,), (stop.key,), facts)
        elif offer.places_left == 0:
            yield Finding("full", "warns", (stop.key,), (stop.key,), facts)


def off_term(path: Path) -> Iterator[Finding]:
    """A step that says another time than the offer it takes up, which runs when it runs."""
    for stop in path.stops:
        if stop.offer and stop.lies_ahead and not stop.is_shut and is_elsewhere(stop):
            facts = {
                "step": stop.title,
                "offer": stop.offer.title,
                "starts": stop.offer.starts,
                "ends": stop.offer.ends,
            }
            yield Finding("off_term", "warns", (stop.key,), (stop.key,), facts)
