"""Every act on a script and its branches: what it writes, what it refuses, what it records."""

import threading

import pytest
from django.db import close_old_connections, connection

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from scripts.authoring.models import Branch, Script, Step
from scripts.editing.actions.branches import branch_off, change_branch, choose_branch, set_branch_state, start_script


def test_start_script_makes_a_chosen_trunk_of_the_common_script(common_script, amina):
    script = start_script(learner=amina, actor=amina)
    trunk = script.branches.get()
    assert (trunk.name, trunk.state, trunk.parent) == ("Common script", "chosen", None)
    assert [step.title for step in trunk.steps.all()] == ["GCSE maths", "GCSE English", "Study skills"]
    items = [common.item for common in common_script.items.all()]
    assert [step.covers.get().item for step in trunk.steps.all()] == items
    event = Event.objects.get(verb="script.started")
    assert (event.actor, event.learner, event.on_behalf_of) == (amina, amina, None)


def test_start_script_twice_is_one_script_and_one_event(common_script, amina):
    assert start_script(learner=amina, actor=amina) == start_script(learner=amina, actor=amina)
    assert Event.objects.filter(verb="script.started").count() == 1


def test_start_script_without_a_common_script_says_who_can_help(amina):
    with pytest.raises(RuleBroken) as refused:
        start_script(learner=amina, actor=amina)
    assert refused.value.message == (
        "Riverside Sixth Form has not adopted a common script for Year 12 yet, so there is nothing to branch from. "
        "Ask your tutor: once it is adopted, you can start."
    )


def test_start_script_follows_the_cohort_up_a_year(make_common_script, riverside, amina):
    last_year = make_common_script(riverside, "Maths", year=current_year() - 1, year_group="11")
    make_common_script(riverside, "Other", year=current_year(), year_group="13", name="Year 13")
    assert start_script(learner=amina, actor=amina).common_script == last_year


def test_start_script_by_the_tutor_is_recorded_on_behalf(common_script, amina, chidi):
    start_script(learner=amina, actor=chidi)
    event = Event.objects.get(verb="script.started")
    assert (event.actor, event.on_behalf_of) == (chidi, amina)


def test_branch_off_is_an_idea_with_a_name_and_an_ending(script, trunk, amina):
    step = trunk.steps.first()
    branch = branch_off(script=script, parent=trunk, forks_after=step, name=" Music ", ending="Own studio", actor=amina)
    assert (branch.name, branch.ending, branch.state, branch.forks_after) == ("Music", "Own studio", "idea", step)
    assert Event.objects.get(verb="branch.written").facts == {
        "branch": "Music",
        "branch_id": branch.pk,
        "ending": "Own studio",
        "after": "GCSE maths",
    }


def test_branch_off_a_branch(script, engineering, amina):
    step = Step.objects.create(branch=engineering, position=0, title="Workshop year")
    physics = branch_off(script=script, parent=engineering, forks_after=step, name="Physics", actor=amina)
    assert (physics.parent, physics.forks_after) == (engineering, step)


def test_branch_off_refuses_a_name_that_is_taken(script, trunk, engineering, amina):
    with pytest.raises(RuleBroken, match="already have a branch called “engineering”"):
        branch_off(script=script, parent=trunk, forks_after=None, name="engineering", actor=amina)


def test_branch_off_refuses_a_step_of_another_branch(script, trunk, engineering, amina):
    with pytest.raises(RuleBroken, match="not on “Engineering” any more"):
        branch_off(script=script, parent=engineering, forks_after=trunk.steps.first(), name="Music", actor=amina)


def test_change_branch_records_the_old_words(engineering, amina):
    change_branch(branch=engineering, name="Making things", ending="Workshop", actor=amina)
    engineering.refresh_from_db()
    assert (engineering.name, engineering.ending) == ("Making things", "Workshop")
    facts = Event.objects.get(verb="branch.changed").facts
    assert (facts["old_name"], facts["old_ending"]) == ("Engineering", "Degree apprenticeship")


def test_change_branch_to_the_same_words_records_nothing(engineering, amina):
    change_branch(branch=engineering, name="Engineering", ending="Degree apprenticeship", actor=amina)
    assert not Event.objects.filter(verb="branch.changed").exists()


def test_change_branch_keeps_the_name_of_the_common_script(trunk, amina):
    with pytest.raises(RuleBroken, match="keeps its name"):
        change_branch(branch=trunk, name="Mine", ending="", actor=amina)


def test_choose_branch_makes_the_one_before_possible(trunk, engineering, amina):
    choose_branch(branch=engineering, actor=amina)
    trunk.refresh_from_db()
    engineering.refresh_from_db()
    assert (trunk.state, engineering.state) == ("possible", "chosen")
    assert Event.objects.get(verb="branch.chosen").facts["before"] == "Common script"


def test_choose_branch_tells_the_tutor_once_and_not_the_learner_who_chose(engineering, amina, chidi, mair):
    choose_branch(branch=engineering, actor=amina)
    choose_branch(branch=engineering, actor=amina)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.words) == (chidi, "Amina Said chose a path: Engineering.")


def test_choose_branch_by_the_tutor_tells_the_learner(engineering, amina, chidi):
    choose_branch(branch=engineering, actor=chidi)
    assert Notice.objects.get().recipient == amina
    assert Event.objects.get(verb="branch.chosen").on_behalf_of == amina


def test_choose_branch_refuses_a_finished_one(engineering, amina):
    Branch.objects.filter(pk=engineering.pk).update(state="finished")
    with pytest.raises(RuleBroken, match="Bring it back first"):
        choose_branch(branch=engineering, actor=amina)


def test_choose_branch_brings_back_a_set_aside_ancestor(script, engineering, amina):
    physics = branch_off(script=script, parent=engineering, forks_after=None, name="Physics", actor=amina)
    set_branch_state(branch=engineering, state="set_aside", actor=amina)
    choose_branch(branch=physics, actor=amina)
    engineering.refresh_from_db()
    assert engineering.state == "possible"


def test_set_branch_state_sets_aside_and_brings_back(engineering, amina):
    set_branch_state(branch=engineering, state="set_aside", actor=amina)
    set_branch_state(branch=engineering, state="possible", actor=amina)
    engineering.refresh_from_db()
    assert engineering.state == "possible"
    moves = Event.objects.filter(verb="branch.moved").order_by("pk")
    assert [(event.facts["old_state"], event.facts["state"]) for event in moves] == [
        ("an idea", "set aside"),
        ("set aside", "possible"),
    ]


@pytest.mark.parametrize("state", ["idea", "possible", "set_aside"])
def test_set_branch_state_refuses_to_leave_no_chosen_path(engineering, amina, state):
    choose_branch(branch=engineering, actor=amina)
    with pytest.raises(RuleBroken, match="is the path you have chosen"):
        set_branch_state(branch=engineering, state=state, actor=amina)


def test_set_branch_state_refuses_to_set_aside_what_the_chosen_path_runs_along(script, engineering, amina):
    step = Step.objects.create(branch=engineering, position=0, title="Workshop year")
    physics = branch_off(script=script, parent=engineering, forks_after=step, name="Physics", actor=amina)
    choose_branch(branch=physics, actor=amina)
    with pytest.raises(RuleBroken, match="“Physics”, the path you have chosen, runs along “Engineering”"):
        set_branch_state(branch=engineering, state="set_aside", actor=amina)


def test_set_branch_state_refuses_to_set_aside_the_common_script(trunk, engineering, amina):
    choose_branch(branch=engineering, actor=amina)
    with pytest.raises(RuleBroken, match="Every branch starts from the common script"):
        set_branch_state(branch=trunk, state="set_aside", actor=amina)


def test_set_branch_state_finishes_only_when_every_step_is_done(engineering, amina):
    with pytest.raises(RuleBroken, match="“GCSE maths” is not done yet"):
        set_branch_state(branch=engineering, state="finished", actor=amina)
    Step.objects.update(done_at="2026-01-01T00:00Z")
    assert set_branch_state(branch=engineering, state="finished", actor=amina).state == "finished"


def test_set_branch_state_does_not_choose(engineering, amina):
    with pytest.raises(RuleBroken, match="chosen on its own page"):
        set_branch_state(branch=engineering, state="chosen", actor=amina)


def in_two_connections(*acts):
    """Run the acts at once, each on a connection of its own; return what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act):
        close_old_connections()
        start.wait()
        try:
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_choose_branch_twice_at_once_leaves_one_chosen(script, trunk, amina):
    names = [f"Idea {number}" for number in range(6)]
    ideas = [branch_off(script=script, parent=trunk, forks_after=None, name=name, actor=amina) for name in names]
    for _round in range(3):
        raised = in_two_connections(*(lambda idea=idea: choose_branch(branch=idea, actor=amina) for idea in ideas))
        assert raised == []
        assert Branch.objects.filter(script=script, state="chosen").count() == 1


@pytest.mark.django_db(transaction=True)
def test_start_script_twice_at_once_is_one_script(common_script, amina):
    raised = in_two_connections(*[lambda: start_script(learner=amina, actor=amina)] * 4)
    assert raised == []
    assert Script.objects.count() == 1
    assert Branch.objects.count() == 1
    assert Event.objects.filter(verb="script.started").count() == 1
