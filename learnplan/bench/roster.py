"""The roster import beside a plain COPY of the rows it wrote: a generated OneRoster bundle, and the time of each."""

import csv
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from learnplan.bench.bulk import texts as texts_bulk
from learnplan.people.roster.formats import ONEROSTER
from learnplan.people.roster.loading import load

LEARNERS = 20_000
LEARNERS_A_CLASS = 25
CLASSES_EACH = 4  # classes that a learner is in
LEARNERS_A_SCHOOL = 1700
ROUNDS = 3

# What the rows of each file have, in the order in which they come; the other headers of OneRoster are left blank.
FIELDS = {
    "orgs": "sourcedId name type identifier",
    "academicSessions": "sourcedId title type startDate endDate",
    "courses": "sourcedId title courseCode orgSourcedId",
    "classes": "sourcedId title classCode grades classType courseSourcedId schoolSourcedId termSourcedIds",
    "users": "sourcedId enabledUser orgSourcedIds role username givenName familyName email grades",
    "enrollments": "sourcedId classSourcedId schoolSourcedId userSourcedId role",
}
HEADERS = {file.name: list(file.columns) for file in ONEROSTER.files if file.name in FIELDS}


@dataclass(frozen=True, slots=True)
class RosterFigure:
    """What one import takes, in seconds (medians of some rounds), beside two kinds of COPY in the same rounds.

    `rows` are the bundle's, `written` those that the import wrote. `copy_seconds` is COPY of what was written into
    the same tables, with their indexes, constraints and foreign keys; `text_seconds` is COPY of the bundle's files
    into tables of text without any.
    """

    learners: int
    rows: int
    written: int
    seconds: float
    copy_seconds: float
    text_seconds: float

    @property
    def copies(self) -> float:
        """The import's time as a multiple of COPY's."""
        return self.seconds / self.copy_seconds


def measure_roster(learners: int = LEARNERS) -> RosterFigure:
    """Import a generated bundle into the connected database, which is emptied, and COPY its rows, in turn.

    Raises ValueError when a row is refused: then less was imported than was to be measured.
    """
    imports, copies, texts = [], [], []
    written = 0
    with TemporaryDirectory() as folder:
        rows = write_bundle(Path(folder), learners)
        for _ in range(ROUNDS):
            texts.append(copy_as_text(Path(folder)))
            call_command("flush", verbosity=0, interactive=False)
            before = counted()
            began = time.perf_counter()
            report = load(folder, dry_run=False)
            imports.append(time.perf_counter() - began)
            if not report.committed or report.has_refusals:
                raise ValueError(f"The generated roster was not imported whole: {report.problems[:3]}")
            after = counted()
            taken = {table: taken_out(table) for table, count in after.items() if count > before[table]}
            written = sum(after[table] - before[table] for table in taken)
            call_command("flush", verbosity=0, interactive=False)
            copies.append(copy_back(taken))
    return RosterFigure(learners, rows, written, median(imports), median(copies), median(texts))


def counted() -> dict[str, int]:
    """Return how many rows each table has."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())


def taken_out(table: str) -> bytes:
    """Return the rows of a table as COPY writes them."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def copy_back(taken: dict[str, bytes]) -> float:
    """COPY rows into their empty tables in one transaction, and return the seconds, the checks at its end included."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in taken.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
    return time.perf_counter() - began


def copy_as_text(folder: Path) -> float:
    """COPY each file into a table of text columns of its own, and return the seconds; the tables are dropped."""
    seconds = 0.0
    for name, headers in HEADERS.items():
        table = sql.Identifier(f"plain_{name}")
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(header)) for header in headers)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(table, columns))
            began = time.perf_counter()
            into = sql.SQL("COPY {} FROM STDIN (FORMAT csv, HEADER)").format(table)
            with (folder / f"{name}.csv").open("rb") as source, cursor.copy(into) as copy:
                while block := source.read(1 << 20):
                    copy.write(block)
            seconds += time.perf_counter() - began
            cursor.execute(sql.SQL("DROP TABLE {}").format(table))
    return seconds


def write_bundle(folder: Path, learners: int) -> int:
    """Write the files of a OneRoster 1.1 bundle, and return how many rows they have without the manifest."""
    schools = -(-learners // LEARNERS_A_SCHOOL)
    files: dict[str, Iterable[tuple]] = {
        "orgs": ((f"o{n}", f"School {n}", "school", f"S{n}") for n in range(schools)),
        "academicSessions": [("a1", "Year", "schoolYear", "2026-09-01", "2027-07-31")],
        "courses": ((f"k{n}", f"Course {n}", f"K{n}", f"o{n % schools}") for n in range(200)),
        "classes": classes(learners),
        "users": users(learners),
        "enrollments": enrolments(learners),
    }
    declared = "".join(f"file.{name},bulk\n" for name in files)
    manifest = f"propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n{declared}"
    (folder / "manifest.csv").write_text(manifest, encoding="utf-8")
    written = 0
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as sink:
            writer = csv.DictWriter(sink, HEADERS[name])
            writer.writeheader()
            fields = FIELDS[name].split()
            for row in rows:
                writer.writerow(dict(zip(fields, row, strict=True)))
                written += 1
    return written


def school_of(learner: int) -> str:
    return f"o{learner // LEARNERS_A_SCHOOL}"


def class_of(learner: int, number: int) -> int:
    """Return the class that a learner is in, of CLASSES_EACH; a class is of one school's learners."""
    return learner // LEARNERS_A_CLASS * CLASSES_EACH + number


def classes(learners: int) -> Iterator[tuple]:
    for first in range(0, learners, LEARNERS_A_CLASS):
        for number in range(CLASSES_EACH):
            pk, school = class_of(first, number), school_of(first)
            yield (f"c{pk}", f"Class {pk}", f"C{pk}", "12", "scheduled", f"k{pk % 200}", school, "a1")


def users(learners: int) -> Iterator[tuple]:
    given, family = texts_bulk.GIVEN, texts_bulk.FAMILY
    teachers = [(f"t{first}", "teacher", school_of(first), "") for first in range(0, learners, LEARNERS_A_CLASS)]
    people = ((f"l{n}", "student", school_of(n), "12" if n % 2 else "13") for n in range(learners))
    for number, (pk, role, school, grade) in enumerate([*teachers, *people]):
        names = given[number % len(given)], family[number % len(family)]
        email = f"{pk}@example.org" if role == "teacher" else ""
        yield (pk, "true", school, role, pk, *names, email, grade)


def enrolments(learners: int) -> Iterator[tuple]:
    count = 0
    for first in range(0, learners, LEARNERS_A_CLASS):
        for number in range(CLASSES_EACH):
            people = [(f"t{first}", "teacher")]
            people += [(f"l{learner}", "student") for learner in range(first, min(first + LEARNERS_A_CLASS, learners))]
            for person, role in people:
                count += 1
                yield (f"e{count}", f"c{class_of(first, number)}", school_of(first), person, role)
