"""A database of its own for generated data: made, migrated, and connected to for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from psycopg import sql


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
    connection.close_pool()
    connection.settings_dict["NAME"] = name
