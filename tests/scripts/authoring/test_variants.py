"""The variants that a framework has of a step become its alternatives, in order, and one can be picked."""

import pytest

from learnplan.years import current_year
from scripts.authoring.actions import start_script
from scripts.authoring.editing.choice_actions import pick_option
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework
from tests.scripts.frameworks.curriculum import FILES


@pytest.fixture
def script(db, tmp_path, riverside, rosa, amina):
    """Amina's script from two units of a curriculum in Turtle, of which the raft has two variants."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    assert load_all(list(tmp_path.glob("*.ttl")), dry_run=False).committed
    framework = Framework.objects.get()
    items = [(item, True) for item in framework.items.filter(kind="Unit").order_by("code")]
    adopt_common_script(
        institution=riverside,
        framework=framework,
        name="Boats",
        year=current_year(),
        year_group="12",
        items=items,
        actor=rosa,
    )
    return start_script(learner=amina, actor=amina)


def step_of(script, title):
    return script.branches.get(parent=None).steps.get(title=title)


def test_variants_become_the_alternatives_and_one_is_picked(script, amina, sign_in):
    step = step_of(script, "Build a raft")
    client, path = sign_in(amina), f"/scripts/steps/{step.pk}/variants/"
    assert "Build a raft (Boats Year 11 Core)" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    options = list(step.options.all())
    assert [(option.rank, option.title, option.item.kind) for option in options] == [
        (1, "Build a raft (Boats Year 10 Harbour)", "Unit variant"),
        (2, "Build a raft (Boats Year 11 Core)", "Unit variant"),
    ]
    pick_option(step=step, option=options[1], actor=amina)
    again = client.post(path)
    assert (again.status_code, "is picked" in again.content.decode()) == (422, True)


def test_step_without_variants_says_so_and_a_reader_may_not(script, amina, rosa, sign_in):
    path = f"/scripts/steps/{step_of(script, 'Build a canoe').pk}/variants/"
    client = sign_in(amina)
    assert "Build a canoe" in client.get(path).content.decode()
    assert sign_in(rosa).post(path).status_code == 403
