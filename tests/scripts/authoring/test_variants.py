"""The variants that a framework has of a step become its alternatives, in order, and one can be picked."""

import pytest

from learnplan.years import current_year
from scripts.authoring.actions import start_script
from scripts.authoring.editing.choice_actions import pick_option
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework
from scripts.frameworks.search import search
from scripts.frameworks.variants import variants_of
from tests.scripts.frameworks.curriculum import FILES
from tests.scripts.frameworks.test_oak import OAK, needs_oak


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


@needs_oak
def test_units_of_the_real_curriculum_are_found_and_their_variants_picked(db, amina, rosa, riverside, sign_in):
    """The whole way of England's computing curriculum: in, found by its words, adopted, begun, done one of its ways."""
    assert load_all(sorted(OAK.glob("computing-*.ttl")), dry_run=False).committed
    framework = Framework.objects.get()
    units, knowing = framework.items.filter(kind="Unit"), framework.items.filter(kind="Prior knowledge")
    assert (units.count(), knowing.count()) == (27, 93)
    for one in units | knowing:
        found = search(framework, (one.short or one.statement)[:100])
        assert (found.is_close, one in list(found.page)) == (False, True), one
    adopt_common_script(
        institution=riverside,
        framework=framework,
        name="Computing",
        year=current_year(),
        year_group="12",
        items=[(unit, True) for unit in units],
        actor=rosa,
    )
    script, client, picked = start_script(learner=amina, actor=amina), sign_in(amina), 0
    steps = script.branches.get(parent=None).steps.select_related("common_item")
    for step in steps:
        variants = variants_of(step.common_item.item_id)
        assert client.post(f"/scripts/steps/{step.pk}/variants/").status_code == 302
        options = list(step.options.select_related("item"))
        assert [option.item for option in options] == variants
        pick_option(step=step, option=options[-1], actor=amina)
        picked += len(variants)
    assert (len(steps), picked) == (27, 38)
    names = [option.title for step in steps for option in step.options.all()]
    assert len({*names}) == 38  # of two of one name each says where it is used
