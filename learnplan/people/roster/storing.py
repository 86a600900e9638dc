"""What storing has in common for every kind: finding what is known, refusing what is repeated, updating, inserting."""

from django.utils.translation import gettext as _

from learnplan.people.roster.run import Run, in_reach

TABLES = {
    "org": "learnplan_institution",
    "session": "learnplan_academicsession",
    "course": "learnplan_course",
    "class": "learnplan_class",
    "user": "learnplan_user",
    "role": "learnplan_membership",
    "enrolment": "learnplan_enrolment",
}
# Of a staged row s: what may be stored, and what counts whether or not it is stored already.
WAITS = "s.outcome IS NULL AND NOT s.gone"
STANDS = "s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone"


def find(run: Run, kind: str, column: str, known: str, named: str, *, where: str = "true", at: str = "") -> None:
    """Point `column` of staged rows at rows of the kind `known` whose identifier they have in `named`.

    `at` is the SQL, over the known row t, of the institution that must be in reach.
    """
    run.do(
        f"UPDATE s_{kind} s SET {column} = t.id FROM {TABLES[known]} t WHERE t.roster = %(roster)s "
        f"AND t.sourced_id = s.{named} AND {where} AND {in_reach(at) if at else 'true'}"
    )


def begin(run: Run, kind: str) -> None:
    """Refuse all rows of one identifier but the first; point the rest at what an earlier import made of them."""
    refuse_repeated(run, kind)
    find(run, kind, "known_id", kind, "sid")


def refuse_repeated(run: Run, kind: str) -> None:
    """Refuse all rows of one identifier but the first; what has none is never repeated."""
    message = _("The same identifier is on line {detail} already. The first one counts.")
    run.refuse(kind, "duplicate", "sourced_id", message, **repeated(kind, "sid", "sid IS NOT NULL"))


def repeated(kind: str, key: str, where: str) -> dict[str, str]:
    """Return the judgement (see `Run.mark`) of rows whose `key` stands on an earlier line already."""
    source = (
        f"(SELECT id, first_value(line) OVER w AS first, row_number() OVER w AS n FROM s_{kind} "
        f"WHERE outcome IS NULL AND {where} WINDOW w AS (PARTITION BY {key} ORDER BY id)) d"
    )
    return {"source": source, "where": "d.id = s.id AND d.n > 1", "other_line": "d.first"}


def update(run: Run, kind: str, columns: dict[str, str], where: str = "true") -> None:
    """Update the known rows that differ, and only those. `columns` has the SQL of each, over s and the known row t."""
    names, sources = ", ".join(columns), ", ".join(columns.values())
    run.do(
        f"WITH changed AS (UPDATE {TABLES[kind]} t SET ({names}) = ROW({sources}) FROM s_{kind} s "
        f"WHERE t.id = s.known_id AND {WAITS} AND {where} "
        f"AND ({', '.join(f't.{name}' for name in columns)}) IS DISTINCT FROM ({sources}) RETURNING t.id) "
        f"UPDATE s_{kind} s SET outcome = 'updated' FROM changed WHERE s.known_id = changed.id AND s.outcome IS NULL"
    )


def insert(run: Run, kind: str, columns: dict[str, str]) -> None:
    """Insert the new rows, and point the staged ones at them. `columns` has the SQL of each, over s."""
    run.do(
        f"WITH made AS (INSERT INTO {TABLES[kind]} (roster, sourced_id, {', '.join(columns)}) "
        f"SELECT %(roster)s, s.sid, {', '.join(columns.values())} FROM s_{kind} s "
        f"WHERE s.known_id IS NULL AND {WAITS} ORDER BY s.id RETURNING id, sourced_id) "
        f"UPDATE s_{kind} s SET outcome = 'created', known_id = made.id FROM made "
        "WHERE s.sid = made.sourced_id AND s.known_id IS NULL AND s.outcome IS NULL"
    )


def store(run: Run, kind: str, columns: dict[str, str]) -> None:
    """Update the known rows that differ, end those to be deleted, and insert the new ones."""
    columns = columns | {"kept_aside": "s.kept", "ended_on": "NULL::date"}
    update(run, kind, columns)
    run.do(
        f"WITH ended AS (UPDATE {TABLES[kind]} t SET ended_on = %(today)s FROM s_{kind} s WHERE t.id = s.known_id "
        "AND s.outcome IS NULL AND s.gone AND t.ended_on IS NULL RETURNING t.id) "
        f"UPDATE s_{kind} s SET outcome = 'ended' FROM ended WHERE s.known_id = ended.id AND s.outcome IS NULL"
    )
    insert(run, kind, columns)
