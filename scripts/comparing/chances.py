"""How the chance of a place was before: counted from what came of earlier places, and never for a few people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q

from scripts.offers.models import Offer, Place

FEWEST = 10  # below this, a share would tell about single people
LEFT = (Place.State.DECLINED, Place.State.WITHDRAWN)  # could have been had, and was not wanted
SETTLED = (*Place.PAID_FOR, *LEFT, Place.State.RELEASED)


@dataclass(frozen=True, slots=True)
class Chance:
    """Of how many who asked, how many got a place the last times; None where fewer than FEWEST asked."""

    title: str
    asked: int | None
    got: int | None


def chances(offers: Iterable[Offer]) -> dict[int, Chance]:
    """Return the chance of each offer, by id, from earlier offers of the same provider and title: one query.

    Only those that are over count, and only places that came to an end: taken, or not. Who said no themselves, or gave
    the place back, is not counted as having got none.
    """
    wanted = {offer.pk: offer for offer in offers}
    if not wanted:
        return {}
    same = models.Q()
    for offer in wanted.values():
        same |= Q(offer__provider=offer.provider_id, offer__title=offer.title, offer__ends_on__lt=offer.starts_on)
    got = Q(state__in=(*Place.PAID_FOR, *LEFT))
    counted = (
        Place.objects.filter(same, state__in=SETTLED)
        .order_by()
        .values("offer__provider", "offer__title")
        .annotate(asked=Count("pk"), got=Count("pk", filter=got))
    )
    found = {(row["offer__provider"], row["offer__title"]): row for row in counted}
    made = {}
    for pk, offer in wanted.items():
        row = found.get((offer.provider_id, offer.title))
        asked, got_one = (row["asked"], row["got"]) if row is not None and row["asked"] >= FEWEST else (None, None)
        made[pk] = Chance(offer.title, asked, got_one)
    return made
