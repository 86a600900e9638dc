"""Storing people from their staging table: who is refused, what is kept, and no password ever."""

from django.utils.translation import gettext as _

from learnplan.people.roster.run import WAITS, Run, in_reach, repeated

NO_PASSWORD = "'!' || translate(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')"


def store_people(run: Run) -> None:
    """Store people. Nobody is ever deleted, and what the file leaves blank is not erased."""
    run.begin("user")
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
    member = "EXISTS (SELECT 1 FROM learnplan_membership m WHERE m.user_id = s.known_id AND {})"
    here = in_reach("m.institution_id")
    elsewhere = member.format(f"(m.until_on IS NULL OR m.until_on >= %(today)s) AND NOT {here}")
    message = _("This person belongs to another institution of the consortium.")
    where = f"s.known_id IS NOT NULL AND {elsewhere} AND NOT {member.format(here)}"
    run.refuse("user", "not_yours", "sourced_id", message, where)
    run.warn(
        "user",
        "shared_person",
        "sourced_id",
        _("This person also belongs elsewhere: their name, username and e-mail are left as they are."),
        f"u.id = s.known_id AND (u.is_staff OR u.is_superuser OR {elsewhere})",
        source="learnplan_user u",
        change="guarded = true, username = u.username, email = NULL",
    )


def refuse_without_institution(run: Run) -> None:
    """Refuse a person none of whose institutions is known: nobody could ever look after them."""
    where = (
        "s.orgs IS NOT NULL AND NOT s.gone AND NOT EXISTS (SELECT 1 FROM learnplan_institution i "
        f"WHERE i.roster = %(roster)s AND i.sourced_id = ANY(s.orgs) AND {in_reach('i.id')})"
    )
    run.refuse("user", "org_missing", "orgs", _("No institution named here is known."), where)


def name_the_nameless(run: Run) -> None:
    """Keep a known person's username when the file has none; give a new person one made of their identifier."""
    nameless = f"s.username IS NULL AND {WAITS}"
    run.do(f"UPDATE s_user s SET username = u.username FROM learnplan_user u WHERE u.id = s.known_id AND {nameless}")
    message = _("There is no username. The person signs in with the identifier, its other characters made dots.")
    change = "username = left(regexp_replace(s.sid, '[^[:alnum:]_.@+-]', '.', 'g'), 150)"
    run.warn("user", "username_given", "username", message, nameless, change=change)


def refuse_taken_usernames(run: Run) -> None:
    """Refuse a username that another row of the file, or another person, has, whatever the capitals."""
    message = _("The username is on line {detail} already.")
    run.refuse("user", "username_twice", "username", message, **repeated("user", "upper(username)", "NOT gone"))
    message = _("Another person has this username already. Give one that is free, or correct theirs first.")
    where = "upper(u.username) = upper(s.username) AND NOT s.gone AND u.id IS DISTINCT FROM s.known_id"
    run.refuse("user", "username_taken", "username", message, where, source="learnplan_user u")


def leave_out_taken_emails(run: Run) -> None:
    """Leave out an e-mail that another row or another person has: families share one, sign-in cannot."""
    message, change = _("The e-mail is on line {detail} already: it is left out here."), "email = NULL"
    twice = repeated("user", "upper(email)", "NOT gone AND email IS NOT NULL")
    run.warn("user", "email_twice", "email", message, change=change, **twice)
    message = _("Another person has this e-mail already: it is left out.")
    where = "upper(u.email) = upper(s.email) AND NOT s.gone AND u.id IS DISTINCT FROM s.known_id"
    run.warn("user", "email_taken", "email", message, where, source="learnplan_user u", change=change)


def update_people(run: Run) -> None:
    """Update known people who differ. The name someone goes by is theirs: it is only filled in when blank."""
    columns = {
        "username": "s.username",
        "email": "coalesce(s.email, t.email)",
        "given_name": "s.given_name",
        "family_name": "s.family_name",
        "preferred_name": "coalesce(nullif(t.preferred_name, ''), s.preferred_name, '')",
        "is_active": "coalesce(s.is_active, t.is_active)",
        "kept_aside": "s.kept",
    }
    run.update("user", columns, "s.guarded IS NOT TRUE")


def insert_people(run: Run) -> None:
    """Insert new people, with a password that cannot be used: they sign in by a card or a reset."""
    same = ("username", "email", "given_name", "family_name")
    columns = {
        **{name: f"s.{name}" for name in same},
        "preferred_name": "coalesce(s.preferred_name, '')",
        "is_active": "coalesce(s.is_active, true)",
        "kept_aside": "s.kept",
        "password": NO_PASSWORD,
        "is_superuser": "false",
        "is_staff": "false",
        "joined_at": "now()",
    }
    run.insert("user", columns)
