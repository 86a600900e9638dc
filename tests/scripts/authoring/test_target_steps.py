"""A target's page shows the steps of the script that answer it."""

import datetime as dt
import re

import pytest

from learnplan.years import current_year
from plans.targets.actions import targets
from scripts.editing.actions.branches import branch_off, choose_branch, start_script
from scripts.editing.actions.steps import add_step
from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkItem


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


@pytest.fixture
def script(amina, riverside):
    framework = Framework.objects.create(identifier="f", title="Core", case_version="1.1")
    common = CommonScript.objects.create(
        institution=riverside, framework=framework, name="The core", year=current_year(), year_group="12"
    )
    for place, title in enumerate(("GCSE maths", "GCSE English")):
        item = FrameworkItem.objects.create(
            framework=framework, identifier=title, statement=title, short=title, position=place
        )
        CommonItem.objects.create(common_script=common, item=item, position=place, is_required=True)
    return start_script(learner=amina, actor=amina)


@pytest.fixture
def target(amina, riverside):
    plan = targets.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    due_on = dt.date.today() + dt.timedelta(days=9)
    return targets.write_target(plan=plan, words="Swim", success_test="x", due_on=due_on, actor=amina)


@pytest.fixture
def branch(script, amina):
    trunk = script.branches.get()
    made = branch_off(
        script=script, parent=trunk, forks_after=trunk.steps.last(), name="Water", ending="Lifeguard", actor=amina
    )
    choose_branch(branch=made, actor=amina)
    return made


def test_target_page_lists_the_steps_that_answer_it(target, branch, amina, chidi, sign_in):
    add_step(branch=branch, title="Pool on Tuesdays", style="community", target=target, actor=amina)
    for reader, heading in (
        (amina, "Steps in my script that answer it"),
        (chidi, "Steps of the script that answer it"),
    ):
        said = words_of(sign_in(reader).get(target.get_absolute_url()))
        assert f"{heading} Pool on Tuesdays in the community, on the branch Water" in said


def test_target_page_costs_the_same_with_one_and_three_steps(
    target, branch, amina, sign_in, django_assert_max_num_queries
):
    def count():
        client = sign_in(amina)
        with django_assert_max_num_queries(12) as queries:
            client.get(target.get_absolute_url())
        return len(queries)

    add_step(branch=branch, title="Pool", style="community", target=target, actor=amina)
    before = count()
    for title in ("Sea", "Lake"):
        add_step(branch=branch, title=title, style="community", target=target, actor=amina)
    assert count() == before


def test_home_of_a_learner_draws_where_the_script_is_going(branch, amina, sign_in, django_assert_max_num_queries):
    add_step(branch=branch, title="Pool on Tuesdays", style="community", actor=amina)
    client = sign_in(amina)
    with django_assert_max_num_queries(12) as queries:
        said = words_of(client.get("/"))
    before = len(queries)
    assert "GCSE maths" in said
    assert "Lifeguard" in said
    for title in ("Sea", "Lake"):
        add_step(branch=branch, title=title, style="community", actor=amina)
    with django_assert_max_num_queries(12) as queries:
        client.get("/")
    assert len(queries) == before


def test_home_of_a_learner_without_a_script_says_how_to_start(amina, sign_in):
    assert "Your script is how your education could unfold" in words_of(sign_in(amina).get("/"))
