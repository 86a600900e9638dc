"""What needs a person, from every room, oldest first."""

from learnplan.home.learner import Home
from learnplan.people import waiting as people
from learnplan.people.models import Role, User
from learnplan.waiting.shapes import Need
from learnplan.web.together import at_once
from plans.asking import waiting as asking
from plans.carers import waiting as carers
from plans.consultation import waiting as talks
from plans.consultation.models import Talk
from plans.coproduction.freedoms import waiting as freedoms
from plans.funding import waiting as money
from plans.targets import waiting as targets
from plans.years import waiting as years
from scripts.contesting import waiting as core
from scripts.editing import waiting as scripts
from scripts.frameworks.versions import waiting as frameworks
from scripts.places import waiting as places
from scripts.proposals import waiting as proposals
from scripts.sharing import waiting as together

MOST = 12


def first_needs(found: list[Need]) -> dict:
    """Return what a home page shows of `needs`: the first few, and how many there are."""
    return {"needs": found[:MOST], "needs_count": len(found)}


def needs(user: User, home: Home | None = None, open_talks: list[Talk] | None = None) -> list[Need]:
    """Return what waits for this user in every room, oldest first; of what `home` has read already, nothing twice.

    `open_talks` are the open talks of an adult, if they are read already.
    """
    mine = home.targets if home else None
    if home and home.plan and home.plan.closed_at:
        mine = []
    plans = [home.plan] if home and home.plan else [] if home else None
    beside: dict[str, list[dict]] = {}
    if user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        waiting = {"freedoms": freedoms.waiting_rows(user), "core": core.waiting_rows(user)}
        waiting |= {"versions": frameworks.waiting_rows(user)}
        waiting |= {"signings": together.waiting_signings(user), "templates": together.waiting_templates(user)}
        beside = at_once(plans=years.waiting_beside(user), left=places.left_open(user), **waiting)
    found = [
        *people.needs(user, waiting=home.consents if home else None),
        *targets.needs(user, mine=mine),
        *asking.needs(user),
        *carers.needs(user),
        *freedoms.needs(user, waiting=beside.get("freedoms")),
        *years.needs(user, mine=plans, beside=beside.get("plans")),
        *scripts.needs(user, picture=home.picture if home else None),
        *core.needs(user, waiting=beside.get("core")),
        *together.needs(user, signings=beside.get("signings"), templates=beside.get("templates")),
        *proposals.needs(user),
        *frameworks.needs(user, waiting=beside.get("versions")),
        *places.needs(user, offered=home.offered if home else None, left=beside.get("left")),
        *talks.needs(user, talks=home.talks if home else open_talks, unmet=home.unmet if home else None),
        *money.needs(user),
    ]
    return sorted(found, key=lambda need: need.since)
