"""Storing sessions, courses and classes, and who is in which class."""

from django.utils.translation import gettext as _

from learnplan.people.roster.run import TABLES, Run, in_reach
from learnplan.people.roster.ties import find_people


def store_classes(run: Run) -> None:
    """Store sessions and courses, then classes, which refer to both."""
    split_classic_rows(run)
    for kind in ("session", "course", "class"):
        run.begin(kind)
    run.store("session", {"title": "s.title", "kind": "s.kind", "starts_on": "s.starts_on", "ends_on": "s.ends_on"})
    for kind in ("course", "class"):
        run.find(kind, "institution_id", "org", "org", at="t.id")
        refuse_foreign(run, kind, f"{TABLES[kind]} t", "t.institution_id", "t.id = s.known_id")
    where = "s.institution_id IS NULL AND NOT s.gone"
    message = _("The institution {detail} is not known here.")
    run.refuse("class", "org_missing", "org", message, where, detail="s.org")
    message = _("The institution {detail} is not known here. The course is taken without it.")
    run.warn("course", "org_missing", "org", message, f"{where} AND s.org IS NOT NULL", detail="s.org")
    columns = {"institution_id": "s.institution_id", "title": "s.title", "code": "s.code"}
    run.store("course", columns)
    run.find("class", "course_id", "course", "course")
    message = _("The course {detail} is not known here. The class is taken without it.")
    where = "s.course_id IS NULL AND s.course IS NOT NULL AND NOT s.gone"
    run.warn("class", "course_missing", "course", message, where, detail="s.course")
    run.store("class", columns | {"course_id": "s.course_id"})
    run.measure("s_class", "learnplan_class")
    store_sessions_of_classes(run)


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


def refuse_foreign(run: Run, kind: str, source: str, institution: str, is_known: str) -> None:
    """Refuse known rows that belong to an institution out of reach."""
    if run.reach is not None:
        message = _("A row with this identifier belongs to another institution of the consortium.")
        where = f"{is_known} AND {institution} IS NOT NULL AND NOT {in_reach(institution)}"
        run.refuse(kind, "not_yours", "sourced_id", message, where, source=source)


def store_sessions_of_classes(run: Run) -> None:
    """Tie classes to exactly the sessions their rows name, and warn of those that are not known."""
    missing = (
        "(SELECT s_class.id, string_agg(term, ', ') AS missing FROM s_class, unnest(sessions) AS term "
        "WHERE NOT gone AND NOT EXISTS (SELECT 1 FROM learnplan_academicsession a WHERE a.roster = %(roster)s "
        "AND a.sourced_id = term) GROUP BY s_class.id) m"
    )
    message = _("The session {detail} is not known here. The class is taken without it.")
    run.warn("class", "session_missing", "sessions", message, "m.id = s.id", source=missing, detail="m.missing")
    wanted = (
        "wanted AS (SELECT DISTINCT c.known_id AS class_id, a.id AS academicsession_id FROM s_class c, "
        "unnest(c.sessions) AS term JOIN learnplan_academicsession a ON a.roster = %(roster)s AND a.sourced_id = term "
        "WHERE c.outcome IS DISTINCT FROM 'refused' AND NOT c.gone AND c.known_id IS NOT NULL)"
    )
    same = "(t.class_id, t.academicsession_id) = (w.class_id, w.academicsession_id)"
    mark = (
        "UPDATE s_class s SET outcome = coalesce(outcome, 'updated') FROM touched WHERE touched.class_id = s.known_id"
    )
    run.do(
        f"WITH {wanted}, touched AS (INSERT INTO learnplan_class_sessions (class_id, academicsession_id) "
        "SELECT w.class_id, w.academicsession_id FROM wanted w WHERE NOT EXISTS (SELECT 1 "
        f"FROM learnplan_class_sessions t WHERE {same}) RETURNING class_id) {mark}"
    )
    run.do(
        f"WITH {wanted}, touched AS (DELETE FROM learnplan_class_sessions t USING s_class c "
        "WHERE t.class_id = c.known_id AND c.outcome IS DISTINCT FROM 'refused' AND NOT c.gone "
        f"AND NOT EXISTS (SELECT 1 FROM wanted w WHERE {same}) RETURNING t.class_id) {mark}"
    )


def store_enrolments(run: Run) -> None:
    """Store who is in which class."""
    run.begin("enrolment")
    find_people(run, "enrolment")
    run.find("enrolment", "class_id", "class", "class", at="t.institution_id")
    run.measure("s_enrolment")
    refuse_enrolments(run)
    columns = {"in_class_id": "s.class_id", "user_id": "s.user_id", "role": "s.role", "until_on": "s.until_on"}
    columns |= {"kept_aside": "s.kept"}
    from_on = "coalesce(s.from_on, CASE WHEN s.until_on < t.from_on THEN s.default_from ELSE t.from_on END)"
    run.update("enrolment", columns | {"from_on": from_on})
    run.insert("enrolment", columns | {"from_on": "s.default_from"})
    run.measure("s_enrolment", "learnplan_enrolment")
    warn_of_other_roles(run)


def refuse_enrolments(run: Run) -> None:
    """Refuse enrolments of unknown people or in unknown classes, and known ones of other institutions."""
    if run.is_whole("user"):
        run.do("UPDATE s_enrolment s SET user_id = NULL WHERE NOT EXISTS (SELECT 1 FROM s_user u WHERE u.sid = s.usr)")
    message = _("No class {detail} is known here.")
    where = "s.class_id IS NULL AND NOT s.gone"
    run.refuse("enrolment", "class_missing", "class", message, where, detail="s.class")
    message = _("No person {detail} is known here, or they have left.")
    where = "s.user_id IS NULL AND NOT s.gone"
    run.refuse("enrolment", "user_missing", "user", message, where, detail="s.usr")
    theirs = "learnplan_enrolment e JOIN learnplan_class c ON c.id = e.in_class_id"
    refuse_foreign(run, "enrolment", theirs, "c.institution_id", "e.id = s.known_id")


def warn_of_other_roles(run: Run) -> None:
    """Warn, once for each person, when a class has them as what they are not elsewhere."""
    source = (
        "(SELECT DISTINCT ON (e.user_id) e.id, r.role FROM s_enrolment e JOIN s_role r ON r.user_id = e.user_id "
        "AND r.outcome IS DISTINCT FROM 'refused' AND NOT r.gone WHERE e.outcome IS DISTINCT FROM 'refused' "
        "AND NOT e.gone AND e.role IN ('learner', 'teacher') AND NOT EXISTS (SELECT 1 FROM s_role same "
        "WHERE same.user_id = e.user_id AND same.role = e.role) ORDER BY e.user_id, e.id) d"
    )
    message = _("The roster has this person as {detail}; in this class they have another part. Both are kept.")
    run.warn("enrolment", "role_differs", "role", message, "d.id = s.id", source=source, detail="d.role")
