"""One import on its way: what it knows, and how SQL judges staged rows, refusing or warning with reasons."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.people.roster.rows import year_start
from learnplan.people.roster.staging import FileReader
from learnplan.web.reports import Report

FETCHED_AT_ONCE = 2000


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


def in_reach(column: str) -> str:
    """Return the SQL condition that the institution in `column` may be touched by this import."""
    return f"(%(reach)s::bigint[] IS NULL OR {column} = ANY(%(reach)s::bigint[]))"
