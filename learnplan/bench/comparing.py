"""The table that is kept as data, and a later one beside it."""

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from learnplan.bench.measuring import DigestFigure
from learnplan.bench.roster import RosterFigure
from learnplan.bench.table import Figures, floor_seconds, growth

KEPT = Path(settings.BASE_DIR) / "docs" / "scale.json"
WORSE = 1.5


def kept(path: Path) -> dict[str, Any]:
    """Return what is kept.

    `learners` has by the number of them, as text, on which day (`on`) and beside what floor (`floor_ms`) each of the
    `pages` was measured ({queries, ms, floors, growth}, by role and name), and the `digest` {rows, seconds}; `roster`
    is the import, beside COPY.
    """
    return json.loads(path.read_text()) if path.exists() else {"learners": {}}


def save(
    sizes: dict[int, Figures], digest: DigestFigure, roster: RosterFigure | None, *, on: dt.date, path: Path
) -> None:
    """Keep the table of the largest size, and of the import if it was measured; what else is kept stays."""
    *_few, before, largest = sizes
    figures, grown, known = sizes[largest], growth(sizes[before], sizes[largest]), kept(path)
    pages = {
        " ".join(key): {
            "queries": max(each[key].queries for each in sizes.values()),
            "ms": round(1000 * figure.seconds, 2),
            "floors": round(figure.floors, 2),
            "growth": round(grown[key], 2),
        }
        for key, figure in figures.items()
    }
    known["learners"][str(largest)] = {
        "on": on.isoformat(),
        "floor_ms": round(1000 * floor_seconds(figures), 2),
        "pages": pages,
        "digest": {"rows": digest.rows, "seconds": round(digest.seconds, 2)},
    }
    if roster is not None:
        known["roster"] = {**asdict(roster), "copies": round(roster.copies, 2)}
    path.write_text(json.dumps(known, indent=2) + "\n")


def compare(pages: dict[str, dict], figures: Figures) -> tuple[list[str], list[str]]:
    """Return a line for each page with its floors as kept in `pages` and now, and what got WORSE times worse."""
    lines, worse = ["", f"{'page':27}{'kept':>8}{'now':>8}{'times':>8}"], []
    for key, figure in figures.items():
        name, now = " ".join(key), figure.floors
        if (page := pages.get(name)) is None:
            lines.append(f"{name:27}{'new':>8}{now:>8.2f}")
            continue
        was = page["floors"]
        lines.append(f"{name:27}{was:>8.2f}{now:>8.2f}{now / was:>8.2f}")
        if now >= WORSE * was:
            worse.append(f"{name} ({was:.2f} floors, now {now:.2f})")
    return lines, worse
