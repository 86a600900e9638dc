"""The temporary tables a roster is copied into, file by file, before anything of it is believed."""

import json
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.people.roster import vocabulary
from learnplan.people.roster.bundle import Bundle
from learnplan.people.roster.cells import Row
from learnplan.people.roster.formats import Dialect, FileFormat
from learnplan.people.roster.header import Header, read_header
from learnplan.people.roster.records import Record, records, text_of
from learnplan.people.roster.refusals import RowRefused
from learnplan.people.roster.rows import ROWS, made_up_id
from learnplan.web.reports import Report

# Every staging table has these. `outcome` is null until the row is judged; `known_id` is the row it is here, found by
# its identifier or just made.
FIRST = (
    "id bigint GENERATED ALWAYS AS IDENTITY, file text, line int, sid text, gone boolean, outcome text, kept jsonb, "
    "reason text, detail text, known_id bigint"
)
COPIED = ("file", "line", "sid", "gone", "outcome", "kept")
# What `rows` gives of each kind, in its order.
OWN = {
    "org": "name text, kind text, code text, parent text",
    "session": "title text, kind text, starts_on date, ends_on date",
    "course": "org text, title text, code text",
    "class": "org text, title text, code text, course text, sessions text[], session_title text, "
    "session_starts_on date, session_ends_on date, course_title text, course_code text",
    "user": "username text, email text, given_name text, family_name text, preferred_name text, is_active boolean, "
    "orgs text[], role text, year_group text, agents text[]",
    "role": "usr text, org text, role text, year_group text, from_on date, until_on date, default_from date",
    "enrolment": "class text, usr text, role text, from_on date, until_on date, default_from date",
    "relationship": "usr text, other text, kind text",
    "flag": "usr text, kind text",
}
# Found out later, not copied: the rows that identifiers lead to.
FOUND = {
    "org": "parent_id bigint",
    "session": "",
    "course": "institution_id bigint",
    "class": "institution_id bigint, course_id bigint",
    "user": "guarded boolean",
    "role": "user_id bigint, institution_id bigint",
    "enrolment": "user_id bigint, class_id bigint",
    "relationship": "user_id bigint, other_id bigint, learner_id bigint, adult_id bigint",
    "flag": "user_id bigint",
}
PROGRESS_EVERY_ROWS = 1000
ONCE_A_COLUMN = ("blank_row", "list_spaces", "value_case", "flag_not_kept")


def create_tables() -> None:
    """Make the staging tables of this transaction, empty."""
    with connection.cursor() as cursor:
        for kind, own in OWN.items():
            columns = ", ".join(filter(None, (FIRST, own, FOUND[kind])))
            cursor.execute(
                f"DROP TABLE IF EXISTS pg_temp.s_{kind}; CREATE TEMPORARY TABLE s_{kind} ({columns}) ON COMMIT DROP"
            )


class FileReader:
    """One file on its way into its staging table. `blind` counts refused rows that cannot be told apart."""

    def __init__(self, bundle: Bundle, wanted: FileFormat, dialect: Dialect, report: Report):
        self.bundle = bundle
        self.wanted = wanted
        self.dialect = dialect
        self.report = report
        self.counts = report.counts(wanted.name)
        self.blind = 0
        self.said: set[tuple[str, str]] = set()
        self.line = 0
        self.today = timezone.localdate()
        self.headers: dict[str, str] = {}
        self.secretive = False
        self.statuses = vocabulary.CLASSIC_STATUSES if dialect.inactive_ends else vocabulary.STATUSES
        self.own = tuple(column.split()[0] for column in OWN[wanted.loads].split(", "))
        self.blanks = (None,) * len(self.own)

    def copy(self, progress: Callable[[], None]) -> None:
        """Copy the file's rows into its staging table, those that are refused too, by their identifier."""
        with self.bundle.open(self.wanted.name.lower()) as source, connection.cursor() as cursor:
            stream, encoding = text_of(source)
            if encoding != "utf-8":
                self.warn_file("encoding", _("The file is in UTF-16. It is read, but should be UTF-8."))
            names = ", ".join((*COPIED, *self.own))
            with cursor.copy(f"COPY s_{self.wanted.loads} ({names}) FROM STDIN") as copy:
                for staged in self.staged(records(stream)):
                    copy.write_row(staged)
                    if self.counts.rows % PROGRESS_EVERY_ROWS == 0:
                        progress()

    def staged(self, found: Iterator[Record]) -> Iterator[tuple]:
        """Yield the staging tuples of the file's records."""
        header = self.header(found)
        for record in found:
            self.line = record.line
            if not record.fault and not any(record.cells):
                self.say("", "blank_row", _("There are rows with nothing in them: they are left out."))
                continue
            self.counts.rows += 1
            if header is None:
                self.counts.refused += 1
            elif staged := self.one(record, header):
                yield staged
                continue
            self.blind += 1

    def header(self, found: Iterator[Record]) -> Header | None:
        """Read the header; without one the whole file is refused, as one problem."""
        first = next(found, None)
        try:
            if first is None or first.fault:
                raise RowRefused(None, "no_header", _("The file has no header that can be read."))
            header = read_header(first.cells, self.wanted, self.report)
        except RowRefused as error:
            self.report.refuse(self.wanted.name, 1, error.column, error.code, error)
            self.blind += 1
            return None
        self.headers = {field: name for _position, field, name in header.fields}
        self.secretive = header.has_password
        return header

    def one(self, record: Record, header: Header) -> tuple | None:
        """Return the staging tuple of one record; None if it is refused and cannot even be named."""
        kind, sid = self.wanted.loads, None
        try:
            if record.fault:
                raise RowRefused(None, record.fault, record.message)
            header.check_width(record.cells)
            values = {field: record.cells[position].strip() for position, field, _name in header.fields}
            values |= self.wanted.fixed
            row = Row(values, self.headers, self.dialect.american_dates, self.secretive, self.say, self.today)
            sid = row.need("sourced_id") if "sourced_id" in values else made_up_id(kind, row)
            gone = row.word("status", self.statuses, code="status") if "status" in values else False
            own = self.blanks if gone else ROWS[kind](row)
        except RowRefused as error:
            self.counts.refused += 1
            self.report.refuse(self.wanted.name, record.line, error.column, error.code, error)
            named = sid is not None
            return (self.wanted.name, record.line, sid, False, "refused", None, *self.blanks) if named else None
        kept = {name: value for i, name in header.aside if (value := record.cells[i].strip())}
        return (self.wanted.name, record.line, sid, gone, None, json.dumps(kept, sort_keys=True), *own)

    def say(self, column: str, code: str, message: str) -> None:
        """Take a warning from a row; what is said of a whole column is said once, at its first line."""
        if code in ONCE_A_COLUMN:
            if (column, code) in self.said:
                return
            self.said.add((column, code))
        self.report.warn(self.wanted.name, self.line, column or None, code, message)

    def warn_file(self, code: str, message: str) -> None:
        self.report.warn(self.wanted.name, None, None, code, message)


def copy_bundle(
    bundle: Bundle, dialect: Dialect, modes: dict[str, str], report: Report, progress: Callable[[int], None] | None
) -> dict[str, FileReader]:
    """Copy every file that is there; return the readers by file name. `progress` is told the rows so far."""
    readers: dict[str, FileReader] = {}

    def so_far() -> None:
        if progress:
            progress(sum(reader.counts.rows for reader in readers.values()))

    create_tables()
    for wanted in dialect.files:
        if modes[wanted.name] == "absent":
            continue
        reader = readers[wanted.name] = FileReader(bundle, wanted, dialect, report)
        reader.copy(so_far)
        so_far()
        if not reader.counts.rows and modes[wanted.name] == "bulk":
            reader.warn_file("empty_file", _("The file has no rows. Nothing is ended because of that."))
    for name in dialect.not_needed:
        if modes[name] != "absent":
            report.warn(name, None, None, "not_needed", _("Learnplan does not need this file: it is not read."))
    return readers
