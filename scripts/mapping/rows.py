"""The route map down a page, for narrow screens: one row a stop, with the piece of drawing beside it. Pure.

The words stay ordinary text, so they wrap and grow with the reader's own size; only the lines are drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.mapping.lanes import Arrangement, arrange
from scripts.mapping.shapes import BranchFacts, StepFacts

MIDDLE, FOOT = 22, 44  # where a stop stands in its row, and where a fork has reached its lane
INSET = 12.0
PITCH, TIGHT_PITCH = 18, 12
ROOMY_LANES = 5


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line in one row, at `x`: through it, down to its middle, or from there on."""

    line: BranchFacts
    state: str
    x: float
    part: str


@dataclass(frozen=True, slots=True)
class Bend:
    """A fork in one row: from the stop in its middle over to another lane; `path` is the data of an SVG path."""

    line: BranchFacts
    state: str
    x: float
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a line's heading ("line"), a stop ("stop") or an ending ("end"), at `x` in a drawing `width` wide."""

    kind: str
    line: BranchFacts
    stop: StepFacts | None
    state: str
    x: float
    width: float
    stretches: tuple[Stretch, ...]
    bends: tuple[Bend, ...]
    is_here: bool = False


def lay_rows(lines: Sequence[BranchFacts], *, chosen: int | None = None, here: int | None = None) -> list[Row]:
    """Lay out the lines of a script as rows, in the order of the lanes of the map across."""
    plan = arrange(lines, chosen)
    pitch = PITCH if len(plan.units) <= ROOMY_LANES else TIGHT_PITCH
    across = {key: INSET + pitch * lane for key, lane in plan.lane.items()}
    width = 2 * INSET + pitch * (len(plan.units) - 1)
    rows: list[Row] = []
    waiting: list[BranchFacts] = []
    for unit in plan.units:
        waiting = [line for line in waiting if line not in unit]
        for row in _rows_of(unit, plan, across):
            kind, line, stop, state, own, forks = row
            passing = tuple(Stretch(each, _first_state(plan, each), across[each.key], "through") for each in waiting)
            bends = tuple(_bend(plan, across, line, each) for each in forks)
            is_here = stop is not None and stop.key == here
            rows.append(Row(kind, line, stop, state, across[line.key], width, (*passing, *own), bends, is_here))
            waiting += forks
    return rows


def _rows_of(unit: list[BranchFacts], plan: Arrangement, across: dict[int, float]):
    """Yield, for each row of a lane: kind, line, stop, state, the stretches of its own line, the lines that leave."""
    for line in unit:
        x, is_last = across[line.key], line is unit[-1]
        column = plan.fork_column(line) if line is not plan.trunk else -1
        state = plan.state_at(line, column)
        leaving = [each for each in plan.leaving(line) if plan.forks[each.key][1] is None]
        onward = line if line.steps or is_last else unit[1]
        part = "from middle" if line is plan.trunk else "through"
        yield "line", line, None, state, (Stretch(onward, plan.state_at(onward, column), x, part),), leaving
        for stop in line.steps:
            column = plan.column[stop.key]
            before, state = state, plan.state_at(line, column)
            is_end = not is_last and stop is line.steps[-1]
            follows = unit[1] if is_end else line
            after = plan.state_at(follows, column)
            own = (Stretch(line, before, x, "to middle"), Stretch(follows, after, x, "from middle"))
            leaving = [each for each in plan.leaving(line) if plan.forks[each.key][1] == stop.key]
            yield "stop", line, stop, before, own, leaving
        if is_last:
            yield "end", line, None, state, (Stretch(line, state, x, "to middle"),), []


def _first_state(plan: Arrangement, line: BranchFacts) -> str:
    return plan.state_at(line, plan.fork_column(line))


def _bend(plan: Arrangement, across: dict[int, float], parent: BranchFacts, line: BranchFacts) -> Bend:
    start, x = across[parent.key], across[line.key]
    path = f"M{start:g} {MIDDLE}C{start:g} {FOOT - 6} {x:g} {MIDDLE + 6} {x:g} {FOOT}"
    return Bend(line, _first_state(plan, line), x, path)
