"""Writing rows through COPY: lines of text, block by block."""

from collections.abc import Iterable

from django.db import connection

from learnplan.home.bulk.shape import LEARNERS_EACH

BLOCK = 5 * LEARNERS_EACH  # learners at a time: whole institutions, so that each transfer is one statement


def copy_rows(table: str, columns: str, rows: Iterable[tuple]) -> int:
    """Append rows to a table through COPY; `columns` are names by comma, None is NULL. Returns how many."""
    lines, count = [], 0
    for row in rows:
        lines.append("\t".join("\\N" if value is None else str(value) for value in row))
        count += 1
    if lines:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            copy.write("\n".join(lines) + "\n")
    return count


def set_sequences(tables: Iterable[str]) -> None:
    """Let each table's next id follow its largest, so that the product can go on writing."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
            )
