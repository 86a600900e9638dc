"""What one row of each kind must be, and the tuple of it that goes to its staging table."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from learnplan.people.roster import vocabulary
from learnplan.people.roster.cells import LONGEST, Row
from learnplan.years import academic_year, year_bounds

USERNAME = re.compile(r"[\w.@+-]+")
is_email = EmailValidator()
LONGEST_NAME, LONGEST_EMAIL, LONGEST_CODE, LONGEST_GRADE, LONGEST_KIND = 150, 254, 100, 20, 30


@cache
def year_start(today: dt.date) -> dt.date:
    return year_bounds(academic_year(today))[0]


def default_from(until_on: dt.date | None, today: dt.date) -> dt.date:
    """Return the day from which an undated row holds: the start of its academic year."""
    return year_start(min(today, until_on) if until_on else today)


def org(row: Row) -> tuple:
    kind = row.word("kind", vocabulary.KINDS, code="org_type")
    return row.need("name"), kind, row.text("code", LONGEST_CODE), row.text("parent") or None


def session(row: Row) -> tuple:
    days = row.days("starts_on", "ends_on", needed=True)
    return row.need("title"), row.need("kind", LONGEST_KIND), *days


def course(row: Row) -> tuple:
    return row.text("org") or None, row.need("title"), row.text("code", LONGEST_CODE)


def a_class(row: Row) -> tuple:
    """A class; the classic dialect has its session and its course in the same row."""
    row.try_word("class_type", vocabulary.CLASS_TYPES, code="class_type")
    days = row.days("session_starts_on", "session_ends_on")
    own = row.need("org"), row.need("title"), row.text("code", LONGEST_CODE)
    in_session = row.text("course") or None, row.parts("sessions"), row.text("session_title") or None, *days
    return *own, *in_session, row.text("course_title") or None, row.text("course_code", LONGEST_CODE) or None


def user(row: Row) -> tuple:
    """A person, with their role and institutions where the dialect has them in the same row."""
    username = row.text("username", LONGEST_NAME)
    if username and not USERNAME.fullmatch(username):
        raise row.refuse("username", "username", _("A username has only letters, digits and @ . + - _ in it."))
    role, orgs = None, None
    if "role" in row.values or "orgs" in row.values:
        role = row.word("role", vocabulary.ROLES, code="role")
        orgs = row.parts("orgs")
        if not orgs:
            raise row.refuse("orgs", "missing_value", _("This must name at least one institution."))
    family_name = row.text("family_name", LONGEST_NAME)
    if not family_name:
        row.warn("family_name", "missing_value", _("There is no family name. The person is taken without one."))
    address = email(row)
    names = row.need("given_name", LONGEST_NAME), family_name, row.text("preferred_name", LONGEST_NAME) or None
    is_active = row.word("enabled", vocabulary.TRUTHS, code="truth") if "enabled" in row.values else None
    return username or None, address, *names, is_active, orgs, role, grade(row), row.parts("agents")


def email(row: Row) -> str | None:
    """Return the e-mail in the form in which users keep it; one that is none is left out with a warning."""
    value = row.values.get("email", "")
    if not value:
        return None
    try:
        if len(value) > LONGEST_EMAIL:
            raise ValidationError("long")
        is_email(value)
    except ValidationError:
        row.warn("email", "email", _("This is not an e-mail address: it is left out."))
        return None
    local, _at, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


def grade(row: Row) -> str:
    """Return the year group: the grades that fit, else the first."""
    grades = row.parts("grade")
    joined = ", ".join(grades)
    return joined if len(joined) <= LONGEST_GRADE else grades[0][:LONGEST_GRADE]


def role(row: Row) -> tuple:
    from_on, until_on = row.days("from_on", "until_on")
    word = row.word("role", vocabulary.ROLES, code="role")
    days = from_on, until_on, from_on or default_from(until_on, row.today)
    return row.need("user"), row.need("org"), word, grade(row), *days


def enrolment(row: Row) -> tuple:
    from_on, until_on = row.days("from_on", "until_on")
    word = row.word("role", vocabulary.IN_CLASS, code="role")
    return row.need("class"), row.need("user"), word, from_on, until_on, from_on or default_from(until_on, row.today)


def relationship(row: Row) -> tuple:
    return row.need("user"), row.need("other"), row.word("kind", vocabulary.RELATIONSHIPS, code="relationship")


def flag(row: Row) -> tuple:
    """A fact of a learner's situation. Only what the formula can weigh is kept; the rest is not even staged."""
    value = row.need("flag", 100)
    if value not in vocabulary.FLAGS:
        row.warn("flag", "flag_not_kept", _("This flag is not needed here and not kept."))
    return row.need("user"), vocabulary.FLAGS.get(value)


def made_up_id(kind: str, row: Row) -> str | None:
    """Return the identifier of a row whose dialect gives it none, from what makes it one row."""
    if kind != "enrolment":
        return None
    text = "|".join(row.values.get(name, "") for name in ("class", "user", "role"))
    return text if len(text) <= LONGEST else hashlib.sha256(text.encode()).hexdigest()


ROWS: dict[str, Callable[[Row], tuple]] = {
    "org": org,
    "session": session,
    "course": course,
    "class": a_class,
    "user": user,
    "role": role,
    "enrolment": enrolment,
    "relationship": relationship,
    "flag": flag,
}
