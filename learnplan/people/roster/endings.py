"""Ending what a roster says has ended. Nobody is deleted; a leaver keeps their plan and leaves every queue."""

from django.utils.translation import gettext as _

from learnplan.people.roster.refusals import BundleRefused
from learnplan.people.roster.run import TABLES, Run, in_reach

MOST_ENDED_SHARE = 0.5
OPEN = "(m.until_on IS NULL OR m.until_on >= %(today)s)"


def end_what_ended(run: Run, *, allow_mass_ending: bool) -> None:
    """End memberships, then what hangs on them, then enrolments and classes. Raises BundleRefused (mass ending)."""
    run.do("DROP TABLE IF EXISTS pg_temp.s_ended")
    run.do("CREATE TEMPORARY TABLE s_ended (membership bigint, user_id bigint, why text, stage bigint) ON COMMIT DROP")
    run.do("DROP TABLE IF EXISTS pg_temp.s_scope")
    run.do(
        "CREATE TEMPORARY TABLE s_scope ON COMMIT DROP AS SELECT known_id AS id FROM s_org WHERE known_id IS NOT NULL "
        "AND outcome IS DISTINCT FROM 'refused' "
        "UNION SELECT institution_id FROM s_role WHERE institution_id IS NOT NULL "
        "UNION SELECT institution_id FROM s_class WHERE institution_id IS NOT NULL"
    )
    find_ended_by_row(run)
    find_absent(run)
    if not allow_mass_ending:
        refuse_mass_ending(run)
    end_memberships(run)
    end_enrolments(run)
    end_absent_classes(run)
    end_ties_of_leavers(run)


def find_ended_by_row(run: Run) -> None:
    """Find memberships that a row ends: of a person or role to be deleted, an institution that closed, or moved."""
    pick = (
        "INSERT INTO s_ended SELECT m.id, m.user_id, %(why)s, s.id FROM learnplan_membership m JOIN {} "
        f"WHERE m.roster = %(roster)s AND {OPEN} AND s.outcome IS DISTINCT FROM 'refused' "
        f"AND {in_reach('m.institution_id')} AND "
    )
    run.do(pick.format("s_user s ON s.known_id = m.user_id") + "s.gone", why="user")
    run.do(pick.format("s_role s ON s.sid = m.sourced_id") + "s.gone", why="role")
    run.do(pick.format("s_org s ON s.known_id = m.institution_id") + "s.outcome = 'ended'", why="org")
    run.do(
        pick.format("s_user s ON s.known_id = m.user_id")
        + "NOT s.gone AND s.orgs IS NOT NULL AND NOT EXISTS (SELECT 1 FROM s_role r WHERE (r.user_id, "
        "r.institution_id, r.role) = (m.user_id, m.institution_id, m.role) AND r.outcome IS DISTINCT FROM 'refused')",
        why="moved",
    )


def find_absent(run: Run) -> None:
    """Find memberships whose person, or whose role, a whole file no longer has."""
    pick = (
        "INSERT INTO s_ended SELECT m.id, m.user_id, %(why)s, NULL FROM learnplan_membership m "
        "JOIN learnplan_user u ON u.id = m.user_id JOIN s_scope ON s_scope.id = m.institution_id "
        f"WHERE m.roster = %(roster)s AND u.roster = %(roster)s AND {OPEN} AND "
    )
    if run.is_whole("user"):
        run.do(pick + "NOT EXISTS (SELECT 1 FROM s_user s WHERE s.sid = u.sourced_id)", why="absent user")
    if run.is_whole("role"):
        run.do(
            pick + "NOT EXISTS (SELECT 1 FROM s_role s WHERE s.sid = m.sourced_id) AND NOT EXISTS (SELECT 1 FROM "
            "s_role s WHERE (s.user_id, s.institution_id, s.role) = (m.user_id, m.institution_id, m.role)) "
            "AND NOT EXISTS (SELECT 1 FROM s_ended e WHERE e.membership = m.id)",
            why="absent role",
        )
    warn_of_blindness(run)


def warn_of_blindness(run: Run) -> None:
    """Warn that nothing is ended by absence from a whole file, some rows of which could not be told apart."""
    for kind in ("user", "role", "class", "enrolment"):
        known = (
            f"SELECT EXISTS (SELECT 1 FROM s_{kind} WHERE known_id IS NOT NULL AND outcome IS DISTINCT FROM 'created')"
        )
        for reader in run.files_of(kind):
            if reader.blind and run.modes[reader.wanted.name] == "bulk" and run.value(known):
                message = _("{n} rows could not be told apart, so nothing that is absent from this file is ended.")
                run.report.warn(reader.wanted.name, None, None, "blind", message.format(n=reader.blind))


def refuse_mass_ending(run: Run) -> None:
    """Refuse the roster when absence would end more than half of the memberships it is about."""
    absent = run.value("SELECT count(DISTINCT membership) FROM s_ended WHERE why LIKE 'absent%%'")
    if not absent:
        return
    current = run.value(
        "SELECT count(*) FROM learnplan_membership m JOIN s_scope ON s_scope.id = m.institution_id "
        f"WHERE m.roster = %(roster)s AND {OPEN} AND NOT EXISTS "
        "(SELECT 1 FROM s_role s WHERE s.outcome = 'created' AND (s.user_id, s.institution_id, s.role) = "
        "(m.user_id, m.institution_id, m.role))"
    )
    if absent > current * MOST_ENDED_SHARE:
        message = _(
            "This would end {absent} of {current} current memberships, because the file no longer has them. "
            "If that is meant, import it with --allow-mass-ending."
        )
        raise BundleRefused("mass_ending", message.format(absent=absent, current=current), file="users")


def end_memberships(run: Run) -> None:
    """End the memberships found; one that has not lasted a day never was. Count people, or rows of roles.csv."""
    end_dated(run, "learnplan_membership", "m.id IN (SELECT membership FROM s_ended)")
    run.do(
        "UPDATE s_user s SET outcome = CASE WHEN s.gone THEN 'ended' ELSE 'updated' END WHERE s.outcome IS NULL "
        "AND s.id IN (SELECT stage FROM s_ended WHERE why IN ('user', 'moved'))"
    )
    run.do(
        "UPDATE s_role s SET outcome = 'ended' WHERE s.outcome IS NULL "
        "AND s.id IN (SELECT stage FROM s_ended WHERE why = 'role')"
    )
    for kind, why, counted in (("user", "absent user", "user_id"), ("role", "absent role", "membership")):
        readers = run.files_of(kind)
        if readers:
            absent = run.value(f"SELECT count(DISTINCT {counted}) FROM s_ended WHERE why = %(why)s", why=why)
            readers[0].counts.ended += absent


def end_dated(run: Run, table: str, where: str) -> int:
    """End yesterday what `where` picks of the rows m, and remove those that would not have lasted a day."""
    removed = run.do(f"DELETE FROM {table} m WHERE m.from_on > %(last_day)s AND {where}")
    return removed + run.do(
        f"UPDATE {table} m SET until_on = %(last_day)s WHERE (m.until_on IS NULL OR m.until_on > %(last_day)s) "
        f"AND {where}"
    )


def end_enrolments(run: Run) -> None:
    """End enrolments to be deleted, and those a whole file no longer has."""
    run.do(
        "UPDATE s_enrolment s SET outcome = 'ended' FROM learnplan_enrolment m WHERE s.gone AND s.outcome IS NULL "
        f"AND m.id = s.known_id AND {OPEN}"
    )
    ended = "m.id IN (SELECT known_id FROM s_enrolment WHERE gone AND outcome = 'ended')"
    end_dated(run, "learnplan_enrolment", ended)
    if run.is_whole("enrolment"):
        absent = (
            f"m.roster = %(roster)s AND {OPEN} AND m.in_class_id IN (SELECT c.id FROM learnplan_class c "
            "JOIN s_scope ON s_scope.id = c.institution_id) "
            "AND NOT EXISTS (SELECT 1 FROM s_enrolment s WHERE s.sid = m.sourced_id)"
        )
        run.files_of("enrolment")[0].counts.ended += end_dated(run, "learnplan_enrolment", absent)


def end_absent_classes(run: Run) -> None:
    """End classes and courses that a whole file no longer has, and what is enrolled in ended classes."""
    for kind in ("course", "class"):
        if run.is_whole(kind):
            run.files_of(kind)[0].counts.ended += run.do(
                f"UPDATE {TABLES[kind]} t SET ended_on = %(today)s FROM s_scope WHERE s_scope.id = t.institution_id "
                f"AND t.roster = %(roster)s AND t.ended_on IS NULL AND NOT EXISTS (SELECT 1 FROM s_{kind} s "
                "WHERE s.sid = t.sourced_id)"
            )
    in_ended = (
        f"m.roster = %(roster)s AND {OPEN} AND m.in_class_id IN (SELECT c.id FROM learnplan_class c "
        f"WHERE c.roster = %(roster)s AND c.ended_on = %(today)s AND {in_reach('c.institution_id')})"
    )
    end_dated(run, "learnplan_enrolment", in_ended)


def end_ties_of_leavers(run: Run) -> None:
    """End the bonds and the classes of those who now belong nowhere."""
    leavers = (
        "SELECT user_id FROM s_ended e WHERE NOT EXISTS (SELECT 1 FROM learnplan_membership m "
        f"WHERE m.user_id = e.user_id AND {OPEN})"
    )
    end_dated(run, "learnplan_bond", f"{OPEN} AND (m.learner_id IN ({leavers}) OR m.adult_id IN ({leavers}))")
    end_dated(run, "learnplan_enrolment", f"m.roster = %(roster)s AND {OPEN} AND m.user_id IN ({leavers})")
