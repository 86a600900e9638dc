"""The table of figures, with the goals beside them and a word where one is missed. Pure."""

from statistics import median_high

from learnplan.bench.measuring import DigestFigure, Figure
from learnplan.bench.roster import RosterFigure

QUERIES, GROWTH, COPIES = 12, 1.2, 5.0
FEWER_QUERIES = {("tutor", "home"): 8}
LEARNERS_FLOORS = 2.0  # of every other page of learners; pages of the others have no goal but these
FLOORS = {
    **{("learner", name): 2.5 for name in ("home", "plan", "target", "check_in", "money")},
    **{("learner", name): 3.5 for name in ("script", "script_list", "branch", "offers")},
    ("tutor", "home"): 6.0,
}
Figures = dict[tuple[str, str], Figure]


def goal_of(page: tuple[str, str]) -> float | None:
    """Return how many floors a page (role, name) may take, if there is a goal for it."""
    return FLOORS.get(page, LEARNERS_FLOORS if page[0] == "learner" else None)


def table(sizes: dict[int, Figures]) -> list[str]:
    """Return the lines of the table of pages; `sizes` has the figures by number of learners, smallest first.

    Floors and growth are of the largest size. Growth is from the last but one size, each as a multiple of its own
    floor, since minutes lie between the two.
    """
    *_few, before, largest = sizes
    heads = "".join(f"{learners:>11,}" for learners in sizes)
    lines = [
        "Server time in milliseconds, by number of learners; floors is the time as a multiple of a bare page.",
        "",
        f"{'page':27}{'queries':>8}{heads}{'floors':>8}{'goal':>6}{'growth':>8}  missed",
    ]
    grown = growth(sizes[before], sizes[largest])
    for key, figure in sizes[largest].items():
        times = "".join(f"{1000 * figures[key].seconds:>11.1f}" for figures in sizes.values())
        queries, goal = max(figures[key].queries for figures in sizes.values()), goal_of(key)
        told = f"{figure.floors:>8.2f}{'' if goal is None else f'{goal:g}':>6}{grown[key]:>8.2f}"
        missed = ", ".join(misses(key, queries, figure.floors, grown[key]))
        lines.append(f"{' '.join(key):27}{queries:>8}{times}{told}  {missed}".rstrip())
    floors = "".join(f"{1000 * floor_seconds(figures):>11.1f}" for figures in sizes.values())
    lines.append(f"{'the floor':27}{3:>8}{floors}{1:>8.2f}")
    fewer = ", ".join(f"{' '.join(page)} {most}" for page, most in FEWER_QUERIES.items())
    return [*lines, f"Goals: at most {QUERIES} queries ({fewer}), at most the floors of the goal, growth <{GROWTH:g}."]


def growth(before: Figures, largest: Figures) -> dict[tuple[str, str], float]:
    """Return for each page its floors at the largest size over those at the size before it."""
    return {key: figure.floors / before[key].floors for key, figure in largest.items()}


def floor_seconds(figures: Figures) -> float:
    """Return the floor's seconds, of all the times it was measured beside a page."""
    return median_high(figure.floor_seconds for figure in figures.values())


def misses(page: tuple[str, str], queries: int, floors: float, grown: float) -> list[str]:
    """Return the names of the goals that a page misses."""
    goal = goal_of(page)
    return [
        name
        for name, is_missed in (
            ("queries", queries > FEWER_QUERIES.get(page, QUERIES)),
            ("floors", goal is not None and round(floors, 2) > goal),
            ("growth", grown >= GROWTH),
        )
        if is_missed
    ]


def digest_lines(figure: DigestFigure) -> list[str]:
    """Return the lines about what waits for everybody."""
    return ["", f"What waits for everybody, in one statement: {figure.rows:,} rows in {figure.seconds:.2f} s."]


def roster_lines(figure: RosterFigure) -> list[str]:
    """Return the lines about the roster import."""
    word = "missed" if figure.copies >= COPIES else "held"
    return [
        "",
        f"Roster import of {figure.rows:,} rows ({figure.learners:,} learners): {figure.seconds:.2f} s. "
        f"COPY of the {figure.written:,} rows it wrote, into the same tables: {figure.copy_seconds:.2f} s.",
        f"{figure.copies:.1f} times (goal <{COPIES:g}: {word}). "
        f"The bare files into tables of text, with no index and no rule: {figure.text_seconds:.2f} s.",
    ]
