"""A database of its own for generated data: made, migrated, and connected to for a while."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from learnplan.bench.bulk.filling import fill
from learnplan.kept.actions import mend
from learnplan.years import current_year


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Connect to the database `name` of the same server; it is made and migrated when it is not there."""
    before = connection.settings_dict["NAME"]
    make = not _exists(name)
    if make:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    _switch(name)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        _switch(before)


@contextmanager
def generated(learners: int, seed: int, *, tell: Callable[[str], None]) -> Iterator[str]:
    """Connect to the generated database of this size and seed, and give its name.

    It is used again when it was made by the same generator and migrations in the same academic year, and made
    otherwise; what is kept is of today.
    """
    name, mark = f"learnplan_bench_{learners}_{seed}", _mark()
    if _comment(name) != mark:
        drop(name)
    with connected_to(name):
        if _comment(name) != mark:
            tell(f"Making {name}, which is kept for the next time.")
            fill(learners=learners, seed=seed, tell=tell)
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), mark))
        else:
            mend()
        yield name


def _mark() -> str:
    """Return what tells this generator's rows, in these tables, of this academic year from another's."""
    paths = [*Path(__file__).parent.glob("*.py"), *Path(settings.BASE_DIR).glob("*/migrations/*.py")]
    code = b"".join(path.read_bytes() for path in sorted(paths))
    return f"generated in {current_year()} by {hashlib.sha256(code).hexdigest()[:16]}"


def _comment(name: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
        return row[0] if row else None


def drop(name: str) -> None:
    """Drop the database `name` if it is there."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _switch(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # the PostgreSQL backend has it
    connection.settings_dict["NAME"] = name
