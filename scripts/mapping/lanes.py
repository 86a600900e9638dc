"""Where the lines of a script stand to one another: which column each stop has, and which lane each line. Pure.

Lanes are counted from the trunk. The branches of one line are ordered by where they fork, the latest nearest,
and each brings its own branches along: so no fork ever crosses another line, on the map or down the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from learnplan.years import terms_after
from scripts.mapping.shapes import BranchFacts


@dataclass(slots=True)
class Arrangement:
    """The order of everything: `column` by stop, `lane` by line, `units` the lines that share each lane.

    `until` has, for each stop that lasts several terms, the column in which it ends.
    """

    lines: dict[int, BranchFacts]
    trunk: BranchFacts
    column: dict[int, int] = field(default_factory=dict)
    until: dict[int, int] = field(default_factory=dict)
    columns: int = 0
    bands: list[tuple[int | None, int, int]] = field(default_factory=list)
    lane: dict[int, int] = field(default_factory=dict)
    units: list[list[BranchFacts]] = field(default_factory=list)
    forks: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    chosen_until: dict[int, int | None] = field(default_factory=dict)

    def fork_column(self, line: BranchFacts) -> int:
        """Return the column that the line forks after; -1 is before the first."""
        _parent, after = self.forks[line.key]
        return -1 if after is None else self.column[after]

    def state_at(self, line: BranchFacts, column: int) -> str:
        """Return how the line is drawn just after `column`: chosen as far as the chosen path runs along it."""
        if line.key not in self.chosen_until:
            return line.state
        until = self.chosen_until[line.key]
        return "chosen" if until is None or column < until else line.state

    def leaving(self, line: BranchFacts) -> list[BranchFacts]:
        """Return the lines that fork from this one onto other lanes, the farthest lane first."""
        found = [
            each
            for each in self.lines.values()
            if self.forks[each.key][0] == line.key and self.lane[each.key] != self.lane[line.key]
        ]
        return sorted(found, key=lambda each: -self.lane[each.key])


def arrange(lines: Sequence[BranchFacts], chosen: int | None = None) -> Arrangement:
    """Give every stop a column and every line a lane; `chosen` is the key of the chosen line.

    The first line without a parent is the trunk. The same lines give the same arrangement.
    """
    trunk = next(line for line in lines if line.parent is None)
    plan = Arrangement({line.key: line for line in lines}, trunk)
    plan.forks = {line.key: _fork_of(line, plan.lines) for line in lines}
    _set_columns(plan)
    _set_chosen(plan, chosen)
    unit = [trunk, *_continuing(plan)]
    _set_lanes(plan, unit)
    return plan


def _fork_of(line: BranchFacts, lines: dict[int, BranchFacts]) -> tuple[int, int | None]:
    """Return the line and the stop it truly forks from: before a branch's first stop is where that branch forks."""
    parent, after = line.parent, line.forks_after
    while after is None and parent is not None and (above := lines[parent]).parent is not None:
        parent, after = above.parent, above.forks_after
    return (parent if parent is not None else line.key), after


def _parents_first(plan: Arrangement) -> Iterable[BranchFacts]:
    waiting, done = list(plan.lines.values()), set[int | None]([None])
    while waiting:
        ready = [line for line in waiting if line.parent in done]
        yield from ready
        done |= {line.key for line in ready}
        waiting = [line for line in waiting if line.key not in done]


def _set_columns(plan: Arrangement) -> None:
    """Give each stop a column: by year and term where they are known, never before the stop it follows."""
    slots: dict[int, tuple[int, int]] = {}
    ranks: dict[int, int] = {}
    for line in _parents_first(plan):
        before = plan.forks[line.key][1] if line is not plan.trunk else None
        for stop in line.steps:
            earliest = slots[before] if before is not None else (0, 0)
            wanted = (stop.year, stop.term or 0) if stop.year is not None else earliest
            slots[stop.key] = max(earliest, wanted)
            ranks[stop.key] = 0
            if before is not None and slots[before] == slots[stop.key]:
                ranks[stop.key] = ranks[before] + 1
            before = stop.key
    width: dict[tuple[int, int], int] = {}
    for key, slot in slots.items():
        width[slot] = max(width.get(slot, 0), ranks[key] + 1)
    last_slots = _last_slots(plan, slots)
    width |= {slot: 1 for slot in last_slots.values() if slot not in width}
    first: dict[tuple[int, int], int] = {}
    for slot in sorted(width):
        first[slot] = plan.columns
        last = plan.columns + width[slot] - 1
        if plan.bands and plan.bands[-1][0] == (slot[0] or None):
            plan.bands[-1] = (plan.bands[-1][0], plan.bands[-1][1], last)
        else:
            plan.bands.append((slot[0] or None, plan.columns, last))
        plan.columns += width[slot]
    plan.column = {key: first[slot] + ranks[key] for key, slot in slots.items()}
    plan.until = {key: first[slot] + width[slot] - 1 for key, slot in last_slots.items()}


def _last_slots(plan: Arrangement, slots: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return the slot in which each stop ends that lasts several terms and has a year."""
    lasting = [stop for line in plan.lines.values() for stop in line.steps if stop.lasts > 1 and stop.year is not None]
    found = {}
    for stop in lasting:
        year, term = slots[stop.key]
        found[stop.key] = terms_after(year, term or 1, stop.lasts - 1)
    return {key: slot for key, slot in found.items() if slot > slots[key]}


def _set_chosen(plan: Arrangement, chosen: int | None) -> None:
    """Say of each line on the chosen path until which column the path runs along it; None is to its end."""
    key, until = chosen, None
    while key is not None:
        plan.chosen_until[key] = until
        line = plan.lines[key]
        key = None if line is plan.trunk else plan.forks[line.key][0]
        until = plan.fork_column(line)


def _continuing(plan: Arrangement) -> list[BranchFacts]:
    """Return the branch that goes straight on where the trunk stops, if the trunk has no ending of its own."""
    if plan.trunk.ending:
        return []
    last = plan.trunk.steps[-1].key if plan.trunk.steps else None
    others = [line for line in plan.lines.values() if line is not plan.trunk]
    at_end = [line for line in others if plan.forks[line.key] == (plan.trunk.key, last)]
    return sorted(at_end, key=lambda line: (line.key not in plan.chosen_until, line.state == "set_aside"))[:1]


def _set_lanes(plan: Arrangement, unit: list[BranchFacts]) -> None:
    """Put the lines of `unit` on the next lane, then, nearest first, those that fork from them."""
    for line in unit:
        plan.lane[line.key] = len(plan.units)
    plan.units.append(unit)
    keys = {line.key for line in unit}
    forking = [line for line in plan.lines.values() if plan.forks[line.key][0] in keys and line.key not in plan.lane]
    for line in sorted(forking, key=lambda line: -plan.fork_column(line)):
        _set_lanes(plan, [line])
