"""What stands beside an offer in rows of its own: what it counts for, what must be covered first, its times."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from scripts.frameworks.models import FrameworkItem
from scripts.offers.models import Offer, OfferAsk, OfferCover, OfferSlot

type Rows = set[tuple]


# What each is called in forms and files, the table it is kept in, and the fields that make a row.
TABLES: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "covers": (OfferCover, ("item_id",)),
    "entry": (OfferAsk, ("item_id",)),
    "slots": (OfferSlot, ("weekday", "starts_at", "ends_at")),
}
OF_ITEMS = ("covers", "entry")


def known_items(codes: Iterable[str]) -> dict[str, set[int]]:
    """Return the ids of the framework items of today that each code or identifier names: one, none or several."""
    wanted = set(codes)
    known: dict[str, set[int]] = {code: set() for code in wanted}
    for lookup in ("code", "identifier") if wanted else ():
        items = FrameworkItem.objects.current().filter(**{f"{lookup}__in": wanted})
        for pk, code in items.values_list("pk", lookup):
            known[code].add(pk)
    return known


def why_no_item(code: str, found: set[int]) -> str:
    """Return why a code that names `found` items cannot be taken, and what to write instead."""
    words = _("“%(code)s” is no item of a framework here. Look at its code, or leave it out.")
    if found:
        words = _("“%(code)s” is an item of several frameworks. Write the item's identifier instead.")
    return words % {"code": code[:60]}


def read_rows(offers: Iterable[Offer]) -> dict[str, dict[int, Rows]]:
    """Return, for each of TABLES, the rows of each offer by its id."""
    ids = [offer.pk for offer in offers]
    found: dict[str, dict[int, Rows]] = {}
    for name, (table, fields) in TABLES.items():
        found[name] = defaultdict(set)
        for offer_id, *row in table._default_manager.filter(offer__in=ids).values_list("offer", *fields):
            found[name][offer_id].add(tuple(row))
    return found
