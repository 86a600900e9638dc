"""Keeping tables that are made of others: after an act what it can have changed, at night all of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils import timezone
from psycopg.types.numeric import Int8

from learnplan.events.models import Event
from learnplan.kept.shapes import TABLES
from learnplan.web.statements import fixed, kept_cursor

FIRST_LOCK = 1 << 60  # of the numbers that PostgreSQL locks for us: one for all, two for each learner and institution
TAKE_TURNS = """
SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
SELECT {lock}(%s); SELECT pg_advisory_xact_lock(%s + one) FROM unnest(%s::bigint[]) one
"""
KEEP = """
WITH fresh AS MATERIALIZED ({fresh}),
gone AS (
    DELETE FROM {table} kept WHERE {kept} AND NOT EXISTS (SELECT FROM fresh WHERE {same}) RETURNING 1
),
come AS (
    INSERT INTO {table} ({names})
    SELECT {found} FROM fresh LEFT JOIN {table} kept ON {same}
    WHERE ({found}) IS DISTINCT FROM ({own})
    ORDER BY {key}
    ON CONFLICT ({names_of_key}) DO UPDATE SET {changes}
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM gone), (SELECT COUNT(*) FROM come)
"""
DIFFER = """
WITH fresh AS MATERIALIZED ({fresh}),
kept AS (SELECT * FROM {table} kept WHERE {kept})
SELECT {either}, kept.{first} IS NULL, fresh.{first} IS NULL
FROM fresh FULL JOIN kept ON {same}
WHERE ({found}) IS DISTINCT FROM ({own})
ORDER BY {either}
"""
# Whose rows an act can have changed: no row is in two of them, and each is found by an index, whatever it is read from.
THEIRS = {
    "learners": "learner_id = ANY(%(learners)s)",
    "whole": "institution_id = ANY(%(whole)s) AND (learner_id IS NULL OR learner_id <> ALL(%(learners)s))",
    "institutions": "learner_id IS NULL AND institution_id = ANY(%(institutions)s)",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not as it should be: `what` is "missing", "left over" or "different"."""

    kind: str
    thing_id: int
    what: str


def keep_after(events: Iterable[Event]) -> None:
    """Bring to what it should be what these events can have changed, of whom they are about.

    What an event says of a learner changes what is kept of them and, where no learner is named, of the institution;
    an event of neither may change everything. A statement or two a table and one before, however many events.
    """
    events = list(events)
    things = {event.verb.partition(".")[0] for event in events}
    changed = [(table, name, part) for table in TABLES for name, part in table.parts.items() if part.after & things]
    if not changed:
        return
    learners = {event.learner_id for event in events if event.learner_id}
    institutions = {event.institution_id for event in events if event.institution_id}
    whole = {event.institution_id for event in events if event.institution_id and not event.learner_id}
    if all(event.learner_id for event in events) and not any(part.anywhere & things for *_, part in changed):
        _take_turns(learners, institutions if any(part.is_shared for *_, part in changed) else ())
    else:
        _take_turns()
    is_of_all = not all(event.learner_id or event.institution_id for event in events)
    narrow = {"learners": learners, "whole": whole, "institutions": institutions - whole}
    asked: dict[tuple[str, bool], list[str]] = {}
    for table, name, part in changed:
        asked.setdefault((table.name, is_of_all or bool(part.anywhere & things)), []).append(name)
    for (table_name, is_everywhere), names in asked.items():
        _ask(KEEP, table_name, tuple(names), **{} if is_everywhere else narrow)


def mend() -> tuple[int, int]:
    """Bring every table to what it should be; returns how many rows went, and how many came or changed."""
    counts = [_ask(KEEP, table.name, tuple(table.parts))[0] for table in TABLES]
    return sum(gone for gone, _come in counts), sum(come for _gone, come in counts)


def differences() -> list[Difference]:
    """Return where a table is not as the rooms' queries say that it should be, by kind."""
    found = []
    for table in TABLES:
        for *key, is_missing, is_left in _ask(DIFFER, table.name, tuple(table.parts)):
            kind, thing_id = (table.name, *key)[-2:]
            what = "missing" if is_missing else "left over" if is_left else "different"
            found.append(Difference(kind, thing_id, what))
    return found


def _take_turns(learners: Iterable[int] = (), institutions: Iterable[int] = ()) -> None:
    """Wait for other acts on the same people that are at their end: a row may hang on what two acts change.

    An act that names nobody waits for all, and all for it. What the database checks at the commit (that the row which
    a key names is there) it checks before: it waits where that row is locked by an act that waits for its own turn.
    """
    locks = [2 * learner for learner in learners] + [2 * institution + 1 for institution in institutions]
    lock = "pg_advisory_xact_lock_shared" if locks else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURNS.format(lock=lock), [FIRST_LOCK, FIRST_LOCK, sorted(locks)])


def _ask(statement: str, table: str, parts: tuple[str, ...], **narrow: set[int]) -> list[tuple]:
    """Run a statement on what is fresh and kept of these parts: of everyone, or of whom `narrow` names."""
    whose = tuple(name for name, ids in narrow.items() if ids)
    with kept_cursor() as cursor:
        cursor.execute(
            _put_together(statement, table, parts, whose, timezone.localdate()),
            {name: [Int8(one) for one in sorted(ids)] for name, ids in narrow.items()},
        )
        return cursor.fetchall()


@lru_cache(maxsize=200)
def _put_together(statement: str, name: str, parts: tuple[str, ...], narrow: tuple[str, ...], day: dt.date) -> str:
    """Return the statement with the queries of these parts, as they are on that day, written into it.

    Where `narrow` names some of `THEIRS`, it is about those alone.
    """
    table = next(table for table in TABLES if table.name == name)
    theirs, fresh = [THEIRS[name] for name in narrow] or ["TRUE"], []
    for part in map(table.parts.__getitem__, parts):
        query = part.rows().query
        query.clear_ordering()
        sql, params = query.sql_with_params()
        row = ", ".join(f"{value.format(part=part)} AS {column}" for column, value in table.columns.items())
        row = f"SELECT {row} FROM ({fixed(sql, params, {})}) q"
        fresh += [f"SELECT * FROM ({row}) r WHERE {one}" for one in theirs]
    return statement.format(
        table=table.name,
        fresh=" UNION ALL ".join(fresh),
        kept=f"{table.chosen.format(parts=', '.join(f"'{part}'" for part in parts))} AND ({' OR '.join(theirs)})",
        names=", ".join(table.columns),
        found=", ".join(f"fresh.{column}" for column in table.columns),
        own=", ".join(f"kept.{column}" for column in table.columns),
        same=" AND ".join(f"fresh.{column} = kept.{column}" for column in table.key),
        key=", ".join(f"fresh.{column}" for column in table.key),
        names_of_key=", ".join(table.key),
        first=table.key[0],
        either=", ".join(f"COALESCE(fresh.{column}, kept.{column})" for column in table.key),
        changes=", ".join(f"{column} = EXCLUDED.{column}" for column in table.columns if column not in table.key),
    )
