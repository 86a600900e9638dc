"""Storing people from their staging table: who is refused, what is kept, and no password ever."""

from django.utils.translation import gettext as _

from learnplan.people.roster.places import find_known, refuse_repeated
from learnplan.people.roster.run import Run, in_reach

NO_PASSWORD = "'!' || translate(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')"


def store_people(run: Run) -> None:
    """Store people. Nobody is ever deleted, and what the file leaves blank is not erased."""
    refuse_repeated(run, "user")
    find_known(run, "user")
    guard(run)
    refuse_without_institution(run)
    name_the_nameless(run)
    refuse_taken_usernames(run)
    leave_out_taken_emails(run)
    update_people(run)
    insert_people(run)
    run.measure("s_user", "learnplan_user")


def guard(run: Run) -> None:
    """With a reach: refuse people of other institutions, and leave alone the details of those shared with them."""
    if run.reach is None:
        return
    member_elsewhere = (
        "EXISTS (SELECT 1 FROM learnplan_membership m WHERE m.user_id = s.place "
        "AND (m.until_on IS NULL OR m.until_on >= %(today)s) "
        f"AND NOT {in_reach('m.institution_id')})"
    )
    member_here = (
        f"EXISTS (SELECT 1 FROM learnplan_membership m WHERE m.user_id = s.place AND {in_reach('m.institution_id')})"
    )
    run.refuse(
        "user",
        "not_yours",
        "sourced_id",
        _("This person belongs to another institution of the consortium."),
        where=f"s.place IS NOT NULL AND {member_elsewhere} AND NOT {member_here}",
    )
    run.warn(
        "user",
        "shared_person",
        "sourced_id",
        _("This person also belongs elsewhere: their name, username and e-mail are left as they are."),
        source="learnplan_user u",
        where=f"u.id = s.place AND (u.is_staff OR u.is_superuser OR {member_elsewhere})",
        change="guarded = true, username = u.username, email = NULL",
    )


def refuse_without_institution(run: Run) -> None:
    """Refuse a person none of whose institutions is known: nobody could ever look after them."""
    run.refuse(
        "user",
        "org_missing",
        "orgs",
        _("No institution named here is known."),
        where="s.orgs IS NOT NULL AND NOT s.gone AND NOT EXISTS (SELECT 1 FROM learnplan_institution i "
        f"WHERE i.roster = %(roster)s AND i.sourced_id = ANY(s.orgs) AND {in_reach('i.id')})",
    )


def name_the_nameless(run: Run) -> None:
    """Keep a known person's username when the file has none; give a new person one made of their identifier."""
    run.do(
        "UPDATE s_user s SET username = u.username FROM learnplan_user u "
        "WHERE u.id = s.place AND s.username IS NULL AND s.outcome IS NULL AND NOT s.gone"
    )
    run.warn(
        "user",
        "username_given",
        "username",
        _("There is no username. The person signs in with the identifier, its other characters made dots."),
        where="s.username IS NULL AND NOT s.gone AND s.outcome IS NULL",
        change="username = left(regexp_replace(s.sid, '[^[:alnum:]_.@+-]', '.', 'g'), 150)",
    )


def refuse_taken_usernames(run: Run) -> None:
    """Refuse a username that another row of the file, or another person, has, whatever the capitals."""
    run.refuse(
        "user",
        "username_twice",
        "username",
        _("The username is on line {detail} already."),
        source="(SELECT id, first_value(line) OVER w AS first, row_number() OVER w AS n FROM s_user "
        "WHERE outcome IS NULL AND NOT gone WINDOW w AS (PARTITION BY upper(username) ORDER BY id)) d",
        where="d.id = s.id AND d.n > 1",
        other_line="d.first",
    )
    run.refuse(
        "user",
        "username_taken",
        "username",
        _("Another person has this username already. Give one that is free, or correct theirs first."),
        source="learnplan_user u",
        where="upper(u.username) = upper(s.username) AND NOT s.gone AND u.id IS DISTINCT FROM s.place",
    )


def leave_out_taken_emails(run: Run) -> None:
    """Leave out an e-mail that another row or another person has: families share one, sign-in cannot."""
    run.warn(
        "user",
        "email_twice",
        "email",
        _("The e-mail is on line {detail} already: it is left out here."),
        source="(SELECT id, first_value(line) OVER w AS first, row_number() OVER w AS n FROM s_user "
        "WHERE outcome IS NULL AND NOT gone AND email IS NOT NULL "
        "WINDOW w AS (PARTITION BY upper(email) ORDER BY id)) d",
        where="d.id = s.id AND d.n > 1",
        other_line="d.first",
        change="email = NULL",
    )
    run.warn(
        "user",
        "email_taken",
        "email",
        _("Another person has this e-mail already: it is left out."),
        source="learnplan_user u",
        where="upper(u.email) = upper(s.email) AND NOT s.gone AND u.id IS DISTINCT FROM s.place",
        change="email = NULL",
    )


def update_people(run: Run) -> None:
    """Update known people who differ. The name someone goes by is theirs: it is only filled in when blank."""
    columns = {
        "username": "s.username",
        "email": "coalesce(s.email, u.email)",
        "given_name": "s.given_name",
        "family_name": "s.family_name",
        "preferred_name": "coalesce(nullif(u.preferred_name, ''), s.preferred_name, '')",
        "is_active": "coalesce(s.is_active, u.is_active)",
        "kept_aside": "s.kept",
    }
    names, sources = ", ".join(columns), ", ".join(columns.values())
    run.do(
        f"WITH changed AS (UPDATE learnplan_user u SET ({names}) = ROW({sources}) FROM s_user s WHERE u.id = s.place "
        "AND s.outcome IS NULL AND NOT s.gone AND s.guarded IS NOT TRUE "
        f"AND ({', '.join(f'u.{n}' for n in columns)}) IS DISTINCT FROM ({sources}) RETURNING u.id) "
        "UPDATE s_user s SET outcome = 'updated' FROM changed WHERE s.place = changed.id AND s.outcome IS NULL"
    )


def insert_people(run: Run) -> None:
    """Insert new people, with a password that cannot be used: they sign in by a card or a reset."""
    run.do(
        "WITH made AS (INSERT INTO learnplan_user (roster, sourced_id, kept_aside, password, is_superuser, is_staff, "
        "is_active, joined_at, username, email, given_name, family_name, preferred_name) "
        f"SELECT %(roster)s, s.sid, s.kept, {NO_PASSWORD}, false, false, coalesce(s.is_active, true), now(), "
        "s.username, s.email, s.given_name, s.family_name, coalesce(s.preferred_name, '') FROM s_user s "
        "WHERE s.place IS NULL AND s.outcome IS NULL AND NOT s.gone ORDER BY s.id RETURNING id, sourced_id) "
        "UPDATE s_user s SET outcome = 'created', place = made.id FROM made "
        "WHERE s.sid = made.sourced_id AND s.place IS NULL AND s.outcome IS NULL"
    )
