"""What the check needs to have something to say: the fixtures of the script, and offers with times in the week."""

import datetime as dt

import pytest

from learnplan.years import current_year, year_bounds
from scripts.offers.models import Agreement, OfferAsk, OfferCover, OfferSlot


@pytest.fixture
def make_timed_offer(make_offer):
    """Make an offer of this year with times: make_timed_offer("Sound", (3, 13, 16), covers=[item], asks=[item])."""
    first, last = year_bounds(current_year())

    def make(title, *slots, covers=(), asks=(), travel=None, **extra):
        offer = make_offer(title, **{"starts_on": first, "ends_on": last} | extra)
        for weekday, starts, ends in slots:
            OfferSlot.objects.create(offer=offer, weekday=weekday, starts_at=dt.time(starts), ends_at=dt.time(ends))
        for item in covers:
            OfferCover.objects.create(offer=offer, item=item)
        for item in asks:
            OfferAsk.objects.create(offer=offer, item=item)
        if travel is not None:
            Agreement.objects.filter(provider=offer.provider).update(travel_minutes=travel)
        return offer

    return make


@pytest.fixture
def two_at_once(make_timed_offer):
    """Two offers at one time on Wednesday."""
    return make_timed_offer("Sound studio", (3, 13, 16)), make_timed_offer("Joinery", (3, 15, 17))
