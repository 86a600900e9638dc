"""A script by term: what stands where, what each term weighs, and moving a step with and without a drag."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learnplan.years import current_year, year_bounds, year_name
from scripts.authoring.reading import read_script
from scripts.checking.report import report_of
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.steps import add_step
from scripts.frameworks.models import CommonScript
from scripts.mapping.grid import last_slot, lay_grid, slots_of
from scripts.mapping.shapes import StepFacts
from scripts.mapping.wording import tell
from scripts.offers.models import OfferSlot

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
        choices=st.sampled_from([0, 3]),
        picked=st.none() | st.integers(0, 2),
    ),
    max_size=20,
    unique_by=lambda step: step.key,
)


def step(key, year, term, lasts=1, minutes=60):
    return StepFacts(key, f"Step {key}", (), year, term, lasts, minutes)


@given(STEPS)
def test_every_step_stands_once_in_its_own_term(path):
    slots = slots_of([path], YEAR)
    grid = lay_grid(path, slots, {})
    stands = [(one.key, row.slot) for row in grid.rows for one in row.steps]
    stands += [(begun[0].key, row.slot) for row in grid.rows for begun in row.tracks.values() if begun]
    assert sorted(stands) == sorted((one.key, (one.year, one.term or 0)) for one in path if one.year is not None)
    assert grid.unplaced == [one for one in path if one.year is None]


@given(STEPS)
def test_every_row_has_as_many_cells_as_its_table(path):
    """Cells that begin, cells that are free and cells that an earlier one spans make up each row, and never meet."""
    slots = slots_of([path], YEAR)
    grid = lay_grid(path, slots, {})
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


@given(STEPS, st.dictionaries(st.tuples(st.integers(YEAR - 2, YEAR + 3), st.integers(1, 3)), st.integers(1, 900)))
def test_each_term_weighs_what_the_check_says_and_counts_what_does_not_say(path, load):
    slots = slots_of([path], YEAR, load)
    rows = lay_grid(path, slots, load).rows
    assert {row.slot: row.load.minutes for row in rows if row.load.minutes} == load
    for row in rows:
        running = [one for one in path if one.year and (one.year, one.term or 0) <= row.slot <= last_slot(one)]
        running = [one for one in running if one.term and row.slot[1] and (not one.choices or one.picked is not None)]
        assert row.load.unknown == sum(one.minutes_a_week is None for one in running)


def test_what_lasts_together_has_columns_of_its_own():
    path = [step(1, YEAR, 1, 3), step(2, YEAR, 2, 2), step(3, YEAR + 1, 1, 2), step(4, YEAR, 2)]
    grid = lay_grid(path, slots_of([path], YEAR), {(YEAR, 2): 180})
    assert grid.width == 2
    assert [begun and begun[0].key for begun in grid.rows[0].tracks.values()] == [1, None]
    assert [one.key for one in grid.rows[1].steps] == [4]
    assert [one.key for one in grid.rows[1].going_on] == [1]
    assert [row.load.minutes for row in grid.rows[:4]] == [0, 180, 0, 0]


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
    from scripts.editing.actions.branches import start_script

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
    with django_assert_num_queries(5):
        client.get(path)
    for number in range(6):
        branch = branch_off(script=script, parent=trunk, forks_after=None, name=f"Branch {number}", actor=amina)
        add_step(branch=branch, title="A", style="project", year=YEAR, term=1, lasts=number + 1, actor=amina)
    everything = "&".join(f"branch={branch.pk}" for branch in script.branches.all())
    with django_assert_num_queries(5):
        client.get(f"{path}?{everything}")


def test_step_that_two_paths_share_moves_from_the_column_it_is_moved_in(
    sign_in, script, trunk, engineering, workshop, amina
):
    """Beside the trunk each shared step stands twice, and the other one's choice is not what was meant."""
    client, path = sign_in(amina), f"{reverse('script_grid', args=[script.pk])}?branch={engineering.pk}"
    shared = trunk.steps.first()
    trunk.steps.filter(pk=shared.pk).update(year=YEAR)
    fields = forms_of(client.get(path).text, shared)
    assert len(fields) == 2
    for chosen, term in zip(fields, (1, 2), strict=True):
        data = {name: "none" for name, _button in fields} | {chosen[0]: f"{YEAR}.{term}", "step": chosen[1]}
        assert client.post(path, data).status_code == 302
        assert moved(shared) == (YEAR, term)


def forms_of(page, step):
    """Return the name of the choice and the value of the button of each place where the step can be moved."""
    places = re.findall(rf'<li class="grid-step" data-drag="{step.pk}".*?</li>', page)
    return [
        (re.search(r'<select[^>]* name="([^"]*)"', one)[1], re.search(r'name="step" value="([^"]*)"', one)[1])
        for one in places
    ]


def test_step_moves_past_the_last_row_though_a_year_has_a_step_without_a_term(grid_page, trunk, workshop):
    trunk.steps.filter(pk=trunk.steps.last().pk).update(year=YEAR)
    type(workshop).objects.filter(pk=workshop.pk).update(year=YEAR + 1, term=3)
    assert grid_page({"shift": f"{workshop.pk}.1"}).status_code == 302
    assert moved(workshop) == (YEAR + 2, 1)
    type(workshop).objects.filter(pk=workshop.pk).update(year=YEAR, term=1)
    assert grid_page({"shift": f"{workshop.pk}.-1"}).status_code == 302
    assert moved(workshop) == (YEAR - 1, 3)


def test_grid_weighs_each_term_as_the_check_does(sign_in, script, engineering, workshop, amina, make_offer):
    """An offer has its times, its length and its hours, which the learner need not say again; and counts once."""
    first, last = year_bounds(YEAR)
    offer = make_offer("Sound", starts_on=first, ends_on=last)
    for weekday in (1, 3):
        OfferSlot.objects.create(offer=offer, weekday=weekday, starts_at="13:00", ends_at="15:30")
    for _each in range(2):
        add_step(branch=engineering, style="in_class", offer=offer, year=YEAR, actor=amina)
    open_step = add_step(branch=engineering, title="Open", style="project", year=YEAR, term=2, actor=amina)
    set_options(step=open_step, options=[{"title": "A", "minutes_a_week": 600}, {"title": "B"}], actor=amina)
    add_step(branch=engineering, title="No hours", style="project", year=YEAR, term=3, actor=amina)
    picture = read_script(script, amina)
    load = report_of(picture, picture.by_id[engineering.pk]).load
    assert load == {(YEAR, 1): 600, (YEAR, 2): 300, (YEAR, 3): 300}
    page = sign_in(amina).get(f"{reverse('script_grid', args=[script.pk])}?branch={engineering.pk}").text
    rows = dict(re.findall(r'<tr data-slot="([\d.]+)"[^>]*>(.*?)</tr>', page, re.DOTALL))
    said = [re.findall(r'<td class="load"[^>]*>.*?<small>([^<]*)', rows[f"{YEAR}.{term}"])[-1] for term in (1, 2, 3)]
    assert said == ["10 h a week", "5 h a week", "5 h a week, and 1 step that does not say"]
    assert f'data-slot="{YEAR}.0"' not in page


def test_step_without_a_year_stands_where_its_offer_runs(script, engineering, amina, make_offer):
    first, last = year_bounds(YEAR)
    step = add_step(
        branch=engineering, style="in_class", offer=make_offer("A year", starts_on=first, ends_on=last), actor=amina
    )
    told = tell(read_script(script, amina), is_mine=True).steps[step.pk]
    assert (told.year, told.term, told.lasts) == (YEAR, 1, 3)
    assert [fact.words for fact in told.of("when")] == [
        f"autumn {year_name(YEAR)}",
        f"for 3 terms, until summer {year_name(YEAR)}",
    ]


def test_grid_and_map_leave_out_what_is_no_branch(sign_in, script, amina):
    client = sign_in(amina)
    for nonsense in ("x", "0", "²", "9" * 5_000):
        for name in ("script", "script_grid"):
            assert client.get(reverse(name, args=[script.pk]), {"branch": nonsense}).status_code == 200


def test_step_is_when_its_offer_runs_and_is_not_moved_unless_it_says_another_time(
    grid_page, engineering, amina, make_offer
):
    first, last = year_bounds(YEAR)
    offer = make_offer("Sound", starts_on=first, ends_on=last)
    step = add_step(branch=engineering, style="in_class", offer=offer, year=YEAR, actor=amina)
    assert forms_of(grid_page().text, step) == []
    answer = grid_page({"step": step.pk, f"to-{step.pk}": f"{YEAR}.2"})
    assert answer.status_code == 422
    assert "it is when the offer runs" in answer.text
    type(step).objects.filter(pk=step.pk).update(year=YEAR + 1)
    assert len(forms_of(grid_page().text, step)) == 1
    assert grid_page({"step": step.pk, f"to-{step.pk}": f"{YEAR}.1"}).status_code == 302
    assert moved(step) == (YEAR, 1)
