"""The home of a learner, and of a tutor, shows what the chosen path says, and nothing of another."""

import pytest

from scripts.authoring.models import Branch
from tests.scripts.chosen.conftest import text_of

MOST = 12


@pytest.fixture
def home(sign_in, django_assert_max_num_queries):
    """Open somebody's home: home(amina) gives its words and how many queries it took."""

    def open_for(person):
        client = sign_in(person)
        with django_assert_max_num_queries(MOST) as queries:
            answer = client.get("/")
        return text_of(answer), len(queries)

    return open_for


def test_home_shows_what_comes_next_on_the_chosen_path_and_what_does_not_fit(water, engines, choose, amina, home):
    choose(water)
    said, _queries = home(amina)
    assert "What comes next Pool on Tuesdays" in said
    assert "A place on “Lifeguard training”: your tutor asks for it." in said
    assert "2 required parts are not covered on this path: “GCSE English” and “Chemistry”." in said
    assert "Say of a step that it counts for it, add one that does, or ask to leave it out." in said
    assert "Workshop week" not in said


def test_home_changes_at_once_with_another_path(water, engines, choose, amina, home):
    choose(water)
    before, queries = home(amina)
    choose(engines)
    after, more = home(amina)
    assert "What comes next GCSE English" in after
    assert "Everything fits on this path" in after
    assert "Lifeguard training" not in after
    assert "not covered" not in after
    assert (queries, before == after) == (more, False)


def test_home_says_that_a_place_waits_for_an_answer(water, choose, amina, chidi, sam, home):
    from scripts.places.actions import ask_place

    choose(water)
    ask_place(offer=water.steps.get().offer, learner=amina, actor=chidi)
    said, _queries = home(amina)
    assert "A place on “Lifeguard training” has been asked for, and is not yours yet." in said
    assert "your tutor asks for it" not in said


def test_home_says_when_nothing_is_missing_and_when_all_is_done(water, choose, shared_out, take_place, amina, home):
    from scripts.editing.actions.steps import set_step_done

    choose(water)
    step = water.steps.get()
    take_place(step.offer, step)
    assert "Nothing is missing for it" in home(amina)[0]
    set_step_done(step=step, is_done=True, actor=amina)
    assert "Every step of this path is done." in home(amina)[0]


def test_home_without_a_chosen_path_says_what_to_do(water, amina, home):
    Branch.objects.filter(script__learner=amina).update(state=Branch.State.POSSIBLE)
    said, _queries = home(amina)
    assert "No path is chosen now, so nothing comes next and nothing is checked." in said
    assert "Pool on Tuesdays" not in said


def test_home_without_a_script_says_how_to_start(amina, home):
    assert "Your script is how your education could unfold" in home(amina)[0]
