"""Storing carers' bonds, not yet consented to, and the flags of learners that the formula can weigh."""

from django.utils.translation import gettext as _

from learnplan.people.roster.memberships import count_people, find_people
from learnplan.people.roster.run import Run, in_reach


def store_bonds(run: Run) -> None:
    """Tie learners and carers whom either one's row names. Nobody sees anything before consent is given."""
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
