"""Storing institutions, sessions, courses and classes from their staging tables."""

from django.utils.translation import gettext as _

from learnplan.people.roster.run import Run, in_reach

TABLES = {
    "org": "learnplan_institution",
    "session": "learnplan_academicsession",
    "course": "learnplan_course",
    "class": "learnplan_class",
    "user": "learnplan_user",
    "enrolment": "learnplan_enrolment",
}


def store_places(run: Run) -> None:
    """Store what is not a person. Institutions come first: the rest refers to them."""
    split_classic_rows(run)
    for kind in ("org", "session", "course", "class"):
        refuse_repeated(run, kind)
        find_known(run, kind)
    store_institutions(run)
    store(run, "session", {"title": "s.title", "kind": "s.kind", "starts_on": "s.starts_on", "ends_on": "s.ends_on"})
    find_institutions(run, "course")
    find_institutions(run, "class")
    refuse_foreign(run)
    store(run, "course", {"institution_id": "s.institution_id", "title": "s.title", "code": "s.code"})
    store_classes(run)


def split_classic_rows(run: Run) -> None:
    """Make sessions and courses of what the classic dialect repeats in each class."""
    run.do(
        "INSERT INTO s_session (line, sid, gone, kept, title, kind, starts_on, ends_on) "
        "SELECT min(line), sessions[1], false, '{}', coalesce(min(session_title), sessions[1]), 'term', "
        "min(session_starts_on), max(session_ends_on) FROM s_class WHERE outcome IS NULL AND NOT gone "
        "AND session_starts_on IS NOT NULL AND session_ends_on IS NOT NULL AND sessions[1] IS NOT NULL "
        "GROUP BY sessions[1] ORDER BY min(id)"
    )
    run.do(
        "INSERT INTO s_course (line, sid, gone, kept, org, title, code) "
        "SELECT min(line), course, false, '{}', min(org), min(course_title), coalesce(min(course_code), '') "
        "FROM s_class WHERE outcome IS NULL AND NOT gone AND course IS NOT NULL AND course_title IS NOT NULL "
        "GROUP BY course ORDER BY min(id)"
    )


def refuse_repeated(run: Run, kind: str) -> None:
    """Refuse all rows of one identifier but the first."""
    run.refuse(
        kind,
        "duplicate",
        "sourced_id",
        _("The same identifier is on line {detail} already. The first one counts."),
        source=f"(SELECT id, first_value(line) OVER w AS first, row_number() OVER w AS n FROM s_{kind} "
        "WHERE outcome IS NULL WINDOW w AS (PARTITION BY sid ORDER BY id)) d",
        where="d.id = s.id AND d.n > 1",
        other_line="d.first",
    )


def find_known(run: Run, kind: str) -> None:
    """Point staged rows at the rows that an earlier import made of them."""
    run.do(
        f"UPDATE s_{kind} s SET place = t.id FROM {TABLES[kind]} t WHERE t.roster = %(roster)s AND t.sourced_id = s.sid"
    )


def store(run: Run, kind: str, columns: dict[str, str]) -> None:
    """Update the known rows that differ, end those to be deleted, and insert the new ones.

    `columns` gives each column of the table and the SQL for it over `s`; only rows that nobody refused are
    touched, and none that would not change.
    """
    table = TABLES[kind]
    columns = columns | {"kept_aside": "s.kept", "ended_on": "NULL::date"}
    names, sources = ", ".join(columns), ", ".join(columns.values())
    run.do(
        f"WITH changed AS (UPDATE {table} t SET ({names}) = ROW({sources}) FROM s_{kind} s WHERE t.id = s.place "
        f"AND s.outcome IS NULL AND NOT s.gone AND ({', '.join(f't.{n}' for n in columns)}) IS DISTINCT FROM "
        f"({sources}) RETURNING t.id) "
        f"UPDATE s_{kind} s SET outcome = 'updated' FROM changed WHERE s.place = changed.id AND s.outcome IS NULL"
    )
    run.do(
        f"WITH ended AS (UPDATE {table} t SET ended_on = %(today)s FROM s_{kind} s WHERE t.id = s.place "
        "AND s.outcome IS NULL AND s.gone AND t.ended_on IS NULL RETURNING t.id) "
        f"UPDATE s_{kind} s SET outcome = 'ended' FROM ended WHERE s.place = ended.id AND s.outcome IS NULL"
    )
    insert(run, kind, names, sources)


def insert(run: Run, kind: str, names: str, sources: str) -> None:
    """Insert the new rows of a staging table and point the staged rows at them."""
    run.do(
        f"WITH made AS (INSERT INTO {TABLES[kind]} (roster, sourced_id, {names}) "
        f"SELECT %(roster)s, s.sid, {sources} FROM s_{kind} s "
        "WHERE s.place IS NULL AND s.outcome IS NULL AND NOT s.gone ORDER BY s.id RETURNING id, sourced_id) "
        f"UPDATE s_{kind} s SET outcome = 'created', place = made.id FROM made "
        "WHERE s.sid = made.sourced_id AND s.place IS NULL AND s.outcome IS NULL"
    )


def store_institutions(run: Run) -> None:
    """Store institutions, then what is above each, which may stand later in the file."""
    if run.reach is not None:
        refuse_institutions_out_of_reach(run)
    store(run, "org", {"name": "s.name", "kind": "s.kind", "code": "s.code"})
    if run.reach is not None:
        run.reach = run.value(
            "SELECT array_agg(DISTINCT id) FROM (SELECT unnest(%(reach)s::bigint[]) AS id UNION ALL "
            "SELECT place FROM s_org WHERE place IS NOT NULL AND outcome IS DISTINCT FROM 'refused') known"
        )
    find_parents(run)


def refuse_institutions_out_of_reach(run: Run) -> None:
    """Refuse institutions that are neither the importing one nor below it."""
    run.refuse(
        "org",
        "not_yours",
        "sourced_id",
        _("This is neither your institution nor a part of it: ask whoever runs the consortium to bring it in."),
        where="s.sid NOT IN (WITH RECURSIVE mine AS ("
        "SELECT i.sourced_id::text AS sid FROM learnplan_institution i WHERE i.id = ANY(%(reach)s) "
        "AND i.roster = %(roster)s AND i.sourced_id IS NOT NULL UNION SELECT o.sid FROM s_org o "
        "JOIN mine ON o.parent = mine.sid WHERE o.outcome IS NULL AND o.place IS NULL) SELECT sid FROM mine)",
    )


def find_parents(run: Run) -> None:
    """Set what is above each institution, but for what is missing and what leads round in a circle."""
    run.do(
        "UPDATE s_org s SET parent_id = p.id FROM learnplan_institution p WHERE p.roster = %(roster)s "
        "AND p.sourced_id = s.parent AND s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone"
    )
    run.warn(
        "org",
        "parent_missing",
        "parent",
        _("The institution above it, {detail}, is not known. This one is taken without it."),
        where="s.parent IS NOT NULL AND s.parent_id IS NULL AND NOT s.gone",
        detail="s.parent",
    )
    run.warn(
        "org",
        "parent_circle",
        "parent",
        _("The institutions above it lead back to itself. It is taken without them."),
        source="(WITH RECURSIVE edge AS (SELECT place AS id, parent_id FROM s_org WHERE parent_id IS NOT NULL "
        "UNION ALL SELECT i.id, i.parent_id FROM learnplan_institution i WHERE i.parent_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM s_org o WHERE o.place = i.id)), up AS (SELECT id AS start, parent_id AS above FROM edge UNION "
        "SELECT up.start, edge.parent_id FROM up JOIN edge ON edge.id = up.above) "
        "SELECT start FROM up WHERE start = above) circle",
        where="circle.start = s.place",
        change="parent_id = NULL",
    )
    run.do(
        "WITH moved AS (UPDATE learnplan_institution i SET parent_id = s.parent_id FROM s_org s WHERE i.id = s.place "
        "AND s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone AND i.parent_id IS DISTINCT FROM s.parent_id "
        "AND (%(reach)s::bigint[] IS NULL OR s.parent_id = ANY(%(reach)s::bigint[])) RETURNING i.id) "
        "UPDATE s_org s SET outcome = coalesce(outcome, 'updated') FROM moved WHERE s.place = moved.id"
    )


def find_institutions(run: Run, kind: str) -> None:
    """Point courses or classes at their institutions."""
    run.do(
        f"UPDATE s_{kind} s SET institution_id = i.id FROM learnplan_institution i "
        f"WHERE i.roster = %(roster)s AND i.sourced_id = s.org AND {in_reach('i.id')}"
    )


def refuse_foreign(run: Run) -> None:
    """Refuse classes without an institution, and known rows that belong to one out of reach."""
    for kind in ("course", "class"):
        if run.reach is not None:
            run.refuse(
                kind,
                "not_yours",
                "sourced_id",
                _("A row with this identifier belongs to another institution of the consortium."),
                source=f"{TABLES[kind]} t",
                where=f"t.id = s.place AND t.institution_id IS NOT NULL AND NOT {in_reach('t.institution_id')}",
            )
    run.refuse(
        "class",
        "org_missing",
        "org",
        _("The institution {detail} is not known here."),
        where="s.institution_id IS NULL AND NOT s.gone",
        detail="s.org",
    )
    run.warn(
        "course",
        "org_missing",
        "org",
        _("The institution {detail} is not known here. The course is taken without it."),
        where="s.institution_id IS NULL AND s.org IS NOT NULL AND NOT s.gone",
        detail="s.org",
    )


def store_classes(run: Run) -> None:
    """Store classes with their courses and sessions."""
    run.do(
        "UPDATE s_class s SET course_id = c.id FROM learnplan_course c "
        "WHERE c.roster = %(roster)s AND c.sourced_id = s.course"
    )
    run.warn(
        "class",
        "course_missing",
        "course",
        _("The course {detail} is not known here. The class is taken without it."),
        where="s.course_id IS NULL AND s.course IS NOT NULL AND NOT s.gone",
        detail="s.course",
    )
    columns = {"institution_id": "s.institution_id", "course_id": "s.course_id", "title": "s.title", "code": "s.code"}
    store(run, "class", columns)
    run.measure("s_class", "learnplan_class")
    run.warn(
        "class",
        "session_missing",
        "sessions",
        _("The session {detail} is not known here. The class is taken without it."),
        source="(SELECT s_class.id, string_agg(term, ', ') AS missing FROM s_class, unnest(sessions) AS term "
        "WHERE NOT gone AND NOT EXISTS (SELECT 1 FROM learnplan_academicsession a WHERE a.roster = %(roster)s "
        "AND a.sourced_id = term) GROUP BY s_class.id) m",
        where="m.id = s.id",
        detail="m.missing",
    )
    store_sessions_of_classes(run)


def store_sessions_of_classes(run: Run) -> None:
    """Tie classes to exactly the sessions their rows name."""
    wanted = (
        "wanted AS (SELECT DISTINCT c.place AS class_id, a.id AS academicsession_id FROM s_class c, "
        "unnest(c.sessions) AS term JOIN learnplan_academicsession a ON a.roster = %(roster)s AND a.sourced_id = term "
        "WHERE c.outcome IS DISTINCT FROM 'refused' AND NOT c.gone AND c.place IS NOT NULL)"
    )
    mark = "UPDATE s_class s SET outcome = coalesce(outcome, 'updated') FROM touched WHERE touched.class_id = s.place"
    run.do(
        f"WITH {wanted}, touched AS (INSERT INTO learnplan_class_sessions (class_id, academicsession_id) "
        "SELECT w.class_id, w.academicsession_id FROM wanted w WHERE NOT EXISTS (SELECT 1 "
        "FROM learnplan_class_sessions t WHERE (t.class_id, t.academicsession_id) = "
        f"(w.class_id, w.academicsession_id)) RETURNING class_id) {mark}"
    )
    run.do(
        f"WITH {wanted}, touched AS (DELETE FROM learnplan_class_sessions t USING s_class c WHERE t.class_id = c.place "
        "AND c.outcome IS DISTINCT FROM 'refused' AND NOT c.gone AND NOT EXISTS (SELECT 1 FROM wanted w "
        f"WHERE (t.class_id, t.academicsession_id) = (w.class_id, w.academicsession_id)) RETURNING t.class_id) {mark}"
    )
