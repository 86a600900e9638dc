"""Engineering with three steps, Music beside it, and another learner's script."""

import pytest

from scripts.editing.actions.branches import branch_off, start_script
from scripts.editing.actions.steps import add_step


@pytest.fixture
def steps(engineering, amina):
    return [add_step(branch=engineering, title=title, style="online", actor=amina) for title in ("A", "B", "C")]


@pytest.fixture
def music(script, trunk, amina):
    return branch_off(script=script, parent=trunk, forks_after=trunk.steps.first(), name="Music", actor=amina)


@pytest.fixture
def other_script(make_user, riverside, common_script):
    """The script of Ella, with a branch of one step."""
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    ella.memberships.update(year_group="12")
    script = start_script(learner=ella, actor=ella)
    branch = branch_off(script=script, parent=script.branches.get(), forks_after=None, name="Sea", actor=ella)
    add_step(branch=branch, title="Swim", style="online", actor=ella)
    return script
