"""Reading the files of frameworks, CASE packages and Turtle together, and saying what is wrong in each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from learnplan.reports import Counts, Problem, Report
from scripts.frameworks.case import CasePackage, read_package
from scripts.frameworks.case_findings import Findings, Unreadable

# A file is read whole: one that is larger than this never is.
MOST_BYTES = 200 * 2**20
TURTLE_STARTS = ("@prefix", "@base", "prefix ", "base <", "#", "<")
Read = tuple[str, CasePackage, Findings]


def read_files(files: Sequence[tuple[str, Path]], report: Report) -> list[tuple[str, CasePackage]]:
    """Return (name, package) of each framework in the files (name, path), and say in the report what is wrong.

    Turtle files are read together, since one curriculum is spread over several; a CASE package is one file.
    The report is not `readable` when a file cannot be read at all.
    """
    contents = [(name, content) for name, path in files if (content := _content(name, path, report)) is not None]
    turtle = [(name, content) for name, content in contents if is_turtle(name, content)]
    found: list[tuple[str, CasePackage]] = []
    for name, content in contents:
        if (name, content) not in turtle:
            found += _taken(name, lambda name=name, content=content: _case(name, content), report)
    if turtle:
        found += _taken(turtle[0][0], lambda: _curricula(turtle), report)
    return found


def is_turtle(name: str, content: bytes) -> bool:
    """Say whether a file is to be read as Turtle: by the end of its name, or because it does not begin as JSON."""
    start = content[:1000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    return name.lower().endswith((".ttl", ".turtle")) or start.startswith(TURTLE_STARTS)


def _content(name: str, path: Path, report: Report) -> bytes | None:
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            too_large(name, report)
            return None
        return Path(path).read_bytes()
    except OSError as error:
        report.readable = False
        words = _("This file cannot be opened (%(why)s). Check the path.")
        report.refuse(name, None, None, "no_file", words % {"why": error.strerror})
        return None


def too_large(name: str, report: Report | None = None) -> Report:
    """Refuse a file for its size in the report (a new one when there is none), and return that."""
    report = report or Report()
    report.readable = False
    words = _("This file has more than %(most)s MB. Ask its publisher for it in parts.")
    report.refuse(name, None, None, "too_large", words % {"most": MOST_BYTES // 2**20})
    return report


def _taken(name: str, read, report: Report) -> Iterator[tuple[str, CasePackage]]:
    """Yield what `read` gives, and put what it finds into the report."""
    try:
        for name, package, findings in read():
            _say(name, findings, report)
            _count(report.counts("items"), len(package.items), findings, "CFItems")
            _count(report.counts("associations"), len(package.associations), findings, "CFAssociations")
            yield name, package
    except Unreadable as error:
        report.readable = False
        _say(name, error.findings, report)


def _case(name: str, content: bytes) -> list[Read]:
    return [(name, *read_package(content))]


def _curricula(files: list[tuple[str, bytes]]) -> list[Read]:
    # Imported only when there is Turtle: rdflib takes longer to load than all of Learnplan's own modules.
    from scripts.frameworks.oak.reading import read_curricula

    return read_curricula(files)


def _say(name: str, findings: Findings, report: Report) -> None:
    for each in findings.entries:
        problem = Problem(each.file or name, each.line, each.path or None, each.severity, each.code, each.message)
        report.add(problem)


def _count(counts: Counts, rows: int, findings: Findings, array: str) -> None:
    counts.rows += rows
    counts.refused += findings.refused_in(array)
