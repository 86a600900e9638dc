"""Writing rows through COPY: lines of text, block by block."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from learnplan.home.bulk.shape import LEARNERS_EACH

BLOCK = 5 * LEARNERS_EACH  # learners at a time: whole institutions, so that each transfer is one statement


def copy_rows(table: str, columns: str, rows: Iterable[tuple], *, frozen: bool = False) -> int:
    """Append rows to a table through COPY; `columns` are names by comma, None is NULL. Returns how many.

    `frozen` rows need no vacuum later; that can be asked while the table is `lightened` only.
    """
    lines, count = [], 0
    for row in rows:
        lines.append("\t".join("\\N" if value is None else str(value) for value in row))
        count += 1
    if lines:
        into = f"COPY {table} ({columns}) FROM STDIN{' (FREEZE)' if frozen else ''}"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.write("\n".join(lines) + "\n")
    return count


def set_sequences(cursor) -> None:
    """Let the next id of every table follow its largest, so that the product can go on writing."""
    cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
        "WHERE relkind = 'r' AND attname = 'id' AND attidentity <> '' AND relnamespace = 'public'::regnamespace"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
        )


@contextmanager
def lightened() -> Iterator[None]:
    """Drop every index but the primary keys for a while, and build them again at the end: far faster in bulk.

    Row triggers and foreign keys are off too, if this database user may do that. To be used inside a transaction,
    so that a failure leaves all as it was. The tables, which are empty, are truncated in it: what comes then is not
    written twice, as it otherwise is for recovery after a crash.
    """
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE learnplan_institution, learnplan_user, scripts_framework CASCADE")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), "
            "format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
            "FROM pg_constraint WHERE contype IN ('u', 'x') AND connamespace = 'public'::regnamespace "
            "UNION ALL "
            "SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')) "
            "AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        )
        drops_and_makes = cursor.fetchall()
        for drop, _make in drops_and_makes:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _drop, make in drops_and_makes:
            cursor.execute(make)
