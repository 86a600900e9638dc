"""The table of figures, with the goals beside them and a word where one is missed. Pure."""

from statistics import median_high

from learnplan.bench.measuring import Figure
from learnplan.bench.roster import RosterFigure

QUERIES, FLOORS, GROWTH, COPIES = 12, 2.0, 1.2, 5.0
Figures = dict[tuple[str, str], Figure]


def table(sizes: dict[int, Figures]) -> list[str]:
    """Return the lines of the table of pages; `sizes` has the figures by number of learners, smallest first.

    Floors and growth are of the largest size. Growth is from the last but one size, each as a multiple of its own
    floor, since minutes lie between the two.
    """
    *_few, before, largest = sizes
    heads = [f"{learners:,}" for learners in sizes]
    lines = [
        "Server time in milliseconds, by number of learners; floors is the time as a multiple of a bare page.",
        "",
        f"{'page':27}{'queries':>8}" + "".join(f"{head:>11}" for head in heads) + f"{'floors':>8}{'growth':>8}  missed",
    ]
    for key, figure in sizes[largest].items():
        growth = figure.floors / sizes[before][key].floors
        times = "".join(f"{1000 * figures[key].seconds:>11.1f}" for figures in sizes.values())
        queries = max(figures[key].queries for figures in sizes.values())
        missed = ", ".join(misses(key[0], queries, figure.floors, growth))
        lines.append(f"{' '.join(key):27}{queries:>8}{times}{figure.floors:>8.2f}{growth:>8.2f}  {missed}".rstrip())
    # The floor's seconds are from all the times it was measured beside a page.
    beside = [median_high(figure.floor_seconds for figure in figures.values()) for figures in sizes.values()]
    floors = "".join(f"{1000 * seconds:>11.1f}" for seconds in beside)
    lines.append(f"{'the floor':27}{3:>8}{floors}{1:>8.2f}")
    goals = f"{'goal':27}{f'<={QUERIES}':>8}" + " " * 11 * len(sizes)
    return [*lines, f"{goals}{f'<{FLOORS:g}*':>8}{f'<{GROWTH:g}':>8}  (* pages of learners)"]


def misses(role: str, queries: int, floors: float, growth: float) -> list[str]:
    """Return the names of the goals that a page misses."""
    return [
        name
        for name, is_missed in (
            ("queries", queries > QUERIES),
            ("floors", role == "learner" and floors >= FLOORS),
            ("growth", growth >= GROWTH),
        )
        if is_missed
    ]


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
