"""The variants that a framework has of a step become its alternatives, in order, and one can be picked."""

import pytest

from learnplan.years import current_year
from scripts.editing.actions.branches import start_script
from scripts.editing.actions.choices import add_options, pick_option
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework
from scripts.frameworks.reading import search, variants_of
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


@pytest.fixture
def raft(script):
    return step_of(script, "Build a raft")


def test_variants_become_the_alternatives_and_one_is_picked(raft, amina, sign_in):
    client, path = sign_in(amina), f"/scripts/steps/{raft.pk}/variants/"
    form = client.get(path).context["form"]
    keys = [key for key, _title in form.fields["variants"].choices]
    assert form["variants"].value() == keys
    answer = client.post(path, {"variants": keys}, follow=True)
    assert "“Build a raft” can be done in 2 ways now." in answer.text
    options = list(raft.options.all())
    assert [(option.rank, option.title, option.item.kind) for option in options] == [
        (1, "Build a raft (Boats Year 10 Harbour)", "Unit variant"),
        (2, "Build a raft (Boats Year 11 Core)", "Unit variant"),
    ]
    pick_option(step=raft, option=options[1], actor=amina)
    assert "All the ways your curriculum has are on the step already" in client.get(path).text
    assert client.post(path, {"variants": keys}).status_code == 422
    assert list(raft.options.all()) == options


def test_variants_come_behind_the_alternatives_that_are_there(raft, amina, sign_in):
    own = add_options(step=raft, options=[{"title": "Build it with my uncle"}], actor=amina)[0]
    client, path = sign_in(amina), f"/scripts/steps/{raft.pk}/variants/"
    second = client.get(path).context["form"].fields["variants"].choices[1][0]
    client.post(path, {"variants": [second]})
    assert [(row.pk == own.pk, row.title) for row in raft.options.all()] == [
        (True, "Build it with my uncle"),
        (False, "Build a raft (Boats Year 11 Core)"),
    ]


def test_variants_say_what_is_wrong_and_how_many_there_is_room_for(raft, amina, sign_in):
    client, path = sign_in(amina), f"/scripts/steps/{raft.pk}/variants/"
    page = client.post(path, {})
    assert (page.status_code, "Choose at least one of them." in page.text) == (422, True)
    assert client.post(path, {"variants": ["x", "999999"]}).status_code == 422
    add_options(step=raft, options=[{"title": str(number)} for number in range(7)], actor=amina)
    form = client.get(path).context["form"]
    keys = [key for key, _title in form.fields["variants"].choices]
    assert form["variants"].value() == keys[:1]
    page = client.post(path, {"variants": keys})
    assert (page.status_code, "A choice of more than 8 is hard to make" in page.text) == (422, True)
    assert raft.options.count() == 7


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
        variants = variants_of([step.common_item.item_id])
        assert (
            client.post(f"/scripts/steps/{step.pk}/variants/", {"variants": [one.pk for one in variants]}).status_code
            == 302
        )
        options = list(step.options.select_related("item"))
        assert [option.item for option in options] == variants
        pick_option(step=step, option=options[-1], actor=amina)
        picked += len(variants)
    assert (len(steps), picked) == (27, 38)
    names = [option.title for step in steps for option in step.options.all()]
    assert len({*names}) == 38  # of two of one name each says where it is used
