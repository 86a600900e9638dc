"""The order of a common script: stable, and what precedes comes first."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.frameworks.order import in_order

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30)


def test_order_is_kept_where_nothing_precedes():
    assert in_order(["b", "a", "c"], [("x", "a")]) == (["b", "a", "c"], [])


def test_order_puts_what_precedes_first_and_moves_nothing_else():
    assert in_order(["c", "b", "a", "d"], [("a", "b")]) == (["c", "a", "b", "d"], [])


def test_order_keeps_a_circle_as_it_was_given_and_names_it():
    assert in_order(["a", "b", "c"], [("b", "a"), ("a", "b"), ("c", "a")]) == (["c", "a", "b"], ["a", "b"])


def test_order_of_something_that_precedes_itself():
    assert in_order(["a", "b"], [("a", "a")]) == (["a", "b"], ["a"])


def test_order_of_a_chain_of_20_000_needs_no_recursion():
    chain = list(range(20_000))
    assert in_order(chain[::-1], pairwise(chain)) == (chain, [])


@settings(deadline=None)
@given(chosen=st.permutations(range(10)), pairs=PAIRS)
def test_order_loses_nothing_and_breaks_only_circles(chosen, pairs):
    ordered, tangled = in_order(chosen, pairs)
    assert sorted(ordered) == sorted(chosen)
    place = {item: index for index, item in enumerate(ordered)}
    for first, then in pairs:
        if first in place and then in place and not (first in tangled and then in tangled):
            assert place[first] < place[then]
