"""Who may broker, provide and take a place: relation and state, joined by `and` and `or`."""

from learnplan.people.models import STAFF, Role, User
from learnplan.people.permissions import is_bonded, provides_for
from scripts.partnership.models import Offer, Place


def may_broker(user: User, learner: User) -> bool:
    """A tutor or advocate of the learner, or staff of the institution the learner is at."""
    homes = set(learner.institutions_as(Role.LEARNER))
    return bool(homes & set(user.institutions_as(*STAFF))) or is_bonded(user, learner)


def may_broker_place(user: User, place: Place) -> bool:
    """Staff of the place's home institution."""
    return place.home_id in user.institutions_as(*STAFF)


def may_provide(user: User, offer: Offer) -> bool:
    """Provider staff of the institution that makes the offer."""
    return provides_for(user, offer.provider_id)


def may_answer(user: User, place: Place) -> bool:
    """Only the learner says yes: nobody accepts a place for somebody else."""
    return user.pk == place.learner_id
