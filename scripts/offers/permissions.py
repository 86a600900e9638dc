"""Who may see an offer, and who may change it."""

from learnplan.people.models import User
from learnplan.people.permissions import provides_for
from scripts.offers.models import Offer


def may_provide(user: User, offer: Offer) -> bool:
    """Provider staff of the institution that makes the offer."""
    return provides_for(user, offer.provider_id)
