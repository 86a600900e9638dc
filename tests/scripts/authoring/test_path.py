"""The path of a branch, and what it covers."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.authoring.path import lineage, path_steps


def branch(pk, parent=None, after=None):
    return SimpleNamespace(pk=pk, parent_id=parent, forks_after_id=after)


def steps(*keys):
    return [SimpleNamespace(pk=key) for key in keys]


def keys_of(path):
    return [step.pk for step in path]


def test_path_takes_ancestors_up_to_the_fork_then_its_own():
    branches = {1: branch(1), 2: branch(2, 1, 11), 3: branch(3, 2, 20)}
    own = {1: steps(10, 11, 12), 2: steps(20, 21), 3: steps(30)}
    assert keys_of(path_steps(branches[3], branches, own)) == [10, 11, 20, 30]


def test_path_of_the_trunk_is_its_own_steps():
    assert keys_of(path_steps(branch(1), {1: branch(1)}, {1: steps(10, 11)})) == [10, 11]


def test_path_that_forks_at_the_start_takes_nothing_of_its_parent():
    branches = {1: branch(1), 2: branch(2, 1, None)}
    assert keys_of(path_steps(branches[2], branches, {1: steps(10), 2: steps(20)})) == [20]


def test_lineage_refuses_a_branch_that_is_its_own_ancestor():
    branches = {1: branch(1, 2), 2: branch(2, 1)}
    with pytest.raises(ValueError, match="its own ancestor"):
        lineage(branches[1], branches)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), st.data())
def test_path_has_each_step_once_and_ends_with_the_branchs_own(sizes, data):
    branches, own, key = {}, {}, 100
    for number, size in enumerate(sizes):
        parent = data.draw(st.sampled_from(sorted(branches))) if branches else None
        after = data.draw(st.sampled_from([None, *keys_of(own[parent])])) if branches else None
        branches[number] = branch(number, parent, after)
        own[number] = steps(*range(key, key + size))
        key += size
    for each in branches.values():
        path = keys_of(path_steps(each, branches, own))
        assert path[-len(own[each.pk]) :] == keys_of(own[each.pk])
        assert len(path) == len(set(path))
