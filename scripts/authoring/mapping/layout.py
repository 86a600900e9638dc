"""The route map of a script as data: lines, stops, names and endings, each with its place. Pure; draws nothing.

Lengths are CSS pixels. Columns go across, lanes down. A fork runs down the gap after the stop it leaves, where no
name reaches, so lines cross no names by construction; see docs/route-map.md.
"""

from collections.abc import Sequence

from scripts.authoring.mapping.facts import Mark
from scripts.authoring.mapping.labels import ASCENT, LINE_HEIGHT, Box, width_of, wrap
from scripts.authoring.mapping.lanes import Arrangement, Line, Stop, arrange
from scripts.authoring.mapping.rails import Rails
from scripts.authoring.mapping.shapes import Band, Called, PlacedStop, Rail, RouteMap, Terminus, Text, Track

NAME_WIDTH, NAME_LINES = 104, 4
END_WIDTH, END_LINES = 112, 4
ASK_WIDTH, MOST_ASKS = 236, 6
ICON = 17  # an icon before words, with the gap between them
HALF = NAME_WIDTH / 2
CLEAR = HALF + 12  # from a stop to a line that passes beside its name
NARROW, YEAR, WIDE, BUNDLE = 64.0, 96.0, 2 * CLEAR, 12
WIDEST = 280
CORNER = 24
STOP, RING, PILL, TERMINUS = 9.0, 16.0, 17.0, 13.0
MARGIN, LEAD = 8.0, HALF + 8
BAND_HEADER = 40
ABOVE, BELOW = 15, 15  # from the line to the nearest edge of a name
LANE_GAP = 18
FILL = 880


def lay_out(
    lines: Sequence[Line],
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


class _Sheet:
    """The measures of one map while it is laid out."""

    def __init__(self, plan: Arrangement, here: int | None, here_words: str, fill: float):
        self.plan, self.here, self.here_words = plan, here, here_words
        self.start = MARGIN
        self.names = {stop.key: self._name(stop) for line in plan.lines.values() for stop in line.stops}
        self.ends = {unit[-1].key: self._ending(unit[-1]) for unit in plan.units}
        self.verticals = self._verticals()
        self._set_across(fill)
        self.is_above = self._sides()
        self.rails = Rails(plan, self.columns)
        self._set_down()

    def _name(self, stop: Stop) -> list[Mark]:
        """Return the lines of words that stand with a stop: its name, then its marks, then that one is here."""
        name = [Mark(words, "", "") for words in wrap(stop.title, NAME_WIDTH, NAME_LINES)]
        marks = [_cut(mark, NAME_WIDTH) for mark in stop.marks]
        return name + marks + ([Mark(self.here_words, "", "here")] if stop.key == self.here else [])

    def _verticals(self) -> dict[int, list[Line]]:
        """Return the lines that run down each gap, the one that goes farthest down first."""
        gaps: dict[int, list[Line]] = {}
        for line in self.plan.lines.values():
            parent, _after = self.plan.forks[line.key]
            if self.plan.lane[line.key] != self.plan.lane[parent]:
                gaps.setdefault(self.plan.fork_column(line), []).append(line)
        return {gap: sorted(found, key=lambda line: -self.plan.lane[line.key]) for gap, found in gaps.items()}

    def _set_across(self, fill: float) -> None:
        """Set the place of each column: close together, unless a fork, a year or plenty of room is between."""
        last = self.plan.columns - 1
        new_years = {first - 1 for _year, first, _last in self.plan.bands}
        bundle = {gap: BUNDLE * (len(found) - 1) for gap, found in self.verticals.items()}
        self.end_width = max(map(_width, (mark for marks in self.ends.values() for mark in marks)))
        tail = TERMINUS + 10 + self.end_width + MARGIN

        def gaps(narrow: float) -> list[float]:
            inner = [
                WIDE + bundle[gap] if gap in bundle else max(narrow, YEAR) if gap in new_years else narrow
                for gap in range(last)
            ]
            lead = CLEAR + CORNER + bundle[-1] if -1 in bundle else LEAD
            if last < 0:
                return [lead + CORNER]
            end = CLEAR + CORNER * 2 + bundle[last] if last in bundle else HALF + TERMINUS + 8
            return [lead, *inner, end]

        chosen = gaps(WIDE)
        if self.start + sum(chosen) + tail > fill:
            chosen = gaps(NARROW)
        room = fill - self.start - tail - sum(chosen)
        if room > 0 and last > 0:
            more = min(room // (last + 1), WIDEST - WIDE)
            chosen = [chosen[0], *(gap + more for gap in chosen[1:])]
        places, x = [], self.start
        for gap in chosen:
            x = round(x + gap, 1)
            places.append(x)
        self.columns, self.end = places[:-1], places[-1]
        self.width = self.end + tail

    def _sides(self) -> dict[int, bool]:
        """Say of each stop whether its name is above: it is, unless it would meet the one before it there."""
        sides: dict[int, bool] = {}
        for unit in self.plan.units:
            taken = -WIDE
            for stop in (stop for line in unit for stop in line.stops):
                x = self.columns[self.plan.column[stop.key]]
                sides[stop.key] = x - taken >= NAME_WIDTH + 6
                if sides[stop.key]:
                    taken = x
        return sides

    def _set_down(self) -> None:
        """Set the height of each lane: room for its names above and below, so that no two lanes meet."""
        y, self.lanes, self.feet = MARGIN + BAND_HEADER, [], []
        for unit in self.plan.units:
            stops = [stop for line in unit for stop in line.stops]
            above, below = [self.rails.room(unit[-1].key, RING + 4)], [RING + 4]
            for stop in stops:
                side = above if self.is_above[stop.key] else below
                side.append(self._gap(stop, unit[-1]) + LINE_HEIGHT * len(self.names[stop.key]))
            half = LINE_HEIGHT * len(self.ends[unit[-1].key]) / 2 + 2
            self.lanes.append(y + max([*above, half]))
            strip = LINE_HEIGHT + 4 if self._named_below(len(self.lanes) - 1) else 0
            y = self.lanes[-1] + max([*below, half]) + strip + LANE_GAP
            self.feet.append(y - LANE_GAP - strip)
        self.height = y - LANE_GAP + MARGIN

    def _ending(self, line: Line) -> list[Mark]:
        """Return the lines of words at the end of a line: its ending in bold, its name, then what the ending asks."""
        ending = [Mark(words, "", "end") for words in wrap(line.ending or line.name, END_WIDTH, END_LINES)]
        name = [Mark(words, "", "soft") for words in wrap(line.name, END_WIDTH, 2)] if line.ending else []
        asks = [_cut(mark, ASK_WIDTH) for mark in line.asks[:MOST_ASKS]]
        more = [Mark(f"+ {len(line.asks) - MOST_ASKS}", "", "soft")] if len(line.asks) > MOST_ASKS else []
        return ending + name + asks + more

    def _gap(self, stop: Stop, end: Line) -> float:
        """Return how far from its line the name of a stop stands; `end` is the last line on that lane."""
        more = 6 if stop.key == self.here or stop.choices else 0
        return max(ABOVE + more, self.rails.room(end.key, 0)) if self.is_above[stop.key] else BELOW + more

    def _fork_x(self, line: Line) -> float:
        gap = self.plan.fork_column(line)
        before = self.columns[gap] + CLEAR if gap >= 0 else self.start + CORNER
        return before + BUNDLE * self.verticals[gap].index(line)

    def _y(self, line: Line) -> float:
        return self.lanes[self.plan.lane[line.key]]

    def drawn(self) -> RouteMap:
        height = round(self.height, 1)
        return RouteMap(
            round(self.width, 1),
            height,
            tuple(self._bands()),
            tuple(sorted(self._tracks(), key=_drawn_first)),
            tuple(self._rails()),
            tuple(self._called()),
            tuple(self._stops()),
            tuple(self._terminus(unit[-1]) for unit in self.plan.units),
            round(self.end - TERMINUS, 1),
        )

    def _bands(self):
        edge = 0.0
        is_one = len(self.plan.bands) == 1
        for number, (year, first, last) in enumerate(self.plan.bands):
            is_last = last == self.plan.columns - 1
            end = self.end - TERMINUS - 12 if is_last else self.columns[last + 1] - min(YEAR / 2, HALF)
            stops = {key for key, column in self.plan.column.items() if first <= column <= last}
            is_trunk = stops <= {stop.key for stop in self.plan.trunk.stops}
            yield Band(year, round(edge, 1), round(end - edge, 1), number % 2 == 0 and not is_one, is_trunk)
            edge = end

    def _tracks(self):
        for unit in self.plan.units:
            for line in unit:
                yield from self._pieces(line, is_last=line is unit[-1])

    def _pieces(self, line: Line, *, is_last: bool):
        """Yield the line in one or two pieces: as far as the chosen path runs along it, and the rest."""
        y, begin = self._y(line), ""
        parent = self.plan.lines[self.plan.forks[line.key][0]]
        if line is self.plan.trunk:
            x = self.start
        elif self.plan.lane[line.key] == self.plan.lane[parent.key]:
            x = self.columns[self.plan.fork_column(line)] if self.plan.columns and parent.stops else self.start
        else:
            x, top = self._fork_x(line), self._y(parent)
            begin = f"M{x - CORNER:g} {top:g}Q{x:g} {top:g} {x:g} {top + CORNER:g}"
            begin += f"V{y - CORNER:g}Q{x:g} {y:g} {x + CORNER:g} {y:g}"
            x += CORNER
        begin = begin or f"M{x:g} {y:g}"
        end = self.end if is_last else (self.columns[self.plan.column[line.stops[-1].key]] if line.stops else x)
        until = self.plan.chosen_until.get(line.key)
        leaving = [each for each in self.plan.leaving(line) if each.key in self.plan.chosen_until]
        if line.key not in self.plan.chosen_until or until is None or not leaving:
            state = "chosen" if line.key in self.plan.chosen_until else line.state
            yield Track(line, state, f"{begin}H{end:g}")
            return
        middle = self._fork_x(leaving[0]) - CORNER
        yield Track(line, "chosen", f"{begin}H{middle:g}")
        if end > middle:
            yield Track(line, line.state, f"M{middle:g} {y:g}H{end:g}")

    def _stops(self):
        for unit in self.plan.units:
            for line in unit:
                for stop in line.stops:
                    column = self.plan.column[stop.key]
                    state = self.plan.state_at(line, column - 1)
                    yield self._placed(stop, line, self.columns[column], state, self._gap(stop, unit[-1]))

    def _placed(self, stop: Stop, line: Line, x: float, state: str, gap: float) -> PlacedStop:
        is_here, y, marks = stop.key == self.here, self._y(line), self.names[stop.key]
        if self.is_above[stop.key]:
            marks = [*marks[-1:], *marks[:-1]] if is_here else marks
            top = y - gap - LINE_HEIGHT * len(marks)
        else:
            top = y + gap
        texts, width = _texts(marks, x, top), max(map(_width, marks))
        box = Box(round(x - width / 2, 1), round(top, 1), width, LINE_HEIGHT * len(marks))
        return PlacedStop(stop, line, x, y, state, is_here, texts, box)

    def _rails(self):
        for unit in self.plan.units:
            for line in unit:
                for stop in line.stops:
                    if stop.key in self.plan.until:
                        rise = RING if stop.key == self.here else PILL if stop.choices else STOP
                        box, path = self.rails.drawn(stop.key, self._y(line), rise)
                        state = self.plan.state_at(line, self.plan.column[stop.key] - 1)
                        yield Rail(stop, line, state, path, box)

    def _named_below(self, lane: int) -> list[tuple[Line, float]]:
        """Return the lines that fork from a lane onto one far below it, with the place of a name beside the fork."""
        passing = {
            line.key: self._fork_x(line)
            for lines in self.verticals.values()
            for line in lines
            if self.plan.lane[self.plan.forks[line.key][0]] <= lane < self.plan.lane[line.key]
        }
        found = []
        for line in (self.plan.lines[key] for key in passing):
            is_far = self.plan.lane[self.plan.forks[line.key][0]] == lane < self.plan.lane[line.key] - 1
            x = passing[line.key] + 10
            limit = min((other - 8 for other in passing.values() if other >= x - 8), default=self.end - RING)
            if is_far and x + width_of(line.name) <= limit:
                found.append((line, x))
        return found

    def _called(self):
        """Yield the names of lines that fork, where there is room: beside a long fork, and before the first stop."""
        for lane in range(len(self.plan.units)):
            for line, x in self._named_below(lane):
                yield _named(line, x, round(self.feet[lane] + 2, 1))
        for unit in self.plan.units[1:]:
            for line in unit[:1]:
                x = self._fork_x(line) + CORNER + 10
                limit = self.columns[self.plan.column[line.stops[0].key]] - HALF - 12 if line.stops else self.end - RING
                if x + width_of(line.name) <= limit:
                    yield _named(line, x, round(self._y(line) - 10 - LINE_HEIGHT, 1))

    def _terminus(self, line: Line) -> Terminus:
        marks, y, x = self.ends[line.key], self._y(line), self.end + TERMINUS + 10
        top = y - LINE_HEIGHT * len(marks) / 2
        texts = _texts(marks, x, top, is_centred=False)
        box = Box(x, round(top, 1), max(map(_width, marks)), LINE_HEIGHT * len(marks))
        return Terminus(line, self.end, y, texts, box)


def _named(line: Line, x: float, top: float) -> Called:
    return Called(line, Text(line.name, x, top + ASCENT, "", False), Box(x, top, width_of(line.name), LINE_HEIGHT))


def _cut(mark: Mark, width: float) -> Mark:
    """Return a mark on one line, no wider than `width` with its icon."""
    return Mark(wrap(mark.words, width - ICON, 1)[0], mark.icon, mark.kind)


def _width(mark: Mark) -> float:
    return width_of(mark.words) + (ICON if mark.icon else 0)


def _texts(marks: Sequence[Mark], x: float, top: float, *, is_centred: bool = True) -> tuple[Text, ...]:
    return tuple(
        Text(mark.words, x, round(top + ASCENT + LINE_HEIGHT * row, 1), mark.kind, is_centred, mark.icon)
        for row, mark in enumerate(marks)
    )


def _drawn_first(track: Track) -> tuple[int, int]:
    """Order pieces so that what matters most lies on top, and a fork's root under the line it leaves."""
    states = ["set_aside", "idea", "possible", "finished", "chosen"]
    return states.index(track.state), -1 if track.line.number == "core" else 0
