"""Who anyone may sign in as in demonstration mode: the one list of those people."""

from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User

# Username, and what there is to see as this person.
CAST = {
    "amina": _("a learner in Year 12"),
    "chidi": _("her tutor"),
    "mair": _("her advocate"),
    "bea": _("her carer"),
    "sam": _("who runs courses at a partner"),
    "rosa": _("who runs Learnplan at the school"),
}


def cast() -> list[User]:
    """Return those of the cast who are in the database, in the order of the list, each with its `line`."""
    found = {user.username: user for user in User.objects.filter(username__in=CAST, is_active=True)}
    people = [found[username] for username in CAST if username in found]
    for person in people:
        person.line = CAST[person.username]  # type: ignore[attr-defined]  # for the pages, not a column
    return people
