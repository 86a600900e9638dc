"""The one statement of a learner's home reads the same as the rooms do."""

import datetime as dt

import pytest

from learnplan.home.learner_reading import DAY, LEARNER, TOGETHER, YEAR, read_home
from learnplan.people.models import Bond
from learnplan.years import current_year
from plans.targets import actions

TODAY = dt.date.today()


@pytest.fixture
def plan(amina, riverside):
    return actions.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)


@pytest.fixture
def targets(plan, amina, chidi):
    due_on = TODAY + dt.timedelta(days=30)
    made = [
        actions.write_target(plan=plan, words=words, success_test="x", due_on=due_on, actor=amina)
        for words in ("Swim", "Sing", "Solder")
    ]
    actions.check_in(target=made[0], level=3, reflection="", actor=amina)
    actions.rate(target=made[0], level=2, comment="x", actor=chidi)
    actions.set_target_state(target=made[1], state="reached", actor=amina)
    return made


def test_statement_keeps_every_stand_in_replaceable():
    _sql, params = TOGETHER.statement
    assert {LEARNER, YEAR, DAY} <= set(params)


def test_targets_are_read_as_the_plan_reads_them(plan, targets, amina):
    read = read_home(amina, plan.year, TODAY).targets
    rows = list(plan.targets.with_answers())
    names = ("pk", "plan_id", "words", "due_on", "state", "moved_at", "closed_at", "own", "other", "is_answered")
    assert [[getattr(one, name) for name in names] for one in read] == [
        [getattr(one, name) for name in names] for one in rows
    ]


def test_plan_of_another_year_or_another_learner_is_not_read(plan, targets, amina, dov):
    assert read_home(amina, plan.year, TODAY).plan == plan
    assert read_home(amina, plan.year + 1, TODAY).plan is None
    other = read_home(dov, plan.year, TODAY)
    assert (other.plan, other.targets, other.people, other.picture, other.money) == (None, [], [], None, None)


def test_people_are_those_of_the_day(plan, amina, chidi, mair, bea):
    assert [bond.adult for bond in read_home(amina, plan.year, TODAY).people] == [chidi, bea, mair]
    Bond.objects.filter(adult=chidi).update(until_on=TODAY)
    tomorrow = TODAY + dt.timedelta(days=1)
    assert chidi in [bond.adult for bond in read_home(amina, plan.year, TODAY).people]
    assert chidi not in [bond.adult for bond in read_home(amina, plan.year, tomorrow).people]
