"""Paths side by side: what each gains and gives up against one of them, what it costs, and how long. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from learnplan.years import term_at
from scripts.checking.shapes import Report, Stop, Term
from scripts.checking.terms import terms_of


@dataclass(frozen=True, slots=True)
class Way:
    """How much of a week goes on travelling, in the term when it is most; `unknown` are places nobody has timed."""

    minutes_a_week: int
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One path beside the others. Titles are in the order of the path; `until` is the last term that is planned.

    `otherwise` are steps that both have, at another time or in another way.
    `busiest` is the term with the most minutes a week and those minutes; None where no step says how much it is.
    """

    gained: tuple[str, ...]
    given_up: tuple[str, ...]
    otherwise: tuple[str, ...]
    steps_left: int
    cost_pence: int
    until: Term | None
    busiest: tuple[Term, int] | None
    way: Way


def side(path: Sequence[Stop], base: Sequence[Stop], report: Report) -> Side:
    """Return what the path is beside `base`, the path it is compared with; `report` is the check of the path.

    A step that stands on both, or that says the same and takes up the same offer, is neither gained nor given up.
    """
    gained, given_up, otherwise = _apart(path, base)
    ahead = [stop for stop in path if not stop.is_done]
    ends = [terms_of(stop)[-1] for stop in ahead if terms_of(stop)]
    busiest = max(report.load.items(), key=lambda term: (term[1], term[0]), default=None)
    return Side(
        gained=tuple(stop.title for stop in gained),
        given_up=tuple(stop.title for stop in given_up),
        otherwise=tuple(stop.title for stop in otherwise),
        steps_left=len(ahead),
        cost_pence=report.cost_pence,
        until=term_at(max(ends)) if ends else None,
        busiest=busiest,
        way=way_of(ahead),
    )


def _apart(path: Sequence[Stop], base: Sequence[Stop]) -> tuple[list[Stop], list[Stop], list[Stop]]:
    """Return the steps that only the path has, those that only the base has, and those that differ in when or how."""
    here, there = {stop.key for stop in path}, {stop.key for stop in base}
    given_up = [stop for stop in base if stop.key not in here]
    gained, otherwise = [], []
    for stop in path:
        if stop.key in there:
            continue
        same = next((each for each in given_up if _what(each) == _what(stop)), None)
        if same is None:
            gained.append(stop)
            continue
        given_up.remove(same)
        otherwise += [stop] if _how(same) != _how(stop) else []
    return gained, given_up, otherwise


def _what(stop: Stop) -> tuple[str, int | None]:
    return stop.title.casefold(), stop.offer.key if stop.offer else None


def _how(stop: Stop) -> tuple[object, ...]:
    return stop.style, stop.year, stop.term, stop.lasts, stop.minutes_a_week, stop.covers


def way_of(path: Sequence[Stop]) -> Way:
    """Return the minutes a week of travelling, there and back, in the term in which they are most.

    Two offers of one provider on one day are one journey. An offer elsewhere that has no times, or that nobody has said
    the way to, adds nothing and is named.
    """
    days: dict[int, dict[tuple[int, int], int]] = {}
    unknown: dict[str, None] = {}
    for stop in path:
        offer = stop.offer
        if not stop.lies_ahead or offer is None or offer.travel_minutes == 0 or offer.is_online:
            continue
        if offer.travel_minutes is None or not offer.slots:
            unknown[offer.provider_name or offer.title] = None
            continue
        for term in terms_of(stop):
            there = days.setdefault(term, {})
            there.update({(slot.weekday, offer.provider): 2 * offer.travel_minutes for slot in offer.slots})
    return Way(max((sum(ways.values()) for ways in days.values()), default=0), tuple(unknown))
