"""The stage of the tests of places: one that is asked, offered and accepted, and money for Amina."""

import datetime as dt

import pytest

from learnplan.years import current_year
from tests.scripts.offers.conftest import agreement, make_offer, offer

__all__ = ["agreement", "make_offer", "offer"]


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
    from scripts.places.actions import move_place

    return move_place(move="offer", place=asked, decide_by=dt.date.today() + dt.timedelta(days=5), actor=sam)


@pytest.fixture
def accepted(offered, amina, give_money):
    from scripts.places.actions import move_place

    give_money([amina])
    return move_place(move="accept", place=offered, actor=amina)
