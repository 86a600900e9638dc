"""Storing what ties people: memberships, enrolments, carers' bonds, and the flags the formula can weigh."""

from django.utils.translation import gettext as _

from learnplan.people.roster.places import find_known, refuse_repeated
from learnplan.people.roster.run import Run, in_reach

SPAN = "daterange({a}.from_on, {a}.until_on, '[]')"


def store_memberships(run: Run) -> None:
    """Store memberships from roles.csv, or from the roles and institutions of users.csv."""
    run.do(
        "INSERT INTO s_role (file, line, gone, usr, org, role, year_group, default_from) "
        "SELECT s.file, s.line, false, s.sid, org, s.role, s.year_group, %(year_start)s FROM s_user s, "
        "unnest(s.orgs) WITH ORDINALITY AS o (org, n) WHERE s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone "
        "ORDER BY s.id, n"
    )
    find_people(run, "role")
    run.do(
        "UPDATE s_role s SET institution_id = i.id FROM learnplan_institution i "
        f"WHERE i.roster = %(roster)s AND i.sourced_id = s.org AND {in_reach('i.id')}"
    )
    run.do("UPDATE s_role SET year_group = '' WHERE role <> 'learner' AND year_group <> ''")
    run.measure("s_role")
    refuse_roles(run)
    match_memberships(run)
    update_memberships(run)
    insert_memberships(run)
    run.measure("s_role", "learnplan_membership")


def find_people(run: Run, kind: str) -> None:
    """Point staged rows at the people they name, but for those who leave by this file or are out of reach."""
    run.do(
        f"UPDATE s_{kind} s SET user_id = u.id FROM learnplan_user u WHERE u.roster = %(roster)s "
        "AND u.sourced_id = s.usr AND NOT EXISTS (SELECT 1 FROM s_user g WHERE g.place = u.id AND g.gone "
        "AND g.outcome IS DISTINCT FROM 'refused')"
    )
    if run.reach is not None:
        member = "SELECT 1 FROM learnplan_membership m WHERE m.user_id = s.user_id"
        run.do(
            f"UPDATE s_{kind} s SET user_id = NULL WHERE EXISTS ({member} AND (m.until_on IS NULL "
            f"OR m.until_on >= %(today)s)) AND NOT EXISTS ({member} AND {in_reach('m.institution_id')})"
        )


def refuse_roles(run: Run) -> None:
    """Refuse roles of unknown people or at unknown institutions; roles that come to the same count once."""
    refuse_repeated_roles(run)
    run.refuse(
        "role",
        "user_missing",
        "user",
        _("No person {detail} is known here."),
        where="s.user_id IS NULL AND NOT s.gone",
        detail="s.usr",
    )
    run.mark(
        "role",
        "warning" if not run.files_of("role") else "refused",
        "org_missing",
        "org" if run.files_of("role") else "orgs",
        _("The institution {detail} is not known here: the membership is left out."),
        where="s.institution_id IS NULL AND NOT s.gone AND s.outcome IS NULL",
        detail="s.org",
        change="outcome = 'refused'",
    )
    run.warn(
        "role",
        "same_membership",
        "role",
        _("This comes to the same membership as line {detail}."),
        source="(SELECT id, first_value(line) OVER k AS first, max(coalesce(until_on, 'infinity')) OVER "
        "(k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= default_from AS same FROM s_role "
        "WHERE outcome IS NULL AND NOT gone "
        "WINDOW k AS (PARTITION BY user_id, institution_id, role ORDER BY default_from, id)) d",
        where="d.id = s.id AND d.same",
        other_line="d.first",
        change="outcome = 'same'",
    )


def refuse_repeated_roles(run: Run) -> None:
    """Refuse all rows of one identifier but the first; rows of users.csv have none."""
    run.refuse(
        "role",
        "duplicate",
        "sourced_id",
        _("The same identifier is on line {detail} already. The first one counts."),
        source="(SELECT id, first_value(line) OVER w AS first, row_number() OVER w AS n FROM s_role "
        "WHERE outcome IS NULL AND sid IS NOT NULL WINDOW w AS (PARTITION BY sid ORDER BY id)) d",
        where="d.id = s.id AND d.n > 1",
        other_line="d.first",
    )


def match_memberships(run: Run) -> None:
    """Point each staged role at the membership it continues: same person, institution and role, days in common."""
    run.do(
        "UPDATE s_role s SET place = d.membership FROM (SELECT id, membership, row_number() OVER "
        "(PARTITION BY membership ORDER BY default_from, id) AS nth FROM (SELECT r.id, r.default_from, "
        "(array_agg(m.id ORDER BY m.from_on DESC))[1] AS membership FROM s_role r "
        "JOIN learnplan_membership m ON (m.user_id, m.institution_id, m.role) = (r.user_id, r.institution_id, r.role) "
        f"AND {SPAN.format(a='m')} && daterange(r.default_from, r.until_on, '[]') "
        "WHERE r.outcome IS NULL AND NOT r.gone GROUP BY r.id, r.default_from) one) d WHERE d.id = s.id AND d.nth = 1"
    )


def update_memberships(run: Run) -> None:
    """Update memberships that this roster made and that differ. One made by hand stays as it is."""
    new_from = "coalesce(s.from_on, m.from_on)"
    run.refuse(
        "role",
        "overlap",
        "from_on",
        _("These days overlap another membership of the same person in the same role."),
        source="learnplan_membership m, learnplan_membership o",
        where="m.id = s.place AND m.roster = %(roster)s AND o.id <> m.id "
        "AND (o.user_id, o.institution_id, o.role) = (s.user_id, s.institution_id, s.role) "
        f"AND {SPAN.format(a='o')} && daterange({new_from}, s.until_on, '[]')",
    )
    sources = f"{new_from}, s.until_on, s.year_group, coalesce(s.kept, '{{}}'), s.sid"
    run.do(
        "WITH changed AS (UPDATE learnplan_membership m SET (from_on, until_on, year_group, kept_aside, sourced_id) = "
        f"ROW({sources}) FROM s_role s WHERE m.id = s.place AND m.roster = %(roster)s AND s.outcome IS NULL "
        "AND NOT s.gone AND (m.from_on, m.until_on, m.year_group, m.kept_aside, m.sourced_id) IS DISTINCT FROM "
        f"({sources}) RETURNING m.id) "
        "UPDATE s_role s SET outcome = 'updated' FROM changed WHERE s.place = changed.id AND s.outcome IS NULL"
    )


def insert_memberships(run: Run) -> None:
    """Insert the memberships that are new."""
    run.refuse(
        "role",
        "overlap",
        "from_on",
        _("These days overlap another membership of the same person in the same role."),
        source="learnplan_membership o",
        where="s.place IS NULL AND NOT s.gone AND (o.user_id, o.institution_id, o.role) = "
        "(s.user_id, s.institution_id, s.role) "
        f"AND {SPAN.format(a='o')} && daterange(s.default_from, s.until_on, '[]')",
    )
    run.do(
        "INSERT INTO learnplan_membership (roster, sourced_id, kept_aside, user_id, institution_id, role, year_group, "
        "from_on, until_on) SELECT %(roster)s, s.sid, coalesce(s.kept, '{}'), s.user_id, s.institution_id, s.role, "
        "s.year_group, s.default_from, s.until_on FROM s_role s WHERE s.place IS NULL AND s.outcome IS NULL "
        "AND NOT s.gone ORDER BY s.id"
    )
    run.do("UPDATE s_role SET outcome = 'created' WHERE place IS NULL AND outcome IS NULL AND NOT gone")
    run.do(
        "UPDATE s_user s SET outcome = 'updated' WHERE s.outcome IS NULL AND EXISTS (SELECT 1 FROM s_role r "
        "WHERE (r.file, r.line) = (s.file, s.line) AND r.outcome IN ('created', 'updated'))"
    )


def store_enrolments(run: Run) -> None:
    """Store who is in which class."""
    refuse_repeated(run, "enrolment")
    find_known(run, "enrolment")
    find_people(run, "enrolment")
    run.do(
        "UPDATE s_enrolment s SET class_id = c.id FROM learnplan_class c WHERE c.roster = %(roster)s "
        f"AND c.sourced_id = s.class AND {in_reach('c.institution_id')}"
    )
    run.measure("s_enrolment")
    refuse_enrolments(run)
    new_from = "coalesce(s.from_on, CASE WHEN s.until_on < t.from_on THEN s.default_from ELSE t.from_on END)"
    sources = f"s.class_id, s.user_id, s.role, {new_from}, s.until_on, s.kept"
    run.do(
        "WITH changed AS (UPDATE learnplan_enrolment t SET (in_class_id, user_id, role, from_on, until_on, kept_aside) "
        f"= ROW({sources}) FROM s_enrolment s WHERE t.id = s.place AND s.outcome IS NULL AND NOT s.gone AND "
        "(t.in_class_id, t.user_id, t.role, t.from_on, t.until_on, t.kept_aside) IS DISTINCT FROM "
        f"({sources}) RETURNING t.id) "
        "UPDATE s_enrolment s SET outcome = 'updated' FROM changed WHERE s.place = changed.id AND s.outcome IS NULL"
    )
    run.do(
        "WITH made AS (INSERT INTO learnplan_enrolment (roster, sourced_id, kept_aside, in_class_id, user_id, role, "
        "from_on, until_on) SELECT %(roster)s, s.sid, s.kept, s.class_id, s.user_id, s.role, s.default_from, "
        "s.until_on FROM s_enrolment s WHERE s.place IS NULL AND s.outcome IS NULL AND NOT s.gone ORDER BY s.id "
        "RETURNING id, sourced_id) UPDATE s_enrolment s SET outcome = 'created', place = made.id FROM made "
        "WHERE s.sid = made.sourced_id AND s.place IS NULL AND s.outcome IS NULL"
    )
    run.measure("s_enrolment", "learnplan_enrolment")
    warn_of_other_roles(run)


def refuse_enrolments(run: Run) -> None:
    """Refuse enrolments of unknown people or in unknown classes, and known ones of other institutions."""
    if run.is_whole("user"):
        run.do("UPDATE s_enrolment s SET user_id = NULL WHERE NOT EXISTS (SELECT 1 FROM s_user u WHERE u.sid = s.usr)")
    run.refuse(
        "enrolment",
        "class_missing",
        "class",
        _("No class {detail} is known here."),
        where="s.class_id IS NULL AND NOT s.gone",
        detail="s.class",
    )
    run.refuse(
        "enrolment",
        "user_missing",
        "user",
        _("No person {detail} is known here, or they have left."),
        where="s.user_id IS NULL AND NOT s.gone",
        detail="s.usr",
    )
    if run.reach is not None:
        run.refuse(
            "enrolment",
            "not_yours",
            "sourced_id",
            _("A row with this identifier belongs to another institution of the consortium."),
            source="learnplan_enrolment e JOIN learnplan_class c ON c.id = e.in_class_id",
            where=f"e.id = s.place AND NOT {in_reach('c.institution_id')}",
        )


def warn_of_other_roles(run: Run) -> None:
    """Warn, once for each person, when a class has them as what they are not elsewhere."""
    run.warn(
        "enrolment",
        "role_differs",
        "role",
        _("The roster has this person as {detail}; in this class they have another part. Both are kept."),
        source="(SELECT DISTINCT ON (e.user_id) e.id, r.role FROM s_enrolment e JOIN s_role r ON r.user_id = e.user_id "
        "AND r.outcome IS DISTINCT FROM 'refused' AND NOT r.gone WHERE e.outcome IS DISTINCT FROM 'refused' "
        "AND NOT e.gone AND e.role IN ('learner', 'teacher') AND NOT EXISTS (SELECT 1 FROM s_role same "
        "WHERE same.user_id = e.user_id AND same.role = e.role) ORDER BY e.user_id, e.id) d",
        where="d.id = s.id",
        detail="d.role",
    )
