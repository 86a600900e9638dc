"""The money of the cast: a fund of Riverside's, a formula, and a learner with a share."""

import datetime as dt
import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learnplan.people.models import Circumstance
from learnplan.years import current_year
from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
from plans.funding.actions.promises import promise
from plans.targets.models import Plan

A_WHILE_AGO = dt.date(2020, 9, 1)


def text_of(response):
    """Return the page's main part as the reader has it, without tags' white space."""
    content = html.unescape(b"".join(response).decode() if response.streaming else response.content.decode())
    return " ".join(content[content.index('id="main"') :].split())


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


@pytest.fixture
def poor_area(amina):
    return Circumstance.objects.create(learner=amina, kind="area_decile", value=1, source="IMD", from_on=A_WHILE_AGO)


@pytest.fixture
def in_care(amina):
    return Circumstance.objects.create(learner=amina, kind="care", value=1, source="Authority", from_on=A_WHILE_AGO)


@pytest.fixture
def weighed(plan, fund, components, poor_area, in_care, rosa):
    """Amina's share with two needs in it: £4,000 + £560 + £400, and one that is not known."""
    components["components"] += [
        {"kind": "need", "name": "Time in care", "circumstance": "care", "weights": {"1": 10}},
        {"kind": "need", "name": "Money at home", "circumstance": "free_meals", "weights": {"1": 10}},
    ]
    publish(formula=draft_formula(fund=fund, components=components, actor=rosa), actor=rosa)
    return plan.entitlements.get()


@pytest.fixture
def promises(share, amina, northgate, year, chidi):
    """Promises to Northgate: promises(2)."""

    def make(count):
        return [
            promise(learner=amina, provider=northgate, year=year, pence=10000, reason=f"Course {n}", actor=chidi)
            for n in range(count)
        ]

    return make


@pytest.fixture
def learners(make_user, riverside, start_plan):
    """More learners with a plan: learners(2)."""

    def make(count, since=0):
        for n in range(since, since + count):
            start_plan(make_user(f"Learner{n}", f"Family{n}", role="learner", at=riverside), riverside)

    return make


@pytest.fixture
def queries_of():
    """Count the queries of a page: queries_of(client, path)."""

    def count(client, path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return count
