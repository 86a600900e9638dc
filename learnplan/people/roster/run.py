"""One import on its way: what it knows, and how SQL judges staged rows, with reasons, and stores them."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.people.roster.rows import year_start
from learnplan.people.roster.staging import FileReader
from learnplan.web.reports import Report

FETCHED_AT_ONCE = 2000
TABLES = {
    "org": "learnplan_institution",
    "session": "learnplan_academicsession",
    "course": "learnplan_course",
    "class": "learnplan_class",
    "user": "learnplan_user",
    "role": "learnplan_membership",
    "enrolment": "learnplan_enrolment",
}
# Of a staged row s: what may be stored, and what counts whether or not it is stored already.
WAITS = "s.outcome IS NULL AND NOT s.gone"
STANDS = "s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone"


@dataclass
class Run:
    """One import of one roster. `reach` has the ids of the institutions it may touch; None is every one."""

    roster: str
    report: Report
    modes: dict[str, str]
    readers: dict[str, FileReader]
    reach: list[int] | None = None
    today: dt.date = field(default_factory=timezone.localdate)
    marks: int = 0

    @property
    def values(self) -> dict:
        """The parameters every statement may use."""
        return {
            "roster": self.roster,
            "today": self.today,
            "last_day": self.today - dt.timedelta(days=1),
            "year_start": year_start(self.today),
            "reach": self.reach,
        }

    def do(self, sql: str, **more) -> int:
        """Execute one statement; return how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.values | more)
            return cursor.rowcount

    def value(self, sql: str, **more):
        """Return the first value of the first row."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.values | more)
            return cursor.fetchone()[0]

    def measure(self, *tables: str) -> None:
        """Tell the planner how much is in tables that were just filled: a plan for few rows never ends on many."""
        self.do("ANALYZE " + ", ".join(tables))

    def files_of(self, kind: str) -> list[FileReader]:
        """Return the readers of the files that load into the staging table `kind`."""
        return [reader for reader in self.readers.values() if reader.wanted.loads == kind]

    def is_whole(self, kind: str) -> bool:
        """Say whether absence from the files of `kind` means anything: bulk, not empty, every row told apart."""
        readers = self.files_of(kind)
        return bool(readers) and all(
            self.modes[reader.wanted.name] == "bulk" and reader.counts.rows and not reader.blind for reader in readers
        )

    def refuse(self, kind: str, code: str, field_name: str, message: str, where: str, **judgement: str) -> None:
        """Refuse the staged rows that `where` picks (see `mark`)."""
        self.mark(kind, "refused", code, field_name, message, where, change="outcome = 'refused'", **judgement)

    def warn(self, kind: str, code: str, field_name: str, message: str, where: str, **judgement: str) -> None:
        """Warn of the staged rows that `where` picks (see `mark`)."""
        self.mark(kind, "warning", code, field_name, message, where, **judgement)

    def mark(
        self,
        kind: str,
        severity: str,
        code: str,
        field_name: str,
        message: str,
        where: str,
        *,
        source: str = "",
        detail: str = "NULL",
        other_line: str = "",
        change: str = "",
    ) -> None:
        """Judge rows of s_<kind> AS s that nobody refused.

        Only rows that were not stored yet can be refused; a warning may also be of what was stored.

        `source` is what the UPDATE joins (FROM ...), `detail` the SQL of a cell's value for {detail} in the
        message, or `other_line` the SQL of a line number for it; `change` what else is set.
        """
        self.marks += 1
        reason = f"{code} {self.marks}"
        still = "s.outcome IS NULL" if severity == "refused" else "s.outcome IS DISTINCT FROM 'refused'"
        more = f", {change}" if change else ""
        if self.do(
            f"UPDATE s_{kind} s SET reason = %(reason)s, detail = ({other_line or detail})::text{more} "
            f"{f'FROM {source}' if source else ''} WHERE {still} AND ({where})",
            reason=reason,
        ):
            self.tell(kind, reason, severity, code, field_name, message, may_say=bool(other_line))

    def tell(
        self, kind: str, reason: str, severity: str, code: str, field_name: str, message: str, *, may_say: bool
    ) -> None:
        """Put the rows marked `reason` into the report, without holding them all. See Row for what may be said."""
        say = self.report.refuse if severity == "refused" else self.report.warn
        with connection.connection.cursor(name="roster_problems") as cursor:
            cursor.itersize = FETCHED_AT_ONCE
            cursor.execute(
                f"SELECT file, line, detail FROM s_{kind} WHERE reason = %s AND file IS NOT NULL ORDER BY id", [reason]
            )
            for file, line, detail in cursor:
                reader = self.readers.get(file)
                secretive = reader is not None and reader.secretive and not may_say
                shown = _("named here") if secretive else str(detail)
                column = reader.headers.get(field_name) if reader else None
                say(file, line, column, code, message.format(detail=shown))

    def find(self, kind: str, column: str, known: str, named: str, *, where: str = "true", at: str = "") -> None:
        """Point `column` of staged rows at rows of the kind `known` whose identifier they have in `named`.

        `at` is the SQL, over the known row t, of the institution that must be in reach.
        """
        self.do(
            f"UPDATE s_{kind} s SET {column} = t.id FROM {TABLES[known]} t WHERE t.roster = %(roster)s "
            f"AND t.sourced_id = s.{named} AND {where} AND {in_reach(at) if at else 'true'}"
        )

    def begin(self, kind: str) -> None:
        """Refuse all rows of one identifier but the first; point the rest at what an earlier import made of them."""
        self.refuse_repeated(kind)
        self.find(kind, "known_id", kind, "sid")

    def refuse_repeated(self, kind: str) -> None:
        """Refuse all rows of one identifier but the first; what has none is never repeated."""
        message = _("The same identifier is on line {detail} already. The first one counts.")
        self.refuse(kind, "duplicate", "sourced_id", message, **repeated(kind, "sid", "sid IS NOT NULL"))

    def update(self, kind: str, columns: dict[str, str], where: str = "true") -> None:
        """Update the known rows t that differ, and only those. `columns` has the SQL of each, over s and t."""
        names, sources = ", ".join(columns), ", ".join(columns.values())
        self.change(
            kind,
            "updated",
            f"UPDATE {TABLES[kind]} t SET ({names}) = ROW({sources}) FROM s_{kind} s "
            f"WHERE t.id = s.known_id AND {WAITS} AND {where} "
            f"AND ({', '.join(f't.{name}' for name in columns)}) IS DISTINCT FROM ({sources})",
        )

    def change(self, kind: str, outcome: str, change: str) -> None:
        """Do an UPDATE of known rows t, and say of the staged rows that it changed what came of them."""
        self.do(
            f"WITH changed AS ({change} RETURNING t.id) UPDATE s_{kind} s SET outcome = '{outcome}' FROM changed "
            "WHERE s.known_id = changed.id AND s.outcome IS NULL"
        )

    def insert(self, kind: str, columns: dict[str, str]) -> None:
        """Insert the new rows, and point the staged ones at them. `columns` has the SQL of each, over s."""
        self.do(
            f"WITH made AS (INSERT INTO {TABLES[kind]} (roster, sourced_id, {', '.join(columns)}) "
            f"SELECT %(roster)s, s.sid, {', '.join(columns.values())} FROM s_{kind} s "
            f"WHERE s.known_id IS NULL AND {WAITS} ORDER BY s.id RETURNING id, sourced_id) "
            f"UPDATE s_{kind} s SET outcome = 'created', known_id = made.id FROM made "
            "WHERE s.sid = made.sourced_id AND s.known_id IS NULL AND s.outcome IS NULL"
        )

    def store(self, kind: str, columns: dict[str, str]) -> None:
        """Update the known rows that differ, end those to be deleted, and insert the new ones."""
        columns = columns | {"kept_aside": "s.kept", "ended_on": "NULL::date"}
        self.update(kind, columns)
        self.change(
            kind,
            "ended",
            f"UPDATE {TABLES[kind]} t SET ended_on = %(today)s FROM s_{kind} s WHERE t.id = s.known_id "
            "AND s.outcome IS NULL AND s.gone AND t.ended_on IS NULL",
        )
        self.insert(kind, columns)


def in_reach(column: str) -> str:
    """Return the SQL condition that the institution in `column` may be touched by this import."""
    return f"(%(reach)s::bigint[] IS NULL OR {column} = ANY(%(reach)s::bigint[]))"


def repeated(kind: str, key: str, where: str) -> dict[str, str]:
    """Return the judgement (see `Run.mark`) of rows whose `key` stands on an earlier line already."""
    source = (
        f"(SELECT id, first_value(line) OVER w AS first, row_number() OVER w AS n FROM s_{kind} "
        f"WHERE outcome IS NULL AND {where} WINDOW w AS (PARTITION BY {key} ORDER BY id)) d"
    )
    return {"source": source, "where": "d.id = s.id AND d.n > 1", "other_line": "d.first"}
