"""Every act keeps a version; the last act is undone; a script goes back, and loses nothing that must not be lost."""

import datetime as dt
import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from scripts.authoring.content import read_content
from scripts.authoring.locking import keep_version
from scripts.authoring.models import Branch, Script, ScriptVersion, Step
from scripts.editing.actions.branches import branch_off, change_branch, choose_branch, set_branch_state
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import move_step
from scripts.editing.actions.steps import add_step, remove_step, set_step_done
from scripts.editing.actions.versions import name_version, restore, thin_versions, undo
from scripts.offers.models import Place
from scripts.sharing.actions import put_up_version
from tests.races import at_once, behind


def newest(script):
    return script.versions.latest("number")


def content(script):
    return read_content(script.pk)[0]


def titles(branch):
    return [step.title for step in branch.steps.all()]


def test_every_act_keeps_one_version_with_its_event(script, engineering, steps, amina):
    kept = [(version.number, version.event.verb) for version in script.versions.select_related("event")]
    verbs = ["script.started", "branch.written", "step.added", "step.added", "step.added"]
    assert kept == list(enumerate(verbs, 1))[::-1]
    assert newest(script).made_by == amina
    assert newest(script).content == content(script)
    canonical = json.dumps(newest(script).content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert newest(script).digest == hashlib.sha256(canonical.encode()).hexdigest()


def test_an_act_that_changes_nothing_keeps_none(script, steps):
    assert keep_version(script_id=script.pk) is None


def test_keeping_a_version_costs_three_statements(script, engineering, steps, amina):
    set_options(step=steps[0], options=[{"title": "X"}, {"title": "Y"}], actor=amina)
    Step.objects.filter(pk=steps[0].pk).update(title="Other")
    with CaptureQueriesContext(connection) as asked:
        keep_version(script_id=script.pk)
    assert len(asked) == 3


def test_a_script_from_before_versions_gets_one_before_its_next_act(script, trunk, amina):
    script.versions.all().delete()
    branch_off(script=script, parent=trunk, forks_after=None, name="Sea", actor=amina)
    first = script.versions.earliest("number")
    assert (first.number, first.event) == (1, None)
    undo(script=script, actor=amina)
    assert script.branches.count() == 1


def every_act(script, trunk, engineering, music, steps, make_offer, amina):
    """Yield (name, act) of one act of each kind, each to be done where the one before was undone."""
    options = set_options(step=steps[1], options=[{"title": "X"}, {"offer": make_offer("Y")}], actor=amina)
    ask = set_asks(branch=engineering, asks=[{"words": "Maths"}], actor=amina)[0]
    fork = {"script": script, "parent": engineering, "forks_after": steps[2], "name": "Welding"}
    return {
        "branch": lambda: branch_off(actor=amina, **fork),
        "rename": lambda: change_branch(branch=engineering, name="Making", ending="", actor=amina),
        "choose": lambda: choose_branch(branch=engineering, actor=amina),
        "aside": lambda: set_branch_state(branch=engineering, state="set_aside", actor=amina),
        "add": lambda: add_step(branch=music, title="Sing", style="evening", offer=make_offer("Z"), actor=amina),
        "remove": lambda: remove_step(step=steps[1], actor=amina),
        "remove fork": lambda: remove_step(step=steps[0], actor=amina),
        "done": lambda: set_step_done(step=steps[0], is_done=True, actor=amina),
        "move": lambda: move_step(step=steps[0], branch=music, actor=amina),
        "reorder": lambda: move_step(step=steps[2], position=0, actor=amina),
        "pick": lambda: pick_option(step=steps[1], option=options[1], actor=amina),
        "options": lambda: set_options(step=steps[1], options=[{"title": "W"}], actor=amina),
        "asks": lambda: set_asks(branch=engineering, asks=[], actor=amina),
        "meet": lambda: meet_ask(ask=ask, step=steps[0], actor=amina),
    }


def test_undo_takes_back_every_kind_of_act_and_again_brings_it_back(
    script, trunk, engineering, music, steps, make_offer, amina
):
    branch_off(script=script, parent=engineering, forks_after=steps[0], name="Fork", actor=amina)
    for name, act in every_act(script, trunk, engineering, music, steps, make_offer, amina).items():
        before = content(script)
        act()
        after = content(script)
        assert after != before, name
        undo(script=script, actor=amina)
        assert content(script) == before, name
        undo(script=script, actor=amina)
        assert content(script) == after, name
        undo(script=script, actor=amina)
    assert newest(script).event.verb == "script.undone"


def test_undo_brings_back_the_very_same_step_with_its_day(script, steps, amina):
    remove_step(step=steps[1], actor=amina)
    undo(script=script, actor=amina)
    assert Step.objects.get(pk=steps[1].pk).title == "B"


def test_setting_aside_and_bringing_back_leaves_the_very_same_steps(script, engineering, steps, amina):
    before = content(script)
    set_branch_state(branch=engineering, state="set_aside", actor=amina)
    set_branch_state(branch=engineering, state="idea", actor=amina)
    assert content(script) == before


def test_undo_with_nothing_to_undo_says_so(script, amina):
    with pytest.raises(RuleBroken, match="There is nothing to undo"):
        undo(script=script, actor=amina)


def test_undo_tapped_twice_is_done_once(script, steps, amina):
    number = newest(script).number
    undo(script=script, number=number, actor=amina)
    with pytest.raises(RuleBroken, match="The script was changed after you opened that page"):
        undo(script=script, number=number, actor=amina)
    assert not Step.objects.filter(pk=steps[2].pk).exists()


def test_undo_refuses_while_a_place_hangs_on_the_step(script, engineering, amina, make_offer, make_place):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    make_place(offer, step, "asked")
    with pytest.raises(RuleBroken, match="“Level 3 Engineering” carries a place"):
        undo(script=script, actor=amina)


def test_undo_refuses_when_the_offer_is_closed_meanwhile(script, engineering, amina, make_offer):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    remove_step(step=step, actor=amina)
    offer.closed_at = timezone.now()
    offer.save()
    with pytest.raises(RuleBroken, match="The offer of “Level 3 Engineering” is not open to you any more"):
        undo(script=script, actor=amina)


def test_restore_goes_back_and_keeps_places_money_and_what_is_done(
    script, engineering, steps, music, amina, make_offer, make_place
):
    then = newest(script)
    offer = make_offer()
    placed = add_step(branch=music, style="workplace", offer=offer, actor=amina)
    place = make_place(offer, placed, "asked")
    done = add_step(branch=engineering, title="Done since", style="online", actor=amina)
    set_step_done(step=done, is_done=True, actor=amina)
    set_step_done(step=steps[1], is_done=True, actor=amina)
    remove_step(step=steps[0], actor=amina)
    add_step(branch=engineering, title="Goes", style="online", actor=amina)
    choose_branch(branch=engineering, actor=amina)
    plan = restore(version=then, actor=amina)
    assert titles(engineering) == ["A", "B", "C"]
    assert Step.objects.get(pk=steps[0].pk).title == "A"
    assert Step.objects.get(pk=steps[1].pk).done_at is not None
    aside = script.branches.get(state="set_aside")
    assert sorted(titles(aside)) == ["Done since", "Level 3 Engineering"]
    assert aside.name == "Kept when going back"
    place.refresh_from_db()
    assert (place.state, place.step) == ("asked", placed)
    assert sorted(each["title"] for each in plan.aside) == ["Done since", "Level 3 Engineering"]
    assert Branch.objects.get(script=script, state="chosen").is_trunk
    assert Event.objects.filter(verb="script.returned").count() == 1
    restore(version=script.versions.get(number=newest(script).number - 1), actor=amina)
    assert titles(engineering) == ["B", "C", "Done since", "Goes"]
    assert not Branch.objects.filter(pk=aside.pk).exists()


def test_restore_twice_gives_the_branch_aside_another_name(script, trunk, music, amina, make_offer, make_place):
    before = script.versions.get(number=1)
    for number in range(2):
        offer = make_offer(f"Offer {number}")
        branch = branch_off(script=script, parent=trunk, forks_after=None, name=f"Idea {number}", actor=amina)
        make_place(offer, add_step(branch=branch, style="online", offer=offer, actor=amina), "asked")
    restore(version=before, actor=amina)
    assert [branch.name for branch in script.branches.all()] == ["Common script", "Kept when going back"]
    assert Place.objects.filter(step__branch__script=script).count() == 2


def test_restore_makes_a_closed_offer_words(script, engineering, amina, make_offer):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    version = newest(script)
    remove_step(step=step, actor=amina)
    offer.closed_at = timezone.now()
    offer.save()
    plan = restore(version=version, actor=amina)
    assert plan.words == ["Level 3 Engineering"]
    again = Step.objects.get(pk=step.pk)
    assert (again.title, again.offer) == ("Level 3 Engineering", None)


def test_restore_to_what_it_is_already_says_so(script, steps, amina):
    with pytest.raises(RuleBroken, match="is like that already"):
        restore(version=newest(script), actor=amina)


def test_restore_after_someone_else_wrote_asks_to_look_again(script, engineering, steps, amina, chidi):
    version, seen = script.versions.get(number=2), newest(script).number
    add_step(branch=engineering, title="From Chidi", style="online", actor=chidi)
    with pytest.raises(RuleBroken, match="The script was changed after you opened that page"):
        restore(version=version, seen=seen, actor=amina)
    assert "From Chidi" in titles(engineering)


def test_restore_keeps_what_endings_ask_and_alternatives(script, engineering, steps, amina):
    option = set_options(step=steps[0], options=[{"title": "X"}], actor=amina)[0]
    pick_option(step=steps[0], option=option, actor=amina)
    ask = set_asks(branch=engineering, asks=[{"words": "Maths"}], actor=amina)[0]
    meet_ask(ask=ask, step=steps[0], actor=amina)
    then = newest(script)
    restore(version=script.versions.get(number=2), actor=amina)
    assert titles(engineering) == []
    restore(version=then, actor=amina)
    assert content(script) == then.content


def test_name_version_is_found_by_it_and_once(script, steps, amina):
    version = name_version(version=newest(script), name="  Before the talk ", actor=amina)
    assert version.name == "Before the talk"
    with pytest.raises(RuleBroken, match="is called “Before the talk” already"):
        name_version(version=script.versions.get(number=1), name="before the talk", actor=amina)
    with pytest.raises(RuleBroken, match="100 characters"):
        name_version(version=version, name="x" * 400, actor=amina)
    assert newest(script).number == version.number


def test_thin_versions_lets_go_of_old_ones_that_nobody_named(script, amina):
    for number, (day, name) in enumerate([(1, ""), (5, "Kept"), (9, ""), (40, "")], 2):
        made_at = dt.datetime(2020, 3, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
        ScriptVersion.objects.create(
            script=script, number=number, name=name, made_at=made_at, content={"n": number}, digest=str(number)
        )
    # 2, 3 and 4 are of one month: 3 has a name, 4 is the month's last; 5 is its month's only one, 1 is of today.
    assert thin_versions() == 1
    assert sorted(script.versions.values_list("number", flat=True)) == [1, 3, 4, 5]
    assert thin_versions() == 0


@pytest.fixture
def thinned(script):
    """A version that the next night lets go."""
    old = {"script": script, "content": {}, "made_at": dt.datetime(2020, 3, 1, tzinfo=dt.UTC)}
    for number in (3, 4):
        ScriptVersion.objects.create(**old, number=number, digest=str(number))
    return ScriptVersion.objects.create(**old, number=2, digest="2")


@pytest.mark.django_db(transaction=True)
def test_version_that_is_being_named_at_night_is_kept(script, thinned, amina):
    behind(lambda: name_version(version=thinned, name="My best", actor=amina), thin_versions)
    assert script.versions.get(name="My best") == thinned


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["name", "put up"])
def test_version_that_is_let_go_meanwhile_is_said_to_be_gone(script, thinned, amina, act):
    acts = {
        "name": lambda: name_version(version=thinned, name="My best", actor=amina),
        "put up": lambda: put_up_version(script=script, version=thinned, actor=amina),
    }
    refused = behind(thin_versions, acts[act])
    assert isinstance(refused, RuleBroken)
    assert not script.versions.filter(pk=thinned.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_undo_and_another_act_at_once_leave_a_whole_script(script, engineering, steps, amina, chidi):
    number = newest(script).number
    for _round in range(3):
        number = newest(script).number
        answers = at_once(
            lambda number=number: undo(script=script, number=number, actor=amina),
            lambda: add_step(branch=engineering, title="More", style="online", actor=chidi),
        )
        assert None not in answers
        assert newest(script).content == content(script)
        numbers = list(script.versions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_go_back_at_once_do_it_once(script, engineering, steps, amina, chidi):
    version, seen = script.versions.get(number=2), newest(script).number
    answers = at_once(
        lambda: restore(version=version, seen=seen, actor=amina),
        lambda: restore(version=version, seen=seen, actor=chidi),
    )
    refused = [str(answer.message) for answer in answers if isinstance(answer, RuleBroken)]
    assert [words[:46] for words in refused] == ["The script was changed after you opened that p"]
    assert Event.objects.filter(verb="script.returned").count() == 1
    assert Script.objects.get().branches.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_moves_a_step_while_the_other_removes_it(script, engineering, steps, amina, chidi):
    answers = at_once(
        lambda: remove_step(step=steps[0], actor=amina), lambda: move_step(step=steps[0], position=2, actor=chidi)
    )  # fmt: skip
    assert all("not there any more" in str(answer) for answer in answers if isinstance(answer, RuleBroken))
    assert titles(engineering) == ["B", "C"]
    assert [step.position for step in engineering.steps.all()] == [0, 1]
