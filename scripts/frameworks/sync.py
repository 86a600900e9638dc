"""Bringing the rows of a framework to what a package says: compared in memory, written by COPY."""

import json
from collections.abc import Callable, Iterable

from django.db import connection, models
from django.utils import timezone
from psycopg import sql

from learnplan.web.reports import Counts
from scripts.frameworks.models import Framework

Progress = Callable[[int], None]
TELL_EVERY = 5_000
UPSERT = sql.SQL(
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming "
    "ON CONFLICT (id) DO UPDATE SET {changes}, ended_at = NULL"
)


class Sync:
    """Brings the rows of one table of a framework to what a package says.

    `columns` are those a package fills. `ids` gives the row of every identifier of the package, also of those that
    are not written yet: their numbers are drawn beforehand, so that rows can name one another whatever their order.
    """

    def __init__(
        self,
        model: type[models.Model],
        framework: Framework,
        columns: tuple[str, ...],
        identifiers: Iterable[str],
        counts: Counts,
    ):
        self.model, self.framework, self.columns, self.counts = model, framework, columns, counts
        rows = model._default_manager.filter(framework=framework.pk).values("pk", "identifier", "ended_at", *columns)
        self.known = {row["identifier"]: row for row in rows.iterator()} if framework.pk else {}
        new = [identifier for identifier in identifiers if identifier not in self.known]
        self.ids = {identifier: row["pk"] for identifier, row in self.known.items()}
        self.ids |= dict(zip(new, _draw(model, len(new)), strict=True))
        self.changed: list[tuple[str, dict]] = []
        self.created = self.updated = 0
        self.ended: list[int] = []

    def take(self, rows: Iterable[tuple[str, dict]]) -> None:
        """Compare what should be with what is; nothing is written."""
        seen = set()
        for identifier, values in rows:
            seen.add(identifier)
            row = self.known.get(identifier)
            if row is None:
                self.created += 1
            elif row["ended_at"] or any(row[column] != value for column, value in values.items()):
                self.updated += 1
            else:
                self.counts.unchanged += 1
                continue
            self.changed.append((identifier, values))
        self.ended = [row["pk"] for key, row in self.known.items() if key not in seen and row["ended_at"] is None]
        self.counts.created += self.created
        self.counts.updated += self.updated
        self.counts.ended += len(self.ended)

    def write(self, progress: Progress | None = None) -> None:
        """Write what `take` found: new and changed rows by COPY and one upsert, ended ones by one update."""
        if self.changed:
            self._copy(progress)
        if self.ended:
            self.model._default_manager.filter(pk__in=self.ended).update(ended_at=timezone.now())

    def _copy(self, progress: Progress | None) -> None:
        columns = ("id", "framework_id", "identifier", *self.columns)
        changes = (sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in self.columns)
        names = {
            "table": sql.Identifier(self.model._meta.db_table),
            "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
            "changes": sql.SQL(", ").join(changes),
        }
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE TEMPORARY TABLE incoming (LIKE {table}) ON COMMIT DROP").format(**names))
            with cursor.copy(sql.SQL("COPY incoming ({columns}) FROM STDIN").format(**names)) as copy:
                for number, (identifier, values) in enumerate(self.changed, start=1):
                    cells = [_cell(values[column]) for column in self.columns]
                    copy.write_row([self.ids[identifier], self.framework.pk, identifier, *cells])
                    if progress and number % TELL_EVERY == 0:
                        progress(number)
            cursor.execute(UPSERT.format(**names))
            cursor.execute("DROP TABLE incoming")


def _cell(value):
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _draw(model: type[models.Model], count: int) -> list[int]:
    """Draw the next `count` numbers of the table's own sequence."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        return [number for (number,) in cursor.fetchall()]
