"""The stage of the partnership tests: an agreement, an offer with one place, and money for Amina."""

import datetime as dt

import pytest

from learnplan.years import current_year, year_bounds


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


@pytest.fixture
def give_money(riverside, rosa):
    """Give learners an entitlement this year, by a published formula: give_money([amina], pence=200_000)."""
    from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
    from plans.targets.actions.targets import start_plan

    def give(learners, pence=200_000):
        for learner in learners:
            start_plan(learner=learner, institution=riverside, year=current_year(), actor=learner)
        fund = open_fund(institution=riverside, name="Choice fund", year=current_year(), actor=rosa)
        pay_in(fund=fund, pence=pence * len(learners), reason="Grant", actor=rosa)
        components = {"version": 1, "components": [{"kind": "rate", "name": "For everyone", "pence": pence}]}
        publish(formula=draft_formula(fund=fund, components=components, actor=rosa), actor=rosa)
        return fund

    return give


@pytest.fixture
def asked(amina, chidi, offer, agreement):
    from scripts.places.actions import ask_place

    return ask_place(offer=offer, learner=amina, actor=chidi)


@pytest.fixture
def offered(asked, sam):
    from scripts.places.actions import offer_place

    return offer_place(place=asked, decide_by=dt.date.today() + dt.timedelta(days=5), actor=sam)


@pytest.fixture
def accepted(offered, amina, give_money):
    from scripts.places.actions import accept_place

    give_money([amina])
    return accept_place(place=offered, actor=amina)
