"""Statements that PostgreSQL plans once a connection, not once a question: what is constant is written into them.

Planning a query that joins eight tables takes it ten times as long as answering it for one row.
"""

import re
from collections.abc import Mapping

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import TIMESTAMPTZ_OID, ServerBindingCursor
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg import ClientCursor
from psycopg.pq import Format
from psycopg.types.numeric import Int8

PLACES = re.compile("%%|%s")


def fixed(sql: str, params: tuple | list, names: Mapping, using: str = DEFAULT_DB_ALIAS) -> str:
    """Return `sql` with every parameter written in, but for those that are keys of `names`: they become %(name)s.

    One name in several places is one parameter, so that PostgreSQL knows equal expressions for equal.
    """
    connection = connections[using]
    connection.ensure_connection()
    left = iter(params)
    with ClientCursor(connection.connection) as writer:

        def fill(place: re.Match) -> str:
            if place[0] == "%%":
                return "%%"
            value = next(left)
            if _may_be_key(value) and value in names:
                return f"%({names[value]})s"
            return writer.mogrify("%s", [value]).replace("%", "%%")

        return PLACES.sub(fill, sql)


def given(values: Mapping[str, object]) -> dict[str, object]:
    """Return parameters by name for `kept_cursor`; whole numbers are always of one width, so that plans are shared."""
    return {name: Int8(value) if isinstance(value, int) else value for name, value in values.items()}


def kept_cursor(using: str = DEFAULT_DB_ALIAS):
    """Return a cursor of Django's whose statements PostgreSQL keeps planned for as long as the connection lasts."""
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
        known = connection.connection.adapters.get_loader(TIMESTAMPTZ_OID, Format.TEXT)
        if connection.timezone != known.timezone:  # as Django does: a cursor with a loader of its own costs more
            register_tzloader(connection.timezone, cursor)
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined]


def _may_be_key(value: object) -> bool:
    return value.__hash__ is not None
