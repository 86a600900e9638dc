"""A script by term: what stands where, what each term weighs, and moving a step with and without a drag."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learnplan.years import current_year, year_name
from scripts.authoring.actions import add_step, branch_off
from scripts.authoring.mapping.facts import StepFacts
from scripts.authoring.mapping.grid import last_slot, lay_grid, slots_of
from scripts.frameworks.models import CommonScript

YEAR = current_year()
STEPS = st.lists(
    st.builds(
        StepFacts,
        key=st.integers(1, 10**6),
        title=st.just("Step"),
        facts=st.just(()),
        year=st.none() | st.integers(YEAR - 2, YEAR + 3),
        term=st.none() | st.integers(1, 3),
        lasts=st.integers(1, 9),
        minutes_a_week=st.none() | st.integers(0, 900),
    ),
    max_size=20,
    unique_by=lambda step: step.key,
)


def step(key, year, term, lasts=1, minutes=60):
    return StepFacts(key, f"Step {key}", (), year, term, lasts, minutes)


@given(STEPS)
def test_every_step_stands_once_in_its_own_term(path):
    slots = slots_of([path], YEAR)
    grid = lay_grid(path, slots)
    stands = [(one.key, row.slot) for row in grid.rows for one in row.steps]
    stands += [(begun[0].key, row.slot) for row in grid.rows for begun in row.tracks.values() if begun]
    assert sorted(stands) == sorted((one.key, (one.year, one.term or 0)) for one in path if one.year is not None)
    assert grid.unplaced == [one for one in path if one.year is None]


@given(STEPS)
def test_every_row_has_as_many_cells_as_its_table(path):
    """Cells that begin, cells that are free and cells that an earlier one spans make up each row, and never meet."""
    slots = slots_of([path], YEAR)
    grid = lay_grid(path, slots)
    spanned = [0] * grid.width
    for at, row in enumerate(grid.rows):
        for track in range(grid.width):
            if track in row.tracks:
                assert spanned[track] <= at
                begun = row.tracks[track]
                spanned[track] = at + begun[1] if begun else spanned[track]
            else:
                assert spanned[track] > at
    assert max(spanned, default=0) <= len(grid.rows)


@given(STEPS)
def test_each_term_weighs_what_runs_in_it(path):
    slots = slots_of([path], YEAR)
    for row in lay_grid(path, slots).rows:
        if row.slot[1]:
            running = [one for one in path if one.year and (one.year, one.term or 0) <= row.slot <= last_slot(one)]
            running = [one for one in running if one.term]
            assert row.load.minutes == sum(one.minutes_a_week or 0 for one in running)
            assert row.load.unknown == sum(one.minutes_a_week is None for one in running)


def test_what_lasts_together_has_columns_of_its_own():
    path = [step(1, YEAR, 1, 3), step(2, YEAR, 2, 2), step(3, YEAR + 1, 1, 2), step(4, YEAR, 2)]
    grid = lay_grid(path, slots_of([path], YEAR))
    assert grid.width == 2
    assert [begun and begun[0].key for begun in grid.rows[0].tracks.values()] == [1, None]
    assert [one.key for one in grid.rows[1].steps] == [4]
    assert [one.key for one in grid.rows[1].going_on] == [1]
    assert [row.load.minutes for row in grid.rows[:4]] == [60, 180, 120, 60]


@pytest.fixture
def workshop(engineering, amina):
    return add_step(
        branch=engineering, title="Workshop", style="project", year=YEAR, term=1, minutes_a_week=300, actor=amina
    )


@pytest.fixture
def grid_page(sign_in, script, engineering, workshop, amina):
    """Ask for the grid as Amina with her branch beside the trunk: grid_page() or grid_page({"step": ...})."""
    client, path = sign_in(amina), f"{reverse('script_grid', args=[script.pk])}?branch={engineering.pk}"
    return lambda data=None: client.post(path, data) if data is not None else client.get(path)


def moved(step):
    step.refresh_from_db()
    return step.year, step.term


def test_grid_says_the_load_of_a_term_against_the_most(grid_page, script):
    assert "Nobody has said how many hours a week are the most" in grid_page().text
    CommonScript.objects.filter(pk=script.common_script_id).update(most_minutes_a_week=240)
    page = grid_page().text
    assert 'aria-label="5 h a week of at most 4 h"' in page
    assert "1 h too much" in page


def test_step_moves_to_the_term_that_is_chosen(grid_page, workshop):
    answer = grid_page({"step": workshop.pk, f"to-{workshop.pk}": f"{YEAR + 1}.2"})
    assert answer.status_code == 302
    assert "grid/?branch=" in answer.url
    assert moved(workshop) == (YEAR + 1, 2)
    assert f"“Workshop” is in spring {year_name(YEAR + 1)} now." in grid_page().text


def test_step_moves_a_term_later_and_earlier_and_out_of_the_terms(grid_page, workshop):
    grid_page({"shift": f"{workshop.pk}.1"})
    assert moved(workshop) == (YEAR, 2)
    for _each in range(2):
        grid_page({"shift": f"{workshop.pk}.-1"})
    assert moved(workshop) == (YEAR - 1, 3)
    grid_page({"step": workshop.pk, f"to-{workshop.pk}": "none"})
    assert moved(workshop) == (None, None)


@pytest.mark.parametrize(
    "data", [{}, {"step": "999999"}, {"step": "x", "to-x": "none"}, {"shift": "1.5"}, {"shift": "nonsense"}]
)
def test_move_that_makes_no_sense_is_refused_in_words(grid_page, workshop, data):
    answer = grid_page(data)
    assert answer.status_code == 422
    assert moved(workshop) == (YEAR, 1)


def test_move_to_a_term_that_is_not_in_the_list_is_refused(grid_page, workshop):
    answer = grid_page({"step": workshop.pk, f"to-{workshop.pk}": "1999.1"})
    assert answer.status_code == 422
    assert "Choose one of the terms in the list." in answer.text


def test_readers_see_the_grid_and_move_nothing(sign_in, script, workshop, bea):
    client, path = sign_in(bea), reverse("script_grid", args=[script.pk])
    page = client.get(path).text
    assert "Move" not in page
    assert "data-grid" not in page
    assert client.post(path, {"step": workshop.pk, f"to-{workshop.pk}": "none"}).status_code == 403
    assert moved(workshop) == (YEAR, 1)


def test_step_of_another_script_is_not_moved(grid_page, dov, make_common_script, make_institution):
    from scripts.authoring.actions import start_script

    institution = dov.memberships.get().institution
    dov.memberships.update(year_group="12")
    make_common_script(institution, "Swimming", "Diving")
    theirs = start_script(learner=dov, actor=dov).branches.get().steps.first()
    assert grid_page({"step": theirs.pk, f"to-{theirs.pk}": f"{YEAR}.1"}).status_code == 422
    assert moved(theirs) == (None, None)


def test_grid_asks_the_same_queries_at_any_size(
    sign_in, script, trunk, amina, django_assert_num_queries, engineering, workshop
):
    client, path = sign_in(amina), reverse("script_grid", args=[script.pk])
    with django_assert_num_queries(9):
        client.get(path)
    for number in range(6):
        branch = branch_off(script=script, parent=trunk, forks_after=None, name=f"Branch {number}", actor=amina)
        add_step(branch=branch, title="A", style="project", year=YEAR, term=1, lasts=number + 1, actor=amina)
    everything = "&".join(f"branch={branch.pk}" for branch in script.branches.all())
    with django_assert_num_queries(9):
        client.get(f"{path}?{everything}")
