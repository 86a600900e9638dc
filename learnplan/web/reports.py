"""What an import says for itself: counts for each file or table, and its problems line by line."""

import csv
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


Severity = Literal["refused", "warning"]
MOST_OF_ONE_CAUSE = 1000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True, frozen=True)
class Problem:
    """One thing wrong. `line` is the 1-based physical line, `column` a header or 1-based number; None: the whole."""

    file: str
    line: int | None
    column: str | int | None
    severity: Severity
    code: str
    message: str


@dataclass(slots=True)
class Counts:
    """What became of the rows of one file. `ended` may count rows that are no longer in the file."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0
    refused: int = 0


@dataclass(slots=True)
class Report:
    """The outcome of one import or dry run.

    `readable` is False when the input as a whole was refused. Of one code in one file only the first
    MOST_OF_ONE_CAUSE problems are kept and the others counted, so that a report stays small however bad a
    file is.
    """

    committed: bool = False
    readable: bool = True
    files: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[tuple[str, str, Severity], int] = field(default_factory=dict)

    def counts(self, file: str) -> Counts:
        """Return the counts of `file`, made at its first mention."""
        return self.files.setdefault(file, Counts())

    def refuse(self, file: str, line: int | None, column: str | int | None, code: str, message: Any) -> None:
        """Say that a row (or, without a line, a whole file) was refused. Does not count it."""
        self.add(Problem(file, line, column, "refused", code, str(message)))

    def warn(self, file: str, line: int | None, column: str | int | None, code: str, message: Any) -> None:
        """Say what was accepted but deserves a look."""
        self.add(Problem(file, line, column, "warning", code, str(message)))

    def add(self, problem: Problem) -> None:
        """Keep the problem, or only count it when there are very many like it."""
        cause = (problem.file, problem.code, problem.severity)
        self.seen[cause] = self.seen.get(cause, 0) + 1
        if self.seen[cause] <= MOST_OF_ONE_CAUSE:
            self.problems.append(problem)

    @property
    def has_refusals(self) -> bool:
        """Whether anything at all was refused."""
        return any(severity == "refused" for _, _, severity in self.seen)

    def in_order(self) -> list[Problem]:
        """Return the problems by file and line, with one closing line for each cause that was cut short."""
        order = {name: index for index, name in enumerate(self.files)}
        rest = [
            Problem(file, None, None, severity, code, f"and {count - MOST_OF_ONE_CAUSE} more like these")
            for (file, code, severity), count in self.seen.items()
            if count > MOST_OF_ONE_CAUSE
        ]
        kept = sorted(self.problems, key=lambda p: (order.get(p.file, -1), p.file, p.line or 0))
        return kept + rest

    def to_json(self) -> dict:
        """Return the one object that `--json` prints and the import record keeps."""
        return {
            "committed": self.committed,
            "files": {name: dataclasses.asdict(counts) for name, counts in self.files.items()},
            "problems": [dataclasses.asdict(problem) for problem in self.in_order()],
        }

    def exit_status(self, *, strict: bool = False) -> int:
        """Return 1 when the whole could not be read, or with `strict` anything was refused; else 0."""
        return 1 if not self.readable or (strict and self.has_refusals) else 0


def say(report: Report) -> Iterator[str]:
    """Yield the lines a person reads in a terminal: a table of counts, then the problems."""
    names = [f.name for f in dataclasses.fields(Counts)]
    width = max([12, *map(len, report.files)])
    yield " " * width + "".join(f"{name:>11}" for name in names)
    for file, counts in report.files.items():
        yield f"{file:<{width}}" + "".join(f"{getattr(counts, name):>11}" for name in names)
    for p in report.in_order():
        place = ":".join(str(part) for part in (p.file, p.line, p.column) if part not in (None, ""))
        yield f"{p.severity}: {place}: {p.message} [{p.code}]"
    yield "Committed." if report.committed else "Nothing was written."


def neutral(value: Any) -> str:
    """Return a spreadsheet cell that no spreadsheet runs as a formula: a quote goes before a dangerous start.

    >>> neutral("=1+1"), neutral("Amina"), neutral(None)
    ("'=1+1", 'Amina', '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_csv(problems: list[dict], out: "SupportsWrite[str]") -> None:
    """Write problems (as `to_json` gives them) as CSV for a spreadsheet, formulas neutralised."""
    names = [f.name for f in dataclasses.fields(Problem)]
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([neutral(problem[name]) for name in names] for problem in problems)
