"""The ready-made matrices and how one is read: pure rules."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.matrix.acts import Act, Column, Setting
from plans.matrix.presets import (
    COLUMNS,
    DEFAULT,
    PRESETS,
    Preset,
    cells_in_order,
    differences,
    is_whole,
    options,
    preset_of,
)
from plans.matrix.presets import setting as holds

CELLS = list(cells_in_order())
MIXES = st.fixed_dictionaries({cell: st.sampled_from(options(*cell)) for cell in CELLS})


def mix(settings) -> dict:
    cells: dict = {}
    for (act, column), setting in settings.items():
        cells.setdefault(str(act), {})[str(column)] = str(setting)
    return cells


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_whole_and_known_again(name):
    assert is_whole(PRESETS[name])
    assert preset_of(PRESETS[name]) == name


def test_default_is_led_by_the_learner():
    assert DEFAULT == Preset.LEARNER_LED
    learner = {act: columns["learner"] for act, columns in PRESETS[DEFAULT].items()}
    assert learner == {**dict.fromkeys(learner, "allow"), "session.lead": "request"}


@given(MIXES)
def test_no_mix_closes_the_plan_to_its_learner(settings):
    cells = mix(settings)
    assert is_whole(cells)
    denied = [act for act in Act if holds(cells, act, [Column.LEARNER]) == Setting.DENY]
    assert set(denied) <= {Act.LEAD}


@pytest.mark.parametrize(
    ("act", "column", "to"),
    [
        ("target.write", "learner", "deny"),
        ("plan.sign", "learner", "request"),
        ("target.let_go", "tutor", "allow"),
        ("target.write", "tutor", "perhaps"),
    ],
)
def test_matrix_that_says_what_it_may_not_is_not_whole(act, column, to):
    cells = copy.deepcopy(PRESETS["shared"])
    cells[act][column] = to
    assert not is_whole(cells)


def test_matrix_with_a_hole_is_not_whole():
    cells = copy.deepcopy(PRESETS["shared"])
    del cells["target.write"]["tutor"]
    assert not is_whole(cells)


def test_two_ties_count_as_the_freer():
    assert holds(PRESETS["learner_led"], "target.write", ["tutor", "advocate"]) == "allow"


def test_act_that_is_in_no_column_of_theirs_is_not_spoken_of():
    assert holds(PRESETS["learner_led"], "target.write", ["carer"]) is None


def test_cell_of_an_older_version_holds_as_in_the_default():
    assert holds({}, "target.write", ["tutor"]) == "request"


@given(MIXES, st.sets(st.sampled_from(Act)))
def test_freedom_never_takes_anything_away(settings, freed):
    cells, order = mix(settings), list(Setting)
    for act in Act:
        for column in COLUMNS[act]:
            before, after = holds(cells, act, [column]), holds(cells, act, [column], freed)
            assert order.index(after) <= order.index(before)
            if after != before:
                assert (column, before, after) == (Column.LEARNER, Setting.REQUEST, Setting.ALLOW)
                assert act in freed


@given(MIXES, MIXES)
def test_differences_lead_from_one_to_the_other(one, other):
    before, after = mix(one), mix(other)
    changed = {(act, column): new for act, column, _old, new in differences(before, after)}
    assert one | changed == other
