"""Keeping what waits: after an act the kinds that it can have changed, at night all of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils import timezone
from psycopg.types.numeric import Int8

from learnplan.events.models import Event
from learnplan.waiting.shapes import SOURCES
from learnplan.web.statements import fixed, kept_cursor

FIRST_LOCK = 1 << 60  # of the numbers that PostgreSQL locks for us: one for all, two for each learner and institution
TAKE_TURNS = """
SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
SELECT {lock}(%s); SELECT pg_advisory_xact_lock(%s + one) FROM unnest(%s::bigint[]) one
"""
COLUMNS = {
    "thing_id": "its_thing::bigint",
    "learner_id": "its_learner::bigint",
    "institution_id": "its_institution::bigint",
    "person_id": "its_person::bigint",
    "by_id": "its_by::bigint",
    "since": "its_since::timestamptz",
    "until": "its_until::timestamptz",
    "due_on": "its_due::date",
    "facts": "its_facts::jsonb",
}
WHOSE = ("who", "role", "otherwise", "of_leavers", "while_tied")  # the same for every row of a kind
ALL = (*COLUMNS, *WHOSE)
NAMES = ", ".join(("kind", *ALL))
OWN = ", ".join(f"kept.{name}" for name in ALL)
FRESH = ", ".join(f"fresh.{name}" for name in ALL)
KEEP = f"""
WITH fresh AS MATERIALIZED ({{fresh}}),
kept AS (SELECT * FROM learnplan_waiting WHERE {{kept}}),
gone AS (
    DELETE FROM learnplan_waiting WHERE id IN (
        SELECT id FROM kept
        WHERE NOT EXISTS (SELECT FROM fresh WHERE fresh.kind = kept.kind AND fresh.thing_id = kept.thing_id)
    ) RETURNING 1
),
come AS (
    INSERT INTO learnplan_waiting ({NAMES})
    SELECT fresh.kind, {FRESH} FROM fresh
    LEFT JOIN kept ON kept.kind = fresh.kind AND kept.thing_id = fresh.thing_id
    WHERE kept.id IS NULL OR ({FRESH}) IS DISTINCT FROM ({OWN})
    ORDER BY 1, 2
    ON CONFLICT (kind, thing_id) DO UPDATE
    SET {", ".join(f"{name} = EXCLUDED.{name}" for name in ALL if name != "thing_id")}
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM gone), (SELECT COUNT(*) FROM come)
"""
DIFFER = f"""
WITH fresh AS MATERIALIZED ({{fresh}}),
kept AS (SELECT * FROM learnplan_waiting WHERE {{kept}})
SELECT COALESCE(fresh.kind, kept.kind), COALESCE(fresh.thing_id, kept.thing_id), kept.id IS NULL, fresh.kind IS NULL
FROM fresh FULL JOIN kept ON kept.kind = fresh.kind AND kept.thing_id = fresh.thing_id
WHERE kept.id IS NULL OR fresh.kind IS NULL OR ({FRESH}) IS DISTINCT FROM ({OWN})
ORDER BY 1, 2
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
    """Bring to what should wait the kinds that these events can have changed, of whom they are about.

    What an event says of a learner changes what waits about them and, where no learner is named, at the institution;
    an event of neither may change everything of its kinds. Three statements at most, however many events.
    """
    events = list(events)
    things = {event.verb.partition(".")[0] for event in events}
    kinds = tuple(source.kind for source in SOURCES.values() if source.after & things)
    if not kinds:
        return
    learners = {event.learner_id for event in events if event.learner_id}
    institutions = {event.institution_id for event in events if event.institution_id}
    whole = {event.institution_id for event in events if event.institution_id and not event.learner_id}
    anywhere = tuple(kind for kind in kinds if SOURCES[kind].anywhere & things)
    if not anywhere and all(event.learner_id for event in events):
        _take_turns(learners, institutions if any(SOURCES[kind].is_shared for kind in kinds) else ())
    else:
        _take_turns()
    if not all(event.learner_id or event.institution_id for event in events):
        anywhere = kinds
    if anywhere:
        _ask(KEEP, anywhere)
    if theirs := tuple(kind for kind in kinds if kind not in anywhere):
        _ask(KEEP, theirs, learners=learners, whole=whole, institutions=institutions - whole)


def mend() -> tuple[int, int]:
    """Bring the whole table to what should wait; returns how many rows went, and how many came or changed."""
    return _ask(KEEP, tuple(SOURCES))[0]


def differences() -> list[Difference]:
    """Return where the table is not as the rooms' queries say that it should be, by kind."""
    return [
        Difference(kind, thing_id, "missing" if is_missing else "left over" if is_left else "different")
        for kind, thing_id, is_missing, is_left in _ask(DIFFER, tuple(SOURCES))
    ]


def _take_turns(learners: Iterable[int] = (), institutions: Iterable[int] = ()) -> None:
    """Wait for other acts on the same people that are at their end: a row may hang on what two acts change.

    An act that names nobody waits for all, and all for it. What the database checks at the commit (that the row which
    a key names is there) it checks before: it waits where that row is locked by an act that waits for its own turn.
    """
    locks = [2 * learner for learner in learners] + [2 * institution + 1 for institution in institutions]
    lock = "pg_advisory_xact_lock_shared" if locks else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURNS.format(lock=lock), [FIRST_LOCK, FIRST_LOCK, sorted(locks)])


def _ask(statement: str, kinds: tuple[str, ...], **narrow: set[int]) -> list[tuple]:
    """Run a statement on what is fresh and kept of these kinds: of everyone, or of whom `narrow` names."""
    with kept_cursor() as cursor:
        cursor.execute(
            _put_together(statement, kinds, tuple(name for name, ids in narrow.items() if ids), timezone.localdate()),
            {name: [Int8(one) for one in sorted(ids)] for name, ids in narrow.items()},
        )
        return cursor.fetchall()


@lru_cache(maxsize=200)
def _put_together(statement: str, kinds: tuple[str, ...], narrow: tuple[str, ...], day: dt.date) -> str:
    """Return the statement with the queries of these kinds, as they are on that day, written into it.

    Where `narrow` names some of `THEIRS`, it is about those alone.
    """
    theirs, fresh = [THEIRS[name] for name in narrow] or ["TRUE"], []
    for kind in kinds:
        source = SOURCES[kind]
        query = source.rows().query
        query.clear_ordering()
        sql, params = query.sql_with_params()
        names = ", ".join(f"q.{name} AS {column}" for column, name in COLUMNS.items())
        whose = ", ".join(f"{_said(getattr(source, name))} AS {name}" for name in WHOSE)
        row = f"SELECT '{kind}' AS kind, {names}, {whose} FROM ({fixed(sql, params, {})}) q"
        fresh += [f"SELECT * FROM ({row}) r WHERE {one}" for one in theirs]
    named = ", ".join(f"'{kind}'" for kind in kinds)
    kept = f"kind IN ({named}) AND ({' OR '.join(theirs)})"
    return statement.format(fresh=" UNION ALL ".join(fresh), kept=kept)


def _said(value: object) -> str:
    return f"'{value}'::text" if isinstance(value, str) else str(bool(value)).upper()
