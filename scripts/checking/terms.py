"""When stops take place, by term: what overlaps, and what is over before something else begins. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from learnplan.years import TERMS, term_number
from scripts.checking.shapes import Stop

DAYS = 7
EVERY_DAY = frozenset(range(1, DAYS + 1))


class Span(NamedTuple):
    """The terms of a stop as far as they are known: its first lies in `first` to `first_at_most`; `lasts` terms."""

    first: int
    first_at_most: int
    lasts: int

    @property
    def is_certain(self) -> bool:
        return self.first == self.first_at_most


def own_span(stop: Stop) -> Span | None:
    """Return when the learner says it is; None without a year."""
    if stop.year is None:
        return None
    if stop.term is None:
        return Span(term_number(stop.year, 1), term_number(stop.year, TERMS), stop.lasts)
    first = term_number(stop.year, stop.term)
    return Span(first, first, stop.lasts)


def span(stop: Stop) -> Span | None:
    """Return when the stop takes place: an offer has its own time, whatever the step says."""
    if stop.offer is None:
        return own_span(stop)
    first = term_number(*stop.offer.starts)
    return Span(first, first, max(term_number(*stop.offer.ends) - first + 1, 1))


def is_elsewhere(stop: Stop) -> bool:
    """Say whether the learner says another time of a stop than its offer has."""
    said, runs = own_span(stop), span(stop)
    if stop.offer is None or said is None or runs is None:
        return False
    return said.first_at_most + said.lasts <= runs.first or said.first >= runs.first + runs.lasts


def terms_of(stop: Stop) -> range:
    """Return the numbers of the terms in which the stop surely takes place."""
    found = span(stop)
    return range(found.first, found.first + found.lasts) if found and found.is_certain else range(0)


def is_over_before(first: Stop, then: Stop, place: Mapping[int, int]) -> bool:
    """Say whether `first` ends before `then` starts: by their terms, or where those do not tell, by their order.

    `place` is the place of each stop on the path, by key.
    """
    if first.is_done:
        return True
    one, other = span(first), span(then)
    if one and other:
        if one.first_at_most + one.lasts <= other.first:
            return True
        if one.first + one.lasts > other.first_at_most:
            return False
    return place[first.key] < place[then.key]


def starts_after(later: Stop, earlier: Stop, place: Mapping[int, int]) -> bool:
    """Say whether `later` surely starts after `earlier` does; in one and the same term neither does."""
    if later.is_done:
        return False
    one, other = span(later), span(earlier)
    if one and other:
        return one.first > other.first_at_most
    return place[later.key] > place[earlier.key]


def meet(one: range, other: range) -> bool:
    """Say whether two runs of terms have one in common."""
    return one.start < other.stop and other.start < one.stop


def weekdays_in_both(one: tuple[int, int] | None, other: tuple[int, int] | None) -> frozenset[int]:
    """Return the days of the week, from 1, that lie in both of two runs of days, given by first and last ordinal.

    Where one of the two is not known, any day may.
    >>> sorted(weekdays_in_both((735_000, 735_010), (735_009, 735_030)))
    [2, 3]
    """
    if one is None or other is None:
        return EVERY_DAY
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return frozenset(day % DAYS or DAYS for day in range(first, min(last, first + DAYS - 1) + 1))
