"""Whoever waits, and what for, as their lists say it; and the fixtures of the rooms whose acts make it so."""

import pytest

from learnplan.kept.actions import differences
from learnplan.people.models import User
from learnplan.waiting.reading import told, waiting_for
from tests.plans.conftest import due_on, facts, make_target, plan, set_matrix, target
from tests.plans.consultation.conftest import agreed, make_talk, need, opened, prompt, soon, summarised, talk
from tests.scripts.conftest import common_script, engineering, make_common_script, make_offer, make_place, script, trunk
from tests.watching import tell_the_time

__all__ = [
    "agreed", "common_script", "due_on", "engineering", "facts", "make_common_script", "make_offer", "make_place",
    "make_talk", "make_target", "need", "opened", "plan", "prompt", "script", "set_matrix", "soon", "summarised",
    "talk", "target", "trunk",
]  # fmt: skip


@pytest.fixture
def waits(db):
    """Say what waits for someone at this moment, having seen that the table is right: waits(chidi) -> [words]."""

    def words(person):
        assert differences() == []
        tell_the_time()
        fresh = User.objects.get(pk=person.pk)  # whose roles are read once
        return [need.words for need in told(waiting_for(fresh))]

    return words


@pytest.fixture
def tess(make_user, riverside):
    """Another teacher at Riverside."""
    return make_user("Tess", "Hall", role="teacher", at=riverside)
