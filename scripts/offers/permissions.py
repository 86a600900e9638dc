"""Who may see an offer, change it, and bring in many; the getters answer 404 or 403."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from learnplan.people.models import Institution, Role, User
from learnplan.people.permissions import provides_for
from learnplan.web.pages import only
from learnplan.web.prepared import prepared
from scripts.offers.models import Agreement, Offer, Place

BRINGERS = (Role.PROVIDER, Role.ADMINISTRATOR)

# What a room above knows: the condition that something this user may see there leads to an offer.
type Leads = Callable[[User], Exists]


def get_offer(user: User, offer_id: int, leads: Leads) -> Offer:
    """Return an offer that is visible, or that a place or a script this user may see leads to, though it is closed."""
    return only(_offers_seen(user, leads, offer_id=offer_id))


def get_own_offer(user: User, offer_id: int, leads: Leads) -> Offer:
    """Return an offer that this user may change: 404 if they do not know of it, 403 if it is not theirs."""
    offer = get_offer(user, offer_id, leads)
    if not provides_for(user, offer.provider_id):
        raise PermissionDenied(_("Only the provider's own staff can change an offer."))
    return offer


@prepared
def _offers_seen(user: User, leads: Leads, *, offer_id: int):
    seen = Offer.objects.visible_to(user).filter(pk=OuterRef("pk"))
    places = Place.objects.visible_to(user).filter(offer=OuterRef("pk"))
    rows = Offer.objects.filter(Exists(seen) | Exists(places) | leads(user), pk=offer_id)
    return rows.with_taken().select_related("provider").fetch_mode(models.FETCH_RAISE)


def may_bring_offers(user: User, institution: Institution) -> bool:
    """Say whether this user may bring in offers at the institution: its provider staff and its administrators."""
    return institution.pk in user.institutions_as(*BRINGERS)


def providers_for(by: User | None, institution: Institution | None):
    """Return the institutions whose offers this person may bring in at `institution`.

    Its own; and for its administrators those of the partners with an agreement today. Without a person (a command)
    all of them.
    """
    if by is None:
        return Institution.objects.all()
    own = [institution.pk] if institution is not None and may_bring_offers(by, institution) else []
    administered = [pk for pk in own if pk in by.institutions_as(Role.ADMINISTRATOR)]
    partners = Agreement.objects.current().filter(home__in=administered).values_list("provider", flat=True)
    return Institution.objects.filter(pk__in=[*own, *partners])
