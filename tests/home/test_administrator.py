"""An administrator's home says what is set up at their own institution, and nobody else's."""

import pytest
from django.urls import reverse

from learnplan.home.administrator import with_figures
from learnplan.years import current_year
from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
from plans.targets.actions.targets import start_plan


@pytest.fixture
def funded(riverside, rosa, amina, make_institution):
    """A published formula at Riverside, whose numbers (ids) are none of the institution's."""
    for number in range(3):
        make_institution(f"Other {number}")
    start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    fund = open_fund(institution=riverside, name="Fund", year=current_year(), actor=rosa)
    pay_in(fund=fund, pence=100, reason="Grant", actor=rosa)
    components = {"version": 1, "components": [{"kind": "rate", "name": "For everyone", "pence": 100}]}
    publish(formula=draft_formula(fund=fund, components=components, actor=rosa), actor=rosa)


def test_with_figures_knows_the_published_formula_of_each_institution(funded, riverside, northgate):
    found = {here.pk: here.has_published for here in with_figures([riverside.pk, northgate.pk], current_year())}
    assert found == {riverside.pk: True, northgate.pk: False}


def test_with_figures_counts_the_offers_of_partners(riverside, northgate, rosa, sam, make_institution):
    from scripts.models import Agreement, Offer

    Offer.objects.create(
        provider=northgate,
        code="A",
        title="A",
        style="online",
        starts_on="2026-09-01",
        ends_on="2027-07-01",
        places=1,
        price_pence=0,
    )
    Agreement.objects.create(provider=northgate, home=riverside, from_on="2020-09-01")
    elsewhere = make_institution("Elsewhere")
    found = {here.pk: here.has_offers for here in with_figures([riverside.pk, elsewhere.pk], current_year())}
    assert found == {riverside.pk: True, elsewhere.pk: False}


def test_home_of_an_administrator_says_what_is_done(funded, rosa, sign_in):
    assert sign_in(rosa).get(reverse("home")).status_code == 200
