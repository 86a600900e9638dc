"""A path by term: which steps stand in which term, which of them span several, and the load of each. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from learnplan.years import terms_after
from scripts.mapping.shapes import StepFacts

Slot = tuple[int, int]  # an academic year, and a term from 1 to 3; 0 is a year whose term is not decided


@dataclass(slots=True)
class Load:
    """The minutes a week of one term, and how many of its steps do not say theirs."""

    minutes: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Term:
    """One row of one path: the steps of this term alone, those that begin here and last, and those that go on.

    `tracks` are the columns for what lasts: a (step, rows) pair where one begins, None where nothing is, and
    nothing at all (see `Grid.cells`) where an earlier step still runs.
    """

    slot: Slot
    steps: list[StepFacts] = field(default_factory=list)
    tracks: dict[int, tuple[StepFacts, int] | None] = field(default_factory=dict)
    going_on: list[StepFacts] = field(default_factory=list)
    load: Load = field(default_factory=Load)


@dataclass(slots=True)
class Grid:
    """One path by term: its rows, how many columns what lasts needs, and its steps without a year."""

    rows: list[Term]
    width: int
    unplaced: list[StepFacts]


def last_slot(step: StepFacts) -> Slot:
    """Return the slot in which a step with a year ends."""
    assert step.year is not None
    return (step.year, 0) if not step.term else terms_after(step.year, step.term, step.lasts - 1)


def slots_of(paths: Iterable[Sequence[StepFacts]], year: int, loaded: Iterable[Slot] = ()) -> list[Slot]:
    """Return the rows that these paths need, in order: every term from the first year, or `year`, to a year on.

    `loaded` are terms that have to be among them.
    """
    placed = [step for path in paths for step in path if step.year is not None]
    years = [year, year + 1, *(step.year for step in placed if step.year), *(last_slot(step)[0] for step in placed)]
    years += [slot[0] for slot in loaded]
    slots = {(each, term) for each in range(min(years), max(years) + 1) for term in (1, 2, 3)}
    return sorted(slots | {(step.year, 0) for step in placed if step.year and not step.term})


def lay_grid(path: Sequence[StepFacts], slots: Sequence[Slot], load: Mapping[Slot, int]) -> Grid:
    """Put each step of a path into the rows of `slots`, which hold all of them (see `slots_of`).

    `load` is what the check says of the path: the minutes a week of each term that has any.
    A step that lasts has a column of its own for as long as it runs; columns are used again when they are free.
    """
    place = {slot: row for row, slot in enumerate(slots)}
    rows = [Term(slot, load=Load(load.get(slot, 0))) for slot in slots]
    free_from: list[int] = []  # for each column the first row that is free
    for step in sorted((step for step in path if step.year is not None), key=lambda step: place[_first(step)]):
        first, last = place[_first(step)], place[last_slot(step)]
        for row in rows[first : last + 1]:
            row.load.unknown += bool(row.slot[1]) and step.counts and step.minutes_a_week is None
        if first == last:
            rows[first].steps.append(step)
            continue
        track = next((at for at, row in enumerate(free_from) if row <= first), len(free_from))
        free_from[track : track + 1] = [last + 1]
        rows[first].tracks[track] = (step, last - first + 1)
        for row in rows[first + 1 : last + 1]:
            row.going_on.append(step)
    _fill(rows, len(free_from))
    return Grid(rows, len(free_from), [step for step in path if step.year is None])


def _first(step: StepFacts) -> Slot:
    return (step.year or 0, step.term or 0)


def _fill(rows: Sequence[Term], width: int) -> None:
    """Say of each column in each row that nothing is there, unless a step begins there or still runs."""
    until = [0] * width
    for at, row in enumerate(rows):
        for track in range(width):
            begun = row.tracks.get(track)
            if begun:
                until[track] = at + begun[1]
            elif until[track] <= at:
                row.tracks[track] = None
