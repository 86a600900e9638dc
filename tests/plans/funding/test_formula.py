"""The formula: arithmetic on its own, its explanations, and what it refuses."""

import doctest
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.funding import formula
from plans.funding.formula import FormulaLine, Why, percent_of, total_of, validate_components, work_out

KINDS = ["area_decile", "prior_attainment", "free_meals", "language", "care"]
PENCE = st.integers(0, 10_000_000)
YEARS = st.sampled_from(["11", "12", "13"])
RATES = st.fixed_dictionaries(
    {"kind": st.just("rate"), "name": st.just("Rate"), "pence": PENCE},
    optional={
        "bands": st.lists(
            st.fixed_dictionaries({"year_group": YEARS, "pence": PENCE}), unique_by=lambda band: band["year_group"]
        )
    },
)
VALUES = st.integers(0, 10).map(str)


@st.composite
def formulas(draw):
    needs = []
    for about in draw(st.lists(st.sampled_from(KINDS), unique=True)):
        way = draw(st.sampled_from(["weights", "pence"]))
        amounts = st.integers(0, 300) if way == "weights" else PENCE
        given_amounts = draw(st.dictionaries(VALUES, amounts, min_size=1))
        needs.append({"kind": "need", "name": about, "circumstance": about, way: given_amounts})
    return {"version": 1, "components": draw(st.permutations(draw(st.lists(RATES, min_size=1, max_size=3)) + needs))}


FACTS = st.dictionaries(st.sampled_from(KINDS), st.none() | st.integers(0, 10)).flatmap(
    lambda known: st.fixed_dictionaries({}, optional={"year_group": st.none() | YEARS}).map(lambda year: known | year)
)


def rate(pence, **more):
    return {"kind": "rate", "name": "Rate", "pence": pence, **more}


def need(about, **more):
    return {"kind": "need", "name": "Need", "circumstance": about, **more}


def parts(*components):
    return {"version": 1, "components": list(components)}


def test_worked_examples_hold():
    assert doctest.testmod(formula).failed == 0


@given(formulas(), FACTS)
def test_formulas_that_are_sound_give_whole_pence_never_below_zero(components, facts):
    assert validate_components(components) == []
    lines = work_out(components, facts)
    assert len(lines) == len(components["components"])
    assert all(line.pence is None or (isinstance(line.pence, int) and line.pence >= 0) for line in lines)
    assert total_of(lines) == sum(line.pence for line in lines if line.pence is not None)


@given(formulas(), FACTS, st.randoms())
def test_formula_order_of_components_changes_no_amount(components, facts, chance):
    shuffled = components["components"][:]
    chance.shuffle(shuffled)
    other = work_out({"version": 1, "components": shuffled}, facts)
    assert total_of(other) == total_of(work_out(components, facts))


@given(formulas(), FACTS, st.integers(0, 50))
def test_formula_a_greater_weight_never_gives_less(components, facts, more):
    greater = [
        part | {"weights": {value: percent + more for value, percent in part["weights"].items()}}
        if "weights" in part
        else part
        for part in components["components"]
    ]
    assert total_of(work_out(parts(*greater), facts)) >= total_of(work_out(components, facts))


@given(formulas(), FACTS)
def test_formula_that_does_not_know_gives_no_figure_rather_than_nothing(components, facts):
    for part, line in zip(components["components"], work_out(components, facts), strict=True):
        if part["kind"] == "need":
            assert (line.pence is None) == (facts.get(part["circumstance"]) is None)
            assert (line.why == Why.UNKNOWN) == (line.pence is None)


@given(formulas(), FACTS)
def test_lines_come_back_from_json_as_they_were(components, facts):
    lines = work_out(components, facts)
    assert [FormulaLine(**line.as_data()) for line in lines] == lines


def test_formula_against_an_independent_reckoning():
    """The same sums by exact fractions, over a thousand random learners."""
    from fractions import Fraction

    chance = random.Random(7)
    for _turn in range(1000):
        base, percent = chance.randrange(0, 1_000_000), chance.randrange(0, 200)
        exact = Fraction(base) * percent / 100
        expected = int(exact + Fraction(1, 2))
        lines = work_out(parts(rate(base), need("area_decile", weights={"1": percent})), {"area_decile": 1})
        assert total_of(lines) == base + expected


def test_rate_of_a_band_goes_to_its_year_group_only():
    components = parts(rate(400000, bands=[{"year_group": "13", "pence": 380000}]))
    assert work_out(components, {"year_group": "13"}) == [FormulaLine("Rate", Why.YEAR, 380000, "13")]
    assert work_out(components, {"year_group": "12"}) == [FormulaLine("Rate", Why.YEAR, 400000, "12")]
    assert work_out(components, {}) == [FormulaLine("Rate", Why.YEAR_UNKNOWN, 400000)]


def test_weight_is_a_share_of_all_rates_together():
    components = parts(need("care", weights={"1": 10}), rate(100000), rate(50005))
    assert work_out(components, {"care": 1})[0] == FormulaLine("Need", Why.SHARE, 15001, "care", 10, 150005)


def test_need_known_without_a_weight_is_nothing_not_unknown():
    components = parts(rate(1), need("care", weights={"1": 10}))
    assert work_out(components, {"care": 0})[1] == FormulaLine("Need", Why.NOTHING, 0, "care")


def test_rounding_is_half_up():
    assert [percent_of(pence, 1) for pence in (0, 49, 50, 149, 150)] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (None, "version"),
        ({"components": []}, "version"),
        ({"version": 2, "components": []}, "version"),
        ({"version": 1}, "components"),
        ({"version": 1, "components": ["rate"]}, "components"),
        (parts(need("care", weights={"1": 10})), "components"),
        (parts({"kind": "gift", "name": "Gift"}, rate(1)), "components[0].kind"),
        (parts(rate(1) | {"name": " "}), "components[0].name"),
        (parts(rate(-1)), "components[0].pence"),
        (parts(rate(1.5)), "components[0].pence"),
        (parts(rate(True)), "components[0].pence"),
        (parts(rate("4000")), "components[0].pence"),
        (parts(rate(10**12)), "components[0].pence"),
        (parts(rate(1, bands={})), "components[0].bands"),
        (parts(rate(1, bands=[{"year_group": "", "pence": 1}])), "components[0].bands[0].year_group"),
        (parts(rate(1, bands=[{"year_group": "12", "pence": None}])), "components[0].bands[0].pence"),
        (parts(rate(1, bands=[{"year_group": "12", "pence": 1}] * 2)), "components[0].bands[1].year_group"),
        (parts(rate(1), need("")), "components[1].circumstance"),
        (parts(rate(1), need("care")), "components[1].weights"),
        (parts(rate(1), need("care", weights={})), "components[1].weights"),
        (parts(rate(1), need("care", weights={"1": 1}, pence={"1": 1})), "components[1].weights"),
        (parts(rate(1), need("care", weights={"1": 1.5})), "components[1].weights.1"),
        (parts(rate(1), need("care", weights={"1": 1001})), "components[1].weights.1"),
        (parts(rate(1), need("care", weights={"01": 1})), "components[1].weights.01"),
        (parts(rate(1), need("care", pence={"1": -1})), "components[1].pence.1"),
        (parts(rate(1), *[need("care", weights={"1": 1})] * 2), "components[2].circumstance"),
    ],
)
def test_formula_refuses_with_the_place_and_a_way_out(data, path):
    problems = validate_components(data)
    assert path in [problem.path for problem in problems]
    assert all(problem.message.endswith(".") for problem in problems)


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(
        ["rate", "need", "", "1", [], [1], [{}], {}, {"1": 1}, {"1": None}, [{"year_group": [], "pence": {}}]]
    )
)
KEYS = ["kind", "name", "pence", "bands", "circumstance", "weights"]


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), ANYTHING), max_size=3))
def test_formula_check_never_falls_over(components):
    validate_components(parts(*components))
