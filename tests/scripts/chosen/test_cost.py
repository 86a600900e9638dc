"""What a path costs, and what another would change: property tests of the pure module."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from scripts.checking.shapes import OfferFacts, Stop
from scripts.chosen import cost
from scripts.chosen.cost import Promised, change_to, cost_of

YEAR = 2026
offers = st.builds(
    OfferFacts,
    key=st.integers(1, 6),
    title=st.just("x"),
    provider=st.just(1),
    price_pence=st.integers(0, 5_000),
    starts=st.tuples(st.sampled_from([YEAR, YEAR + 1]), st.just(1)),
    is_closed=st.booleans(),
)
paths = st.lists(st.tuples(st.none() | offers, st.booleans(), st.sampled_from([None, True, False])), max_size=8).map(
    lambda rows: [
        Stop(key=key, title=f"{key}", offer=offer, is_done=done, picked=picked)
        for key, (offer, done, picked) in enumerate(rows, 1)
    ]
)
promises = st.dictionaries(
    st.integers(1, 6), st.integers(0, 5_000).flatmap(lambda p: st.integers(0, p).map(lambda back: Promised(p, back)))
)


def test_examples_hold():
    assert doctest.testmod(cost).failed == 0


@given(paths, promises)
def test_path_counts_each_offer_once_and_nothing_of_another_year(stops, promised):
    found = cost_of(stops, promised, YEAR)
    keys = [line.offer for line in found.lines]
    assert len(keys) == len(set(keys))
    assert all(line.year == YEAR for line in found.lines if line.how in ("promised", "still", "closed"))
    assert found.promised_pence + found.still_pence + found.sum_of("closed") + found.sum_of("other_year") == sum(
        line.pence for line in found.lines
    )


@given(paths, paths, promises, st.integers(0, 10_000))
def test_change_balances(now, then, promised, left_pence):
    before, after = cost_of(now, promised, YEAR), cost_of(then, promised, YEAR)
    change = change_to(before, after, promised, left_pence)
    assert change.left_pence == left_pence + change.back_pence - change.need_pence
    assert change.back_pence <= sum(one.back_pence for one in promised.values())
    assert bool(change.back) == bool(change.back_pence)


@given(paths, promises, st.integers(0, 10_000))
def test_change_to_the_same_path_lets_nothing_come_back(stops, promised, left_pence):
    same = cost_of(stops, promised, YEAR)
    assert change_to(same, same, promised, left_pence).back == ()
