"""What needs a person, from every room, oldest first."""

from learnplan.needs import Need
from learnplan.people.models import User
from plans.funding import needs as money
from plans.targets import needs as targets
from plans.targets.models import Target
from scripts.authoring import needs as scripts
from scripts.authoring.reading import Picture
from scripts.partnership import needs as places

MOST = 12


def needs(user: User, mine: list[Target] | None = None, picture: Picture | None = None) -> list[Need]:
    """Return what waits for this user in every room, oldest first.

    `mine` are a learner's own targets of this year with their answers and `picture` is their script, where the
    page has read them already.
    """
    found = [
        *targets.needs(user, mine=mine),
        *scripts.needs(user, picture=picture),
        *places.needs(user),
        *money.needs(user),
    ]
    return sorted(found, key=lambda need: need.since)
