"""Amina's plan, and a quick way to put targets into it."""

import copy
import datetime as dt

import pytest

from learnplan.years import current_year
from plans.asking import actions as asking
from plans.matrix import actions as matrix
from plans.matrix.presets import PRESETS
from plans.targets.actions import targets


@pytest.fixture
def due_on():
    return dt.date.today() + dt.timedelta(days=30)


@pytest.fixture
def plan(amina, riverside):
    return targets.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)


@pytest.fixture
def make_target(plan, due_on):
    """Write a target: make_target("Weld a clean corner", by=chidi)."""

    def make(words="Explain a circuit fault", by=None, due_on=due_on, in_plan=plan):
        return targets.write_target(
            plan=in_plan, words=words, success_test="Dad gets it", due_on=due_on, actor=by or in_plan.learner
        )

    return make


@pytest.fixture
def target(make_target):
    return make_target()


@pytest.fixture
def set_matrix(riverside, rosa):
    """Publish a matrix: set_matrix("guided"), set_matrix("shared", {("target.write", "tutor"): "deny"})."""

    def make(preset="learner_led", changes=None, reason="The council agreed it.", at=riverside, by=rosa):
        cells = copy.deepcopy(PRESETS[preset])
        for (act, column), to in (changes or {}).items():
            cells[act][column] = to
        drafted = matrix.draft_matrix(institution=at, cells=cells, reason=reason, actor=by)
        return matrix.publish_matrix(matrix=drafted, actor=by)

    return make


@pytest.fixture
def adults_may(set_matrix):
    """At Riverside either side writes and changes without asking."""
    return set_matrix("shared", {("target.change", "tutor"): "allow", ("target.change", "advocate"): "allow"})


@pytest.fixture
def facts(due_on):
    """What a target that is asked for would say."""
    return {"words": "Solder without a bridge", "success_test": "Ten joints, no bridge", "due_on": str(due_on)}


@pytest.fixture
def asked(plan, chidi, facts):
    """Chidi asks Amina whether he may write a target down for her."""
    return asking.ask(act="target.write", plan=plan, actor=chidi, reason="You said so on Monday.", facts=facts)
