"""What a path costs against the money of one academic year, and what taking another instead would change. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scripts.checking.covering import Path
from scripts.checking.shapes import Stop
from scripts.checking.spending import once

type How = Literal["promised", "still", "other_year", "closed"]


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised for a place, in pence, and how much of it would come back if the place were given up."""

    pence: int
    back_pence: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one step of a path costs: promised already, still to be promised, or nothing to this year's money."""

    stop: int
    title: str
    offer: int
    offer_title: str
    provider_name: str
    pence: int
    how: How
    year: int


@dataclass(frozen=True, slots=True)
class PathCost:
    """The lines of a path, in its order, and the titles of steps that are not counted: nothing is picked for them."""

    lines: tuple[CostLine, ...]
    uncounted: tuple[str, ...]

    @property
    def promised_pence(self) -> int:
        return self.sum_of("promised")

    @property
    def still_pence(self) -> int:
        return self.sum_of("still")

    def sum_of(self, how: How) -> int:
        return sum(line.pence for line in self.lines if line.how == how)

    def titles(self, how: How) -> tuple[str, ...]:
        return tuple(line.offer_title for line in self.lines if line.how == how and line.pence)


@dataclass(frozen=True, slots=True)
class CostChange:
    """What choosing another path would let come back and what it would need, in pence; `left_pence` is left then.

    Nothing of it happens by itself: `back` are offers whose places would first have to be given up.
    """

    back_pence: int
    back: tuple[str, ...]
    need_pence: int
    need: tuple[str, ...]
    left_pence: int


def cost_of(stops: Sequence[Stop], promised: Mapping[int, Promised], year: int) -> PathCost:
    """Return what the steps of a path cost, those that take up one and the same offer once.

    `promised` is by offer. An offer's price is of the academic year that the offer starts in.
    """
    lines = []
    for stop in once(Path(stops)):
        offer = stop.offer
        if offer is None or (stop.is_done and offer.key not in promised):
            continue
        how: How = "promised" if offer.key in promised else "closed" if offer.is_closed else "still"
        if offer.starts[0] != year:
            how = "other_year"
        pence = promised[offer.key].pence if offer.key in promised else offer.price_pence
        about = (offer.key, offer.title, offer.provider_name)
        lines.append(CostLine(stop.key, stop.title, *about, pence, how, offer.starts[0]))
    uncounted = tuple(stop.title for stop in stops if not stop.counts and not stop.is_done)
    return PathCost(tuple(lines), uncounted)


def change_to(now: PathCost, then: PathCost, promised: Mapping[int, Promised], left_pence: int) -> CostChange:
    """Return what taking the path `then` instead of `now` would change; `left_pence` is left to promise now.

    With £100 left, a place of £30 that only `now` has, and one of £50 that `then` still needs:

    >>> old = PathCost((CostLine(1, "A", 7, "Sailing", "", 3000, "promised", 2026),), ())
    >>> new = PathCost((CostLine(2, "B", 8, "Welding", "", 5000, "still", 2026),), ())
    >>> change_to(old, new, {7: Promised(3000, 3000)}, 10000)
    CostChange(back_pence=3000, back=('Sailing',), need_pence=5000, need=('Welding',), left_pence=8000)
    """
    kept = {line.offer for line in then.lines}
    leaving = [line for line in now.lines if line.how == "promised" and line.offer not in kept]
    leaving = [line for line in leaving if promised[line.offer].back_pence]
    back_pence = sum(promised[line.offer].back_pence for line in leaving)
    return CostChange(
        back_pence=back_pence,
        back=tuple(line.offer_title for line in leaving),
        need_pence=then.still_pence,
        need=then.titles("still"),
        left_pence=left_pence + back_pence - then.still_pence,
    )
