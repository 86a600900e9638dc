"""Pages of formulas: what a draft would give, what publishing does, and what is refused."""

import csv
import io

import pytest

from learnplan.notices.models import Notice
from plans.funding.models import Entitlement, Formula
from tests.plans.funding.conftest import text_of


def test_formula_new_builds_the_components(fund, amina, rosa, sign_in):
    data = {"rate": "4,000", "band 12": "4100.50", "weight area_decile 1": "14", "weight care 1": "10"}
    response = sign_in(rosa).post(f"/plans/funds/{fund.pk}/formula/", data)
    formula = Formula.objects.get()
    assert response.url == f"/plans/formulas/{formula.pk}/"
    assert formula.components == {
        "version": 1,
        "components": [
            {
                "kind": "rate",
                "name": "Your year’s rate",
                "pence": 400000,
                "bands": [{"year_group": "12", "pence": 410050}],
            },
            {"kind": "need", "name": "Where you live", "circumstance": "area_decile", "weights": {"1": 14}},
            {"kind": "need", "name": "Time in care", "circumstance": "care", "weights": {"1": 10}},
        ],
    }


def test_formula_new_starts_from_the_latest_version(formula, fund, rosa, sign_in):
    text = text_of(sign_in(rosa).get(f"/plans/funds/{fund.pk}/formula/"))
    assert 'name="rate" value="4000"' in text
    assert 'name="weight area_decile 1" value="14"' in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "This field is required"),
        ({"rate": "-1"}, "Write an amount of nothing or more"),
        ({"rate": "1000000.01"}, "Write at most £1,000,000"),
        ({"rate": "1", "weight care 1": "1.5"}, "Write a whole number of percent, from 0 to 1000"),
        ({"rate": "1", "weight care 1": "-1"}, "Write a whole number of percent, from 0 to 1000"),
        ({"rate": "1", "weight care 1": "1001"}, "Write a whole number of percent, from 0 to 1000"),
    ],
)
def test_formula_new_refuses_and_keeps_what_was_typed(fund, rosa, sign_in, data, words):
    typed = {"weight area_decile 2": "17"}
    response = sign_in(rosa).post(f"/plans/funds/{fund.pk}/formula/", data | typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'name="weight area_decile 2" value="17"' in text_of(response)
    assert Formula.objects.count() == 0


def test_formula_shows_what_it_would_give_and_writes_nothing(formula, plan, poor_area, rosa, sign_in):
    text = text_of(sign_in(rosa).get(f"/plans/formulas/{formula.pk}/"))
    for words in (
        "Amina Said: £4,560",
        "Areas with least",
        "Year 12",
        "£5,440 stays in the fund",
        "Publish and share out £4,560",
        "cannot be edited afterwards",
    ):
        assert words in text
    assert Entitlement.objects.count() == 0


def test_formula_publishes_what_was_shown_and_tells_the_learner(formula, plan, amina, rosa, sign_in):
    client = sign_in(rosa)
    response = client.post(f"/plans/formulas/{formula.pk}/", {"pence": "400000"}, follow=True)
    assert "Shared out to 1 learner, who is told of it." in text_of(response)
    assert "Publish and share out" not in text_of(response)
    assert Entitlement.objects.get().total_pence == 400000
    assert Notice.objects.get(recipient=amina).path == f"/plans/{plan.pk}/money/"


def test_formula_refuses_to_publish_what_was_not_shown(formula, plan, learners, rosa, sign_in):
    learners(1)
    response = sign_in(rosa).post(f"/plans/formulas/{formula.pk}/", {"pence": "400000"})
    assert response.status_code == 422
    assert "The shares now come to £8,000" in text_of(response)
    assert Entitlement.objects.count() == 0


def test_formula_that_gives_too_much_says_by_how_much_and_has_no_button(formula, plan, learners, rosa, sign_in):
    learners(2)
    text = text_of(sign_in(rosa).get(f"/plans/formulas/{formula.pk}/"))
    assert "£2,000 is missing" in text
    assert "Publish and share out" not in text


def test_formula_offers_newcomers_a_share_after_publishing(share, formula, learners, rosa, sign_in):
    learners(1)
    client = sign_in(rosa)
    assert "Share out to those who came since" in text_of(client.get(f"/plans/formulas/{formula.pk}/"))
    client.post(f"/plans/formulas/{formula.pk}/", {"pence": "400000"})
    assert Entitlement.objects.count() == 2


def test_formula_lists_learners_by_name_page_by_page(formula, learners, rosa, sign_in):
    learners(30)
    client = sign_in(rosa)
    first = client.get(f"/plans/formulas/{formula.pk}/")
    rest = client.get(f"/plans/formulas/{formula.pk}/?after={first.context['page'].after}")
    seen = [share["plan"].learner.family_name for page in (first, rest) for share in page.context["shares"]]
    assert seen == sorted(f"Family{n}" for n in range(30))
    assert rest.context["page"].after == ""


def test_formula_sheet_cannot_run_in_a_spreadsheet(formula, make_user, riverside, start_plan, rosa, sign_in):
    start_plan(make_user("=1+1", "Cell", role="learner", at=riverside, username="cell"), riverside)
    response = sign_in(rosa).get(f"/plans/formulas/{formula.pk}/sheet/")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows == [
        ["Learner", "Your year's rate", "Where you live", "Total"],
        ["'=1+1 Cell", "4000.00", "", "4000.00"],
    ]


def test_formula_sheet_after_publishing_is_what_was_published(weighed, amina, in_care, rosa, sign_in):
    in_care.delete()
    response = sign_in(rosa).get(f"/plans/formulas/{weighed.formula_id}/sheet/")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows[1] == ["Amina Said", "4000.00", "560.00", "400.00", "", "4960.00"]
