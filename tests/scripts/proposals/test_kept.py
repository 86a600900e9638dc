"""What is kept of a script follows its common script and its framework, whoever changes them and meanwhile."""

import json

import pytest

from learnplan.kept.actions import differences
from scripts.authoring.models import KeptPath
from scripts.editing.actions.steps import add_step
from scripts.frameworks.importing import load
from tests.races import TIMES, at_once
from tests.scripts.proposals.conftest import take_all


@pytest.fixture
def core(script):
    """The names of the parts of the common script as they are kept."""
    return lambda: [item["name"] for item in KeptPath.objects.get(script=script).facts["items"]]


def test_what_the_common_script_takes_is_kept_for_every_learner_of_it(script, bring_in, core, rosa):
    bring_in(A="Add", B="Borrow", D="Divide")
    assert core() == ["A", "B", "C"]
    take_all(script.common_script, rosa)
    assert core() == ["A", "B", "D"]


def test_new_name_in_a_framework_is_kept_whoever_brought_it_in(script, core, tmp_path, sam, northgate):
    path = tmp_path / "framework.json"
    package = json.loads(path.read_text())
    package["CFItems"][0]["abbreviatedStatement"] = "Adding up"
    path.write_text(json.dumps(package))
    assert load(path, dry_run=False, by=sam, institution=northgate).committed
    assert core() == ["Adding up", "B", "C"]


@pytest.mark.django_db(transaction=True)
def test_step_written_while_a_version_is_taken_is_kept_and_so_is_the_version(script, bring_in, core, rosa, amina):
    words, trunk = {"A": "Add", "B": "Borrow", "C": "Count"}, script.branches.get(parent=None)
    for number in range(TIMES):
        words[f"D{number:03}"] = "Divide"
        bring_in(**words)
        step, _taking = at_once(
            lambda: add_step(branch=trunk, title="Sport", style="community", actor=amina),
            lambda: take_all(script.common_script, rosa),
        )
        assert (core(), differences()) == (list(words), [])
        assert step.pk in [row["id"] for row in KeptPath.objects.get(script=script).facts["steps"]]
