"""The stage of the tests of offers: an agreement, an offer with one place, and a framework that offers name."""

import datetime as dt

import pytest

from learnplan.years import current_year, year_bounds
from tests.scripts.frameworks.conftest import bring_in, framework, package

__all__ = ["bring_in", "framework", "package"]


@pytest.fixture
def agreement(riverside, northgate, rosa):
    from scripts.offers.actions import agree

    return agree(
        provider=northgate,
        home=riverside,
        from_on=dt.date(2020, 9, 1),
        until_on=None,
        quota=None,
        data_shared="name and year group",
        actor=rosa,
    )


@pytest.fixture
def make_offer(northgate, sam):
    """Put up an offer at Northgate: make_offer(places=2, price_pence=0)."""
    from scripts.offers.actions import make_offer

    def make(code="ENG3", **changes):
        fields = {
            "code": code,
            "title": "Level 3 Engineering",
            "style": "workplace",
            "starts_on": year_bounds(current_year())[0],
            "ends_on": year_bounds(current_year())[1],
            "places": 1,
            "price_pence": 114_000,
        } | changes
        return make_offer(provider=northgate, actor=sam, **fields)

    return make


@pytest.fixture
def offer(make_offer):
    return make_offer()
