"""How long steps last, drawn over their line: one rail a step, one above the other where they last together. Pure."""

from scripts.authoring.mapping.labels import Box
from scripts.authoring.mapping.lanes import Arrangement

FIRST, PITCH = 23.0, 8.0  # how far above its line the lowest rail runs, and each further one above that
THICK, TURN, BEYOND = 5.0, 12.0, 20.0  # BEYOND: how far a rail runs past the column in which the step ends


class Rails:
    """The rails of a map: for each stop that lasts, from where to where its rail runs, and how high."""

    def __init__(self, plan: Arrangement, columns: list[float]):
        self.spans = {key: (columns[plan.column[key]], columns[column] + BEYOND) for key, column in plan.until.items()}
        self.level: dict[int, int] = {}
        self.levels: dict[int, int] = {}  # how many there are on the lane that a line ends
        for unit in plan.units:
            stops = [stop.key for line in unit for stop in line.stops if stop.key in self.spans]
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

    def drawn(self, key: int, y: float, rise: float) -> tuple[Box, str]:
        """Return the place of a stop's rail over the line at `y`, and its path; it rises `rise` above the line."""
        start, end = self.spans[key]
        height = round(y - FIRST - PITCH * self.level[key], 1)
        turn = min(TURN, y - rise - height)
        path = f"M{start:g} {y - rise:g}V{height + turn:g}Q{start:g} {height:g} {start + TURN:g} {height:g}H{end:g}"
        return Box(start, height - THICK / 2, round(end - start, 1), THICK), path
