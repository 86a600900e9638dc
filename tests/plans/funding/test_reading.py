"""What others read of money."""

import pytest

from learnplan.people.models import Circumstance
from plans.funding.actions.promises import give_back, promise
from plans.funding.formula import FormulaLine, Why
from plans.funding.reading import behind_plan
from plans.funding.wording import (
    NAMES,
    PURPOSES,
    formula_in_words,
    known_lines,
    lines_for_others,
    unknown_names,
    why_of,
)


def test_behind_plan_before_anything_is_shared_out_is_not_known(plan):
    assert behind_plan(plan) == (None, 0, 0)


def test_behind_plan_follows_promises_and_what_is_given_back(
    share, amina, northgate, year, chidi, django_assert_num_queries
):
    assert behind_plan(share.plan) == (400000, 0, 400000)
    held = promise(learner=amina, provider=northgate, year=year, pence=150000, reason="Art", actor=chidi)
    with django_assert_num_queries(1):
        assert behind_plan(share.plan) == (400000, 150000, 250000)
    give_back(transfer=held, reason="Changed", actor=chidi)
    assert behind_plan(share.plan) == (400000, 0, 400000)


LINES = [
    FormulaLine("Rate", Why.YEAR, 400000, "12"),
    FormulaLine("Where you live", Why.SHARE, 56000, "area_decile", 14, 400000),
    FormulaLine("Time in care", Why.NOTHING, 0, "care"),
    FormulaLine("Money at home", Why.UNKNOWN, None, "free_meals"),
]


def test_every_line_is_explained_to_the_learner():
    assert known_lines(LINES) == [
        ("Rate", "Every learner in Year 12 gets this.", 400000),
        (
            "Where you live",
            "Help is shared out so that those whose home area has less get more: 14% on top of £4,000.",
            56000,
        ),
        ("Time in care", "The formula adds nothing here this time.", 0),
    ]
    assert unknown_names(LINES) == ["Money at home"]


def test_lines_for_other_adults_do_not_tell_circumstances():
    assert lines_for_others(LINES) == [
        ("Rate", "Every learner in Year 12 gets this.", 400000),
        ("Added by need", "The reasons are for the learner to tell.", 56000),
    ]


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_its_words(why):
    assert why_of(FormulaLine("Name", why, 1, "care", 1, 1)).endswith(".")


def test_every_circumstance_has_a_name_and_a_purpose():
    assert list(NAMES) == list(PURPOSES) == list(Circumstance.Kind)


def test_whole_formula_in_words():
    components = {
        "components": [
            {"kind": "rate", "name": "Rate", "pence": 400000, "bands": [{"year_group": "13", "pence": 380000}]},
            {"kind": "rate", "name": "Basics", "pence": 5050},
            {"kind": "need", "name": "Home", "circumstance": "area_decile", "weights": {"10": 1, "2": 7, "1": 14}},
            {"kind": "need", "name": "Care", "circumstance": "care", "pence": {"1": 20000}},
        ]
    }
    assert formula_in_words(components) == [
        ("Rate", "Year 13: £3,800; £4,000 for everyone else"),
        ("Basics", "£50.50 for everyone"),
        ("Home", "1, has least: 14%; 2: 7%; 10, has most: 1%"),
        ("Care", "£200"),
    ]
