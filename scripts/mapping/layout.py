"""The route map of a script as data: lines, stops, names and endings, each with its place. Pure; lengths are CSS
pixels; see docs/route-map.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.mapping.labels import ASCENT, LINE_HEIGHT, width_of
from scripts.mapping.lanes import arrange
from scripts.mapping.measures import CORNER, FILL, HALF, PILL, RING, STOP, TERMINUS, YEAR, Measures
from scripts.mapping.shapes import BranchFacts, Mark, StepFacts


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; `kind` is "", "here", "end", "soft", "wait" or "locked".

    (x, y) is its baseline: the middle of it at a stop, its start elsewhere. An `icon` stands before the words.
    """

    words: str
    x: float
    y: float
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class PlacedStop:
    stop: StepFacts
    line: BranchFacts
    x: float
    y: float
    state: str
    is_here: bool
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A piece of a line, drawn in one state; `path` is the data of an SVG path."""

    line: BranchFacts
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class Rail:
    """How long a stop lasts, drawn over its line as far as the term it ends in; `path` is that of an SVG path."""

    stop: StepFacts
    line: BranchFacts
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class Called:
    """The name of a line over its beginning."""

    line: BranchFacts
    text: Text


@dataclass(frozen=True, slots=True)
class Terminus:
    line: BranchFacts
    x: float
    y: float
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of one academic year (None: no year decided); every other one is tinted.

    `is_trunk` says that only the trunk stops there.
    """

    year: int | None
    x: float
    width: float
    is_tinted: bool
    is_trunk: bool


@dataclass(frozen=True, slots=True)
class RouteMap:
    width: float
    height: float
    bands: tuple[Band, ...]
    tracks: tuple[Track, ...]
    rails: tuple[Rail, ...]
    called: tuple[Called, ...]
    stops: tuple[PlacedStop, ...]
    termini: tuple[Terminus, ...]
    ends_at: float


def lay_out(
    lines: Sequence[BranchFacts],
    *,
    chosen: int | None = None,
    here: int | None = None,
    here_words: str = "You are here",
    fill: float = FILL,
) -> RouteMap:
    """Lay out the lines of a script as a route map.

    `chosen` is the key of the chosen line, `here` of the stop where the learner is. A map that is narrower
    than `fill` is spread out to it. The same input gives the same map.
    """
    plan = arrange(lines, chosen)
    return _Sheet(plan, here, here_words, fill).drawn()


class _Sheet(Measures):
    """One map as it is drawn from its measures."""

    def drawn(self) -> RouteMap:
        height = round(self.height, 1)
        units = self.plan.units
        tracks = [piece for unit in units for line in unit for piece in self._pieces(line, is_last=line is unit[-1])]
        return RouteMap(
            round(self.width, 1),
            height,
            tuple(self._bands()),
            tuple(sorted(tracks, key=_drawn_first)),
            tuple(self._rails()),
            tuple(self._called()),
            tuple(self._placed(*each) for each in self._each_stop()),
            tuple(self._terminus(unit[-1]) for unit in units),
            round(self.end - TERMINUS, 1),
        )

    def _bands(self):
        edge = 0.0
        is_one = len(self.plan.bands) == 1
        for number, (year, first, last) in enumerate(self.plan.bands):
            is_last = last == self.plan.columns - 1
            end = self.end - TERMINUS - 12 if is_last else self.columns[last + 1] - min(YEAR / 2, HALF)
            stops = {key for key, column in self.plan.column.items() if first <= column <= last}
            is_trunk = stops <= {stop.key for stop in self.plan.trunk.steps}
            yield Band(year, round(edge, 1), round(end - edge, 1), number % 2 == 0 and not is_one, is_trunk)
            edge = end

    def _each_stop(self):
        """Yield every stop with its line, the last line on that lane, and the state of the line that leads there."""
        for unit in self.plan.units:
            for line in unit:
                for stop in line.steps:
                    yield stop, line, unit[-1], self.plan.state_at(line, self.plan.column[stop.key] - 1)

    def _pieces(self, line: BranchFacts, *, is_last: bool):
        """Yield the line in one or two pieces: as far as the chosen path runs along it, and the rest."""
        y, begin = self.y(line), ""
        parent = self.plan.lines[self.plan.forks[line.key][0]]
        if line is self.plan.trunk:
            x = self.start
        elif self.plan.lane[line.key] == self.plan.lane[parent.key]:
            x = self.columns[self.plan.fork_column(line)] if self.plan.columns and parent.steps else self.start
        else:
            x, top = self.fork_x(line), self.y(parent)
            begin = f"M{x - CORNER:g} {top:g}Q{x:g} {top:g} {x:g} {top + CORNER:g}"
            begin += f"V{y - CORNER:g}Q{x:g} {y:g} {x + CORNER:g} {y:g}"
            x += CORNER
        begin = begin or f"M{x:g} {y:g}"
        end = self.end if is_last else (self.columns[self.plan.column[line.steps[-1].key]] if line.steps else x)
        until = self.plan.chosen_until.get(line.key)
        leaving = [each for each in self.plan.leaving(line) if each.key in self.plan.chosen_until]
        if line.key not in self.plan.chosen_until or until is None or not leaving:
            state = "chosen" if line.key in self.plan.chosen_until else line.state
            yield Track(line, state, f"{begin}H{end:g}")
            return
        middle = self.fork_x(leaving[0]) - CORNER
        yield Track(line, "chosen", f"{begin}H{middle:g}")
        if end > middle:
            yield Track(line, line.state, f"M{middle:g} {y:g}H{end:g}")

    def _placed(self, stop: StepFacts, line: BranchFacts, end: BranchFacts, state: str) -> PlacedStop:
        x, y, gap = self.columns[self.plan.column[stop.key]], self.y(line), self.gap(stop, end)
        is_here, marks = stop.key == self.here, self.names[stop.key]
        if self.is_above[stop.key]:
            marks = [*marks[-1:], *marks[:-1]] if is_here else marks
            top = y - gap - LINE_HEIGHT * len(marks)
        else:
            top = y + gap
        return PlacedStop(stop, line, x, y, state, is_here, _texts(marks, x, top))

    def _rails(self):
        for stop, line, _end, state in self._each_stop():
            if stop.key in self.plan.until:
                rise = RING if stop.key == self.here else PILL if stop.choices else STOP
                yield Rail(stop, line, state, self.rails.drawn(stop.key, self.y(line), rise))

    def _called(self):
        """Yield the names of lines that fork, where there is room: beside a long fork, and before the first stop."""
        for lane in range(len(self.plan.units)):
            for line, x in self.named_below(lane):
                yield _named(line, x, round(self.feet[lane] + 2, 1))
        for unit in self.plan.units[1:]:
            for line in unit[:1]:
                x = self.fork_x(line) + CORNER + 10
                limit = self.columns[self.plan.column[line.steps[0].key]] - HALF - 12 if line.steps else self.end - RING
                if x + width_of(line.name) <= limit:
                    yield _named(line, x, round(self.y(line) - 10 - LINE_HEIGHT, 1))

    def _terminus(self, line: BranchFacts) -> Terminus:
        marks, y, x = self.ends[line.key], self.y(line), self.end + TERMINUS + 10
        top = y - LINE_HEIGHT * len(marks) / 2
        return Terminus(line, self.end, y, _texts(marks, x, top))


def _named(line: BranchFacts, x: float, top: float) -> Called:
    return Called(line, Text(line.name, x, top + ASCENT))


def _texts(marks: Sequence[Mark], x: float, top: float) -> tuple[Text, ...]:
    return tuple(
        Text(mark.words, x, round(top + ASCENT + LINE_HEIGHT * row, 1), mark.kind, mark.icon)
        for row, mark in enumerate(marks)
    )


def _drawn_first(track: Track) -> tuple[int, int]:
    """Order pieces so that what matters most lies on top, and a fork's root under the line it leaves."""
    states = ["set_aside", "idea", "possible", "finished", "chosen"]
    return states.index(track.state), -1 if track.line.number == "core" else 0
