"""The demonstration's funded year: a fund for each home institution, shared out by one formula skewed to need."""

from learnplan.demonstration.scenes import administrator_of, home_institutions
from learnplan.people.models import Role, User
from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
from plans.funding.models import Fund

A_LEARNER_PENCE = 230_000  # enough for the rate and every weight, with a little over
COMPONENTS = {
    "version": 1,
    "components": [
        {"kind": "rate", "name": "For everyone", "pence": 120_000},
        {
            "kind": "need",
            "name": "Where I live",
            "circumstance": "area_decile",
            "weights": {"1": 40, "2": 30, "3": 20, "4": 10},
        },
        {"kind": "need", "name": "Free school meals", "circumstance": "free_meals", "weights": {"1": 20}},
        {"kind": "need", "name": "Looking after someone", "circumstance": "young_carer", "weights": {"1": 25}},
    ],
}


def open_funds(year: int) -> list[Fund]:
    """Open a fund for each home institution and pay its year's money in."""
    funds = []
    for institution in home_institutions():
        learners = User.objects.with_role(Role.LEARNER, institution).count()
        actor = administrator_of(institution)
        fund = open_fund(institution=institution, name="Choice fund", year=year, actor=actor)
        pay_in(fund=fund, pence=learners * A_LEARNER_PENCE, reason="Grant for the academic year", actor=actor)
        funds.append(fund)
    return funds


def publish_funds(funds: list[Fund]) -> None:
    """Share each fund out by the formula, once plans have been started."""
    for fund in funds:
        actor = administrator_of(fund.institution)
        publish(formula=draft_formula(fund=fund, components=COMPONENTS, actor=actor), actor=actor)
