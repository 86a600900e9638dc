"""What the page and the learner's home draw of a script, and what a script puts in "needs you"."""

import re

import pytest
from django.urls import reverse

from learnplan.years import current_year, year_name
from scripts.authoring.models import Branch
from scripts.authoring.reading import read_script
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.steps import add_step, set_step_done
from scripts.mapping.drawing import draw, draw_mini
from scripts.mapping.wording import tell
from tests.watching import needs_of

needs = needs_of("script.start", "script.choose")


@pytest.fixture
def workshop(engineering, amina):
    return add_step(branch=engineering, title="Workshop year", style="workplace", year=current_year(), actor=amina)


def drawn(script, user):
    picture = read_script(script, user)
    return draw(picture, tell(picture, is_mine=True), title="Map")


def test_draw_names_years_by_the_cohorts_year_group(script, engineering, workshop, amina):
    add_step(branch=engineering, title="Placement", style="workplace", year=current_year() + 1, actor=amina)
    drawing = drawn(script, amina)
    assert re.findall(r'class="band-name"[^>]*>([^<]*)', drawing.bands) == [
        "Common script",
        "Year 12",
        year_name(current_year()),
        "Year 13",
        year_name(current_year() + 1),
    ]


def test_draw_says_in_words_what_the_map_shows(script, trunk, engineering, workshop, amina):
    choose_branch(branch=engineering, actor=amina)
    set_step_done(step=trunk.steps.first(), is_done=True, actor=amina)
    drawing = drawn(script, amina)
    assert drawing.words == (
        "There is 1 branch. The chosen path is Engineering: 1 of its 4 steps are done. You are at GCSE English."
    )


def test_the_map_links_every_stop_and_says_where_the_learner_is(sign_in, script, trunk, engineering, workshop, amina):
    set_step_done(step=trunk.steps.first(), is_done=True, actor=amina)
    page = sign_in(amina).get(reverse("script", args=[script.pk])).text
    for step in [*trunk.steps.all(), workshop]:
        address = f'href="{reverse("branch", args=[step.branch_id])}#step-{step.pk}"'
        assert page.count(address) == 2  # once across, once as a row
    assert 'aria-label="GCSE maths, done"' in page
    assert 'aria-label="GCSE English, you are here"' in page
    assert page.count('id="here"') == 1


def test_what_a_learner_writes_is_never_markup(sign_in, script, trunk, amina):
    name = "<script>alert(1)</script>"
    branch_off(script=script, parent=trunk, forks_after=None, name=name, ending=name, actor=amina)
    page = sign_in(amina).get(reverse("script", args=[script.pk])).text
    assert "<script>alert" not in page


def test_draw_mini_shows_the_stop_before_here_and_the_next_two(script, trunk, engineering, workshop, amina):
    choose_branch(branch=engineering, actor=amina)
    for step in trunk.steps.all()[:2]:
        set_step_done(step=step, is_done=True, actor=amina)
    drawing = draw_mini(read_script(script, amina), title="Map")
    assert [each.stop.title for each in drawing.across.stops] == ["GCSE English", "Study skills", "Workshop year"]
    assert [each.stop.title for each in drawing.across.stops if each.is_here] == ["Study skills"]
    assert [text.words for text in drawing.across.termini[0].texts] == ["Degree", "apprenticeship", "Engineering"]


def test_home_shows_where_the_script_is_going(sign_in, script, engineering, workshop, amina):
    choose_branch(branch=engineering, actor=amina)
    page = sign_in(amina).get(reverse("home"))
    assert "The chosen path is Engineering" in page.text
    assert script.get_absolute_url() in page.text


def test_needs_asks_a_learner_to_start_once_something_is_adopted(amina, make_common_script, riverside):
    assert needs(amina) == []
    make_common_script(riverside, "GCSE maths")
    assert [(need.words, need.path) for need in needs(amina)] == [("Your script can start.", reverse("script_start"))]


def test_needs_asks_to_choose_when_nothing_is_chosen(script, amina):
    assert needs(amina) == []
    Branch.objects.filter(script=script).update(state="possible")
    assert [need.words for need in needs(amina)] == ["No path of your script is chosen."]
    Branch.objects.filter(script=script).update(state="finished")
    assert needs(amina) == []


def test_needs_of_an_adult_are_none(script, chidi, bea):
    assert (needs(chidi), needs(bea)) == ([], [])
