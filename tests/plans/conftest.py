"""Amina's plan, and a quick way to put targets into it."""

import datetime as dt

import pytest

from learnplan.years import current_year
from plans.targets import actions


@pytest.fixture
def due_on():
    return dt.date.today() + dt.timedelta(days=30)


@pytest.fixture
def plan(amina, riverside):
    return actions.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)


@pytest.fixture
def make_target(plan, due_on):
    """Write a target: make_target("Weld a clean corner", by=chidi)."""

    def make(words="Explain a circuit fault", by=None, due_on=due_on, in_plan=plan):
        return actions.write_target(
            plan=in_plan, words=words, success_test="Dad gets it", due_on=due_on, actor=by or in_plan.learner
        )

    return make


@pytest.fixture
def target(make_target):
    return make_target()
