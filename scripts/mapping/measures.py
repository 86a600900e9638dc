"""The measures of a route map: where its columns, lanes, names, forks and rails are, so that nothing meets. Pure."""

from scripts.mapping.labels import LINE_HEIGHT, width_of, wrap
from scripts.mapping.lanes import Arrangement
from scripts.mapping.shapes import BranchFacts, Mark, StepFacts

FIRST, PITCH = 23.0, 8.0  # how far above its line the lowest rail runs, and each further one above that
TURN, BEYOND = 12.0, 20.0  # BEYOND: how far a rail runs past the column in which the step ends


class Rails:
    """The rails of a map: for each stop that lasts, from where to where its rail runs, and how high."""

    def __init__(self, plan: Arrangement, columns: list[float]):
        self.spans = {key: (columns[plan.column[key]], columns[column] + BEYOND) for key, column in plan.until.items()}
        self.level: dict[int, int] = {}
        self.levels: dict[int, int] = {}  # how many there are on the lane that a line ends
        for unit in plan.units:
            stops = [stop.key for line in unit for stop in line.steps if stop.key in self.spans]
            self._stack(sorted(stops, key=lambda key: self.spans[key][0]))
            self.levels[unit[-1].key] = max((self.level[key] + 1 for key in stops), default=0)

    def _stack(self, stops: list[int]) -> None:
        """Put what begins earlier above what begins while it lasts, so that no rail rises through another."""
        for place, key in reversed(list(enumerate(stops))):
            under = [self.level[later] for later in stops[place + 1 :] if self.spans[later][0] <= self.spans[key][1]]
            self.level[key] = 1 + max(under, default=-1)

    def room(self, end: int, least: float) -> float:
        """Return how much room the rails of a lane need above its line, and `least` where there are none."""
        count = self.levels[end]
        return FIRST + PITCH * (count - 1) + 7 if count else least

    def drawn(self, key: int, y: float, rise: float) -> str:
        """Return the path of a stop's rail over the line at `y`; it rises `rise` above the line."""
        start, end = self.spans[key]
        height = round(y - FIRST - PITCH * self.level[key], 1)
        turn = min(TURN, y - rise - height)
        return f"M{start:g} {y - rise:g}V{height + turn:g}Q{start:g} {height:g} {start + TURN:g} {height:g}H{end:g}"


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


class Measures:
    """The measures of one map: `columns` and `end` across, `lanes` down, and the words that stand with each stop."""

    def __init__(self, plan: Arrangement, here: int | None, here_words: str, fill: float):
        self.plan, self.here, self.here_words = plan, here, here_words
        self.start = MARGIN
        self.names = {stop.key: self._name(stop) for line in plan.lines.values() for stop in line.steps}
        self.ends = {unit[-1].key: self._ending(unit[-1]) for unit in plan.units}
        self.verticals = self._verticals()
        self._set_across(fill)
        self.is_above = self._sides()
        self.rails = Rails(plan, self.columns)
        self._set_down()

    def _name(self, stop: StepFacts) -> list[Mark]:
        """Return the lines of words that stand with a stop: its name, then its marks, then that one is here."""
        name = [Mark(words, "", "") for words in wrap(stop.title, NAME_WIDTH, NAME_LINES)]
        marks = [_cut(mark, NAME_WIDTH) for mark in stop.marks]
        return name + marks + ([Mark(self.here_words, "", "here")] if stop.key == self.here else [])

    def _verticals(self) -> dict[int, list[BranchFacts]]:
        """Return the lines that run down each gap, the one that goes farthest down first."""
        gaps: dict[int, list[BranchFacts]] = {}
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
        self.end_width = max(map(width_of_mark, (mark for marks in self.ends.values() for mark in marks)))
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
            for stop in (stop for line in unit for stop in line.steps):
                x = self.columns[self.plan.column[stop.key]]
                sides[stop.key] = x - taken >= NAME_WIDTH + 6
                if sides[stop.key]:
                    taken = x
        return sides

    def _set_down(self) -> None:
        """Set the height of each lane: room for its names above and below, so that no two lanes meet."""
        y, self.lanes, self.feet = MARGIN + BAND_HEADER, [], []
        for unit in self.plan.units:
            stops = [stop for line in unit for stop in line.steps]
            above, below = [self.rails.room(unit[-1].key, RING + 4)], [RING + 4]
            for stop in stops:
                side = above if self.is_above[stop.key] else below
                side.append(self.gap(stop, unit[-1]) + LINE_HEIGHT * len(self.names[stop.key]))
            half = LINE_HEIGHT * len(self.ends[unit[-1].key]) / 2 + 2
            self.lanes.append(y + max([*above, half]))
            strip = LINE_HEIGHT + 4 if self.named_below(len(self.lanes) - 1) else 0
            y = self.lanes[-1] + max([*below, half]) + strip + LANE_GAP
            self.feet.append(y - LANE_GAP - strip)
        self.height = y - LANE_GAP + MARGIN

    def _ending(self, line: BranchFacts) -> list[Mark]:
        """Return the lines of words at the end of a line: its ending in bold, its name, then what the ending asks."""
        ending = [Mark(words, "", "end") for words in wrap(line.ending or line.name, END_WIDTH, END_LINES)]
        name = [Mark(words, "", "soft") for words in wrap(line.name, END_WIDTH, 2)] if line.ending else []
        asks = [_cut(mark, ASK_WIDTH) for mark in line.asks[:MOST_ASKS]]
        more = [Mark(f"+ {len(line.asks) - MOST_ASKS}", "", "soft")] if len(line.asks) > MOST_ASKS else []
        return ending + name + asks + more

    def gap(self, stop: StepFacts, end: BranchFacts) -> float:
        """Return how far from its line the name of a stop stands; `end` is the last line on that lane."""
        more = 6 if stop.key == self.here or stop.choices else 0
        return max(ABOVE + more, self.rails.room(end.key, 0)) if self.is_above[stop.key] else BELOW + more

    def fork_x(self, line: BranchFacts) -> float:
        gap = self.plan.fork_column(line)
        before = self.columns[gap] + CLEAR if gap >= 0 else self.start + CORNER
        return before + BUNDLE * self.verticals[gap].index(line)

    def y(self, line: BranchFacts) -> float:
        return self.lanes[self.plan.lane[line.key]]

    def named_below(self, lane: int) -> list[tuple[BranchFacts, float]]:
        """Return the lines that fork from a lane onto one far below it, with the place of a name beside the fork."""
        passing = {
            line.key: self.fork_x(line)
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


def _cut(mark: Mark, width: float) -> Mark:
    """Return a mark on one line, no wider than `width` with its icon."""
    return Mark(wrap(mark.words, width - ICON, 1)[0], mark.icon, mark.kind)


def width_of_mark(mark: Mark) -> float:
    return width_of(mark.words) + (ICON if mark.icon else 0)
