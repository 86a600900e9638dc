"""A tutor's and a carer's list of learners says of each which path they chose, and what comes next on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learnplan.people.models import Bond
from scripts.editing.actions.branches import branch_off, start_script
from scripts.editing.actions.steps import add_step, set_step_done
from tests.scripts.chosen.conftest import text_of

MOST = 12


@pytest.fixture
def said(sign_in, django_assert_max_num_queries):
    """What a list says to somebody: said(chidi), said(chidi, "home")."""

    def words(user, name="caseload"):
        client = sign_in(user)
        with django_assert_max_num_queries(MOST):
            return text_of(client.get(reverse(name)))

    return words


@pytest.mark.parametrize("shown", ["caseload", "home"])
@pytest.mark.parametrize("who", ["chidi", "mair"])
def test_list_says_the_chosen_path_and_the_next_step(request, said, plan, water, choose, amina, who, shown):
    reader = request.getfixturevalue(who)
    choose(water)
    words = said(reader, shown).replace(" ,", ",").replace(" .", ".")
    assert "Water, the path of Amina Said to Water for a living. Next: Pool on Tuesdays, spring" in words


def test_list_changes_with_another_path_and_with_what_is_done(said, water, engines, choose, amina, chidi):
    choose(engines)
    assert "Next: GCSE English." in said(chidi)
    choose(water)
    assert "GCSE English" not in said(chidi)
    set_step_done(step=water.steps.get(), is_done=True, actor=amina)
    assert "Every step is done." in said(chidi)


def test_next_step_is_of_the_whole_path_before_the_fork(said, script, water, choose, amina, chidi):
    pool = water.steps.get()
    add_step(branch=water, title="After the fork", style="online", actor=amina)
    deeper = branch_off(script=script, parent=water, forks_after=pool, name="Deeper", actor=amina)
    add_step(branch=deeper, title="Dive", style="online", actor=amina)
    choose(deeper)
    assert "Next: Pool on Tuesdays" in said(chidi)
    set_step_done(step=pool, is_done=True, actor=amina)
    assert "Next: Dive." in said(chidi)


def test_script_without_a_chosen_path_and_no_script_are_no_riddle(said, script, chidi, amina):
    assert "Common script" in said(chidi)
    script.branches.update(state="possible")
    assert "No path is chosen now" in said(chidi)


def test_learner_without_a_script_has_no_line(said, amina, chidi):
    words = said(chidi)
    assert "Amina Said" in words
    assert [line for line in ("Next:", "No path") if line in words] == []


def test_carer_reads_the_path_only_with_the_script(said, water, choose, bea, amina):
    choose(water)
    assert "Next: Pool on Tuesdays" in said(bea)
    Bond.objects.filter(adult=bea).update(sees=["targets"])
    assert "Pool" not in said(bea)
    assert "Amina Said" in said(bea)


def test_list_of_many_asks_no_more_often(sign_in, script, make_user, riverside, bond, chidi, amina):
    client, path = sign_in(chidi), reverse("caseload")
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for name in ("Ella", "Femi", "Gus"):
        learner = make_user(name, "Hart", role="learner", at=riverside)
        learner.memberships.update(year_group="12")
        bond(learner, chidi, "tutor")
        start_script(learner=learner, actor=learner)
    with CaptureQueriesContext(connection) as four:
        page = client.get(path)
    assert text_of(page).count("Common script") == 4
    assert len(four) == len(one)
