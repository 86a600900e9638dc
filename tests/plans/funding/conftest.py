"""The money of the cast: a fund of Riverside's, a formula, and a learner with a share."""

import pytest

from learnplan.years import current_year
from plans.funding.actions import draft_formula, open_fund, pay_in, publish
from plans.targets.models import Plan


@pytest.fixture
def year():
    return current_year()


@pytest.fixture
def components():
    """£4,000 each, and 14% more for the learners of the most deprived areas."""
    return {
        "version": 1,
        "components": [
            {"kind": "rate", "name": "Your year's rate", "pence": 400000},
            {"kind": "need", "name": "Where you live", "circumstance": "area_decile", "weights": {"1": 14, "2": 7}},
        ],
    }


@pytest.fixture
def fund(riverside, rosa, year):
    """A fund with £10,000 in it."""
    fund = open_fund(institution=riverside, name="Learner choice", year=year, actor=rosa)
    pay_in(fund=fund, pence=1_000_000, reason="Grant for the year", actor=rosa)
    return fund


@pytest.fixture
def formula(fund, components, rosa):
    return draft_formula(fund=fund, components=components, actor=rosa)


@pytest.fixture
def start_plan(year):
    """Start a plan: start_plan(amina, riverside)."""

    def start(learner, institution):
        return Plan.objects.create(learner=learner, institution=institution, year=year)

    return start


@pytest.fixture
def plan(amina, riverside, start_plan):
    return start_plan(amina, riverside)


@pytest.fixture
def share(plan, formula, rosa):
    """Amina's entitlement of £4,000, shared out."""
    publish(formula=formula, actor=rosa)
    return plan.entitlements.get()
