"""Storing what ties people: who is what at which institution, carers' bonds, and the flags of learners."""

from django.utils.translation import gettext as _

from learnplan.people.roster.run import WAITS, Run, in_reach

SPAN = "daterange({a}.from_on, {a}.until_on, '[]')"


def store_memberships(run: Run) -> None:
    """Store memberships, from roles.csv or users.csv: each continues the one of the same person and role, or is new."""
    run.do(
        "INSERT INTO s_role (file, line, gone, usr, org, role, year_group, default_from) "
        "SELECT s.file, s.line, false, s.sid, org, s.role, s.year_group, %(year_start)s FROM s_user s, "
        "unnest(s.orgs) WITH ORDINALITY AS o (org, n) WHERE s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone "
        "ORDER BY s.id, n"
    )
    find_people(run, "role")
    run.find("role", "institution_id", "org", "org", at="t.id")
    run.do("UPDATE s_role SET year_group = '' WHERE role <> 'learner' AND year_group <> ''")
    run.measure("s_role")
    refuse_roles(run)
    match_memberships(run)
    update_memberships(run)
    insert_memberships(run)
    run.measure("s_role", "learnplan_membership")


def find_people(run: Run, kind: str) -> None:
    """Point staged rows at the people they name, but for those who leave by this file or are out of reach."""
    leaves = "SELECT 1 FROM s_user g WHERE g.known_id = t.id AND g.gone AND g.outcome IS DISTINCT FROM 'refused'"
    run.find(kind, "user_id", "user", "usr", where=f"NOT EXISTS ({leaves})")
    if run.reach is not None:
        member = "SELECT 1 FROM learnplan_membership m WHERE m.user_id = s.user_id"
        run.do(
            f"UPDATE s_{kind} s SET user_id = NULL WHERE EXISTS ({member} AND (m.until_on IS NULL "
            f"OR m.until_on >= %(today)s)) AND NOT EXISTS ({member} AND {in_reach('m.institution_id')})"
        )


def count_people(run: Run, kind: str) -> None:
    """Count a person as updated when something that stands in their own row was stored."""
    run.do(
        f"UPDATE s_user s SET outcome = 'updated' WHERE s.outcome IS NULL AND EXISTS (SELECT 1 FROM s_{kind} r "
        "WHERE (r.file, r.line) = (s.file, s.line) AND r.outcome IN ('created', 'updated'))"
    )


def refuse_roles(run: Run) -> None:
    """Refuse roles of unknown people or at unknown institutions; roles that come to the same count once."""
    run.refuse_repeated("role")
    where = "s.user_id IS NULL AND NOT s.gone"
    run.refuse("role", "user_missing", "user", _("No person {detail} is known here."), where, detail="s.usr")
    severity, field_name = ("refused", "org") if run.files_of("role") else ("warning", "orgs")
    message = _("The institution {detail} is not known here: the membership is left out.")
    where = f"s.institution_id IS NULL AND {WAITS}"
    change = "outcome = 'refused'"
    run.mark("role", severity, "org_missing", field_name, message, where, detail="s.org", change=change)
    run.warn(
        "role",
        "same_membership",
        "role",
        _("This comes to the same membership as line {detail}."),
        "d.id = s.id AND d.same",
        source="(SELECT id, first_value(line) OVER k AS first, max(coalesce(until_on, 'infinity')) OVER "
        "(k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= default_from AS same FROM s_role "
        "WHERE outcome IS NULL AND NOT gone "
        "WINDOW k AS (PARTITION BY user_id, institution_id, role ORDER BY default_from, id)) d",
        other_line="d.first",
        change="outcome = 'same'",
    )


def match_memberships(run: Run) -> None:
    """Point each staged role at the membership it continues: same person, institution and role, days in common."""
    run.do(
        "UPDATE s_role s SET known_id = d.membership FROM (SELECT id, membership, row_number() OVER "
        "(PARTITION BY membership ORDER BY default_from, id) AS nth FROM (SELECT r.id, r.default_from, "
        "(array_agg(m.id ORDER BY m.from_on DESC))[1] AS membership FROM s_role r "
        "JOIN learnplan_membership m ON (m.user_id, m.institution_id, m.role) = (r.user_id, r.institution_id, r.role) "
        f"AND {SPAN.format(a='m')} && daterange(r.default_from, r.until_on, '[]') "
        "WHERE r.outcome IS NULL AND NOT r.gone GROUP BY r.id, r.default_from) one) d WHERE d.id = s.id AND d.nth = 1"
    )


def update_memberships(run: Run) -> None:
    """Update memberships that this roster made and that differ. One made by hand stays as it is."""
    from_on = "coalesce(s.from_on, t.from_on)"
    made_here = "t.id = s.known_id AND t.roster = %(roster)s"
    refuse_overlaps(run, f"{made_here} AND o.id <> t.id", from_on, source="learnplan_membership t, ")
    columns = {"from_on": from_on, "until_on": "s.until_on", "year_group": "s.year_group"}
    columns |= {"kept_aside": "coalesce(s.kept, '{}')", "sourced_id": "s.sid"}
    run.update("role", columns, "t.roster = %(roster)s")


def insert_memberships(run: Run) -> None:
    """Insert the memberships that are new. Those of users.csv have no identifier, so the staged rows stay unknown."""
    refuse_overlaps(run, "s.known_id IS NULL AND NOT s.gone", "s.default_from")
    run.do(
        "INSERT INTO learnplan_membership (roster, sourced_id, kept_aside, user_id, institution_id, role, year_group, "
        "from_on, until_on) SELECT %(roster)s, s.sid, coalesce(s.kept, '{}'), s.user_id, s.institution_id, s.role, "
        f"s.year_group, s.default_from, s.until_on FROM s_role s WHERE s.known_id IS NULL AND {WAITS} ORDER BY s.id"
    )
    run.do(f"UPDATE s_role s SET outcome = 'created' WHERE known_id IS NULL AND {WAITS}")
    count_people(run, "role")


def refuse_overlaps(run: Run, where: str, from_on: str, source: str = "") -> None:
    """Refuse staged roles whose days from `from_on` overlap another membership o of the same person and role."""
    message = _("These days overlap another membership of the same person in the same role.")
    overlaps = (
        "(o.user_id, o.institution_id, o.role) = (s.user_id, s.institution_id, s.role) "
        f"AND {SPAN.format(a='o')} && daterange({from_on}, s.until_on, '[]')"
    )
    others = f"{source}learnplan_membership o"
    run.refuse("role", "overlap", "from_on", message, f"{where} AND {overlaps}", source=others)


def store_bonds(run: Run) -> None:
    """Tie learners and carers whom either one's row names, not yet consented to: nobody sees anything before."""
    run.do(
        "INSERT INTO s_relationship (file, line, gone, usr, other, kind) SELECT s.file, s.line, false, s.sid, other, "
        "'agent' FROM s_user s, unnest(s.agents) AS other WHERE s.outcome IS DISTINCT FROM 'refused' AND NOT s.gone "
        "ORDER BY s.id"
    )
    find_people(run, "relationship")
    run.find("relationship", "other_id", "user", "other")
    run.measure("s_relationship", "learnplan_bond")
    refuse_bonds(run)
    run.do(
        "WITH pair AS (SELECT DISTINCT ON (s.learner_id, s.adult_id) s.id, s.learner_id, s.adult_id "
        "FROM s_relationship s WHERE s.outcome IS NULL AND NOT EXISTS (SELECT 1 FROM learnplan_bond b "
        "WHERE (b.learner_id, b.adult_id, b.kind) = (s.learner_id, s.adult_id, 'carer') "
        "AND (b.until_on IS NULL OR b.until_on >= %(today)s)) ORDER BY s.learner_id, s.adult_id, s.id), "
        "made AS (INSERT INTO learnplan_bond (roster, sourced_id, kept_aside, learner_id, adult_id, kind, "
        "institution_id, from_on) SELECT %(roster)s, NULL, '{}', p.learner_id, p.adult_id, 'carer', "
        "(SELECT m.institution_id FROM learnplan_membership m WHERE m.user_id = p.learner_id AND m.role = 'learner' "
        "ORDER BY m.from_on DESC, m.id LIMIT 1), %(today)s FROM pair p RETURNING learner_id, adult_id) "
        "UPDATE s_relationship s SET outcome = 'created' FROM pair WHERE pair.id = s.id"
    )
    count_people(run, "relationship")


def refuse_bonds(run: Run) -> None:
    """Say which of the two is the learner; leave out pairs that are not a learner and an adult."""
    severity, field_name = ("refused", "other") if run.files_of("relationship") else ("warning", "agents")
    change = "outcome = 'refused'"
    message = _("No person {detail} is known here: the tie is left out.")
    where = "s.outcome IS NULL AND (s.user_id IS NULL OR s.other_id IS NULL)"
    who = "CASE WHEN s.user_id IS NULL THEN s.usr ELSE s.other END"
    run.mark("relationship", severity, "user_missing", field_name, message, where, detail=who, change=change)
    member = "EXISTS (SELECT 1 FROM learnplan_membership m WHERE m.user_id = s.{} AND m.role = '{}'{})"
    here = f" AND {in_reach('m.institution_id')}"
    for learner, adult in (("user_id", "other_id"), ("other_id", "user_id")):
        run.do(
            f"UPDATE s_relationship s SET learner_id = {learner}, adult_id = {adult} WHERE s.outcome IS NULL "
            f"AND s.learner_id IS NULL AND {member.format(learner, 'learner', here)} "
            f"AND NOT {member.format(adult, 'learner', '')} "
            f"AND (s.kind <> 'agent' OR {member.format(adult, 'carer', '')})"
        )
    message = _("These two are not a learner and a carer: the tie is left out.")
    where = "s.outcome IS NULL AND s.learner_id IS NULL"
    run.mark("relationship", severity, "not_a_carer", field_name, message, where, change=change)


def store_flags(run: Run) -> None:
    """Keep the flags that the formula can weigh as circumstances, with the roster as their source."""
    find_people(run, "flag")
    message = _("No person {detail} is known here.")
    run.refuse("flag", "user_missing", "user", message, "s.user_id IS NULL", detail="s.usr")
    run.do(
        "WITH one AS (SELECT DISTINCT ON (s.user_id, s.kind) s.id, s.user_id, s.kind FROM s_flag s "
        "WHERE s.outcome IS NULL AND s.kind IS NOT NULL AND NOT EXISTS (SELECT 1 FROM learnplan_circumstance c "
        "WHERE (c.learner_id, c.kind) = (s.user_id, s.kind) AND (c.until_on IS NULL OR c.until_on >= %(year_start)s)) "
        "ORDER BY s.user_id, s.kind, s.id), made AS (INSERT INTO learnplan_circumstance (learner_id, kind, value, "
        "source, from_on) SELECT user_id, kind, 1, 'roster ' || %(roster)s, %(year_start)s FROM one) "
        "UPDATE s_flag s SET outcome = 'created' FROM one WHERE one.id = s.id"
    )
