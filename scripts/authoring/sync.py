"""Bringing the rows of a framework to what a package says: compared in memory, written in a handful of statements."""

from collections.abc import Callable, Iterable

from django.db import connection, models
from django.utils import timezone

from learnplan.reports import Counts
from scripts.authoring.frameworks import Framework

BATCH = 5_000
Progress = Callable[[int], None]


class Sync:
    """Brings the rows of one table of a framework to what a package says, in a handful of statements.

    `ids` gives the row of every identifier of the package, also of those that are not written yet: their numbers are
    drawn beforehand, so that rows can name one another in whatever order they are written.
    """

    def __init__(self, model: type[models.Model], framework: Framework, identifiers: Iterable[str], counts: Counts):
        self.model, self.framework, self.counts = model, framework, counts
        rows = model._default_manager.filter(framework=framework) if framework.pk else ()
        self.known = {row.identifier: row for row in rows}
        new = [identifier for identifier in identifiers if identifier not in self.known]
        self.ids = {identifier: row.pk for identifier, row in self.known.items()}
        self.ids |= dict(zip(new, _draw(model, len(new)), strict=True))
        self.created: list[models.Model] = []
        self.updated: list[models.Model] = []
        self.ended: list[int] = []
        self.fields: list[str] = ["ended_at"]

    def take(self, rows: Iterable[tuple[str, dict]]) -> None:
        """Compare what should be with what is; nothing is written."""
        seen = set()
        for identifier, values in rows:
            seen.add(identifier)
            row = self.known.get(identifier)
            if row is None:
                key = {"pk": self.ids[identifier], "framework": self.framework, "identifier": identifier}
                self.created.append(self.model(**key, **values))
                self.fields = ["ended_at", *values]
            elif row.ended_at or any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                row.ended_at = None
                self.updated.append(row)
                self.fields = ["ended_at", *values]
            else:
                self.counts.unchanged += 1
        self.ended = [row.pk for key, row in self.known.items() if key not in seen and row.ended_at is None]
        self.counts.created += len(self.created)
        self.counts.updated += len(self.updated)
        self.counts.ended += len(self.ended)

    def write(self, progress: Progress | None = None) -> None:
        """Write what `take` found."""
        rows = self.created + self.updated
        fields = [self.model._meta.get_field(name).name for name in self.fields]
        for start in range(0, len(rows), BATCH):
            self.model._default_manager.bulk_create(
                rows[start : start + BATCH], update_conflicts=True, unique_fields=["id"], update_fields=fields
            )
            if progress:
                progress(min(start + BATCH, len(rows)))
        if self.ended:
            self.model._default_manager.filter(pk__in=self.ended).update(ended_at=timezone.now())


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
