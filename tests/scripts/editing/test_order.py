"""Where steps stand and when: moved, planned for another time, taken on into the next year."""

import pytest

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from scripts.authoring.models import Branch, Step
from scripts.authoring.path import path_steps
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.order import copy_forward, fork_elsewhere, move_step, move_to_term
from scripts.editing.actions.steps import add_step, change_step, set_step_done

YEAR = current_year()


def titles(branch):
    return [step.title for step in branch.steps.all()]


def path(branch):
    script = branch.script
    steps = {}
    for step in Step.objects.filter(branch__script=script):
        steps.setdefault(step.branch_id, []).append(step)
    branches = {each.pk: each for each in script.branches.all()}
    return [step.title for step in path_steps(branches[branch.pk], branches, steps)]


@pytest.mark.parametrize(
    ("position", "order"), [(0, "CAB"), (1, "ACB"), (2, "ABC"), (None, "ABC"), (99, "ABC"), (-1, "CAB")]
)
def test_move_step_along_its_branch(engineering, steps, amina, position, order):
    move_step(step=steps[2], position=position, actor=amina)
    assert titles(engineering) == list(order)
    assert [step.position for step in engineering.steps.all()] == [0, 1, 2]
    assert Event.objects.filter(verb="step.moved").count() == (order != "ABC")


def test_move_step_to_another_branch(engineering, music, steps, amina):
    add_step(branch=music, title="Sing", style="online", actor=amina)
    move_step(step=steps[0], branch=music, position=0, actor=amina)
    assert (titles(engineering), titles(music)) == (["B", "C"], ["A", "Sing"])
    assert [step.position for step in engineering.steps.all()] == [0, 1]
    event = Event.objects.get(verb="step.moved_over")
    assert (event.facts["old_branch"], event.facts["branch"]) == ("Engineering", "Music")


def test_move_step_to_the_branch_that_forks_after_it_makes_no_circle(script, engineering, steps, amina):
    welding = branch_off(script=script, parent=engineering, forks_after=steps[1], name="Welding", actor=amina)
    move_step(step=steps[1], branch=welding, actor=amina)
    welding.refresh_from_db()
    assert welding.forks_after == steps[0]
    assert path(welding)[-2:] == ["A", "B"]


def test_move_step_of_the_common_script_stays_on_the_trunk_in_any_order(trunk, music, amina):
    step = trunk.steps.first()
    with pytest.raises(RuleBroken, match="“GCSE maths” is part of The Riverside core, so it stays where everyone"):
        move_step(step=step, branch=music, actor=amina)
    move_step(step=step, position=1, actor=amina)
    assert titles(trunk) == ["GCSE English", "GCSE maths", "Study skills"]


def test_move_step_refuses_a_branch_of_another_script(steps, other_script, amina):
    with pytest.raises(RuleBroken, match="moves within its own script"):
        move_step(step=steps[0], branch=other_script.branches.last(), actor=amina)


def test_move_to_term_plans_a_step(steps, amina):
    move_to_term(step=steps[0], year=YEAR, term=3, lasts=2, actor=amina)
    move_to_term(step=steps[0], year=YEAR, term=3, actor=amina)
    steps[0].refresh_from_db()
    assert (steps[0].year, steps[0].term, steps[0].lasts) == (YEAR, 3, 2)
    assert Event.objects.filter(verb="step.timed").count() == 1
    move_to_term(step=steps[0], year=None, term=None, actor=amina)
    steps[0].refresh_from_db()
    assert (steps[0].year, steps[0].term, steps[0].lasts) == (None, None, 2)


@pytest.mark.parametrize(
    ("year", "term", "lasts", "says"),
    [
        (1066, 1, 1, "A script has room for the years"),
        (99999, None, 1, "A script has room for the years"),
        (None, 2, 1, "A term belongs to a year"),
        (YEAR, 4, 1, "A term belongs to a year"),
        (YEAR, 1, 0, "lasts from one term"),
        (YEAR, 1, 10, "lasts from one term"),
    ],
)
def test_move_to_term_refuses_what_no_script_has_room_for(steps, amina, year, term, lasts, says):
    with pytest.raises(RuleBroken, match=says):
        move_to_term(step=steps[0], year=year, term=term, lasts=lasts, actor=amina)


def test_add_and_change_step_refuse_a_far_year_and_a_long_name(engineering, steps, amina):
    with pytest.raises(RuleBroken, match="A script has room for the years"):
        add_step(branch=engineering, title="Far", style="online", year=1900, actor=amina)
    with pytest.raises(RuleBroken, match="room for 150 characters; this one has 400"):
        change_step(step=steps[0], title="x" * 400, style="online", year=None, term=None, target=None, actor=amina)


def test_copy_forward_takes_open_steps_of_last_year_on_behind_the_rest(engineering, amina, make_offer, make_place):
    def add(title, **how):
        return add_step(branch=engineering, title=title, style="online", actor=amina, **how)

    ended, held = make_offer("Ended"), make_offer("Held")
    add("Open", year=YEAR, term=2)
    set_step_done(step=add("Done", year=YEAR), is_done=True, actor=amina)
    with_offer = add("", year=YEAR, offer=ended)
    make_place(held, add("", year=YEAR, offer=held), "asked")
    add("Later", year=YEAR + 1)
    assert copy_forward(branch=engineering, year=YEAR, actor=amina) == 2
    said = [(step.title, step.year, step.offer and step.offer.title) for step in engineering.steps.all()]
    assert said == [
        ("Done", YEAR, None),
        ("Held", YEAR, "Held"),
        ("Open", YEAR + 1, None),
        ("Ended", YEAR + 1, None),
        ("Later", YEAR + 1, None),
    ]
    assert Step.objects.get(pk=with_offer.pk).title == "Ended"
    assert Event.objects.get(verb="branch.carried").facts["steps"] == ["Open", "Ended"]
    with pytest.raises(RuleBroken, match="nothing to take on"):
        copy_forward(branch=engineering, year=YEAR, actor=amina)


def test_fork_elsewhere_and_never_in_a_circle(script, trunk, engineering, steps, music, other_script, amina):
    welding = branch_off(script=script, parent=engineering, forks_after=steps[1], name="Welding", actor=amina)
    spark = add_step(branch=welding, title="Spark", style="online", actor=amina)
    with pytest.raises(RuleBroken, match="“Welding” comes out of “Engineering” itself"):
        fork_elsewhere(branch=engineering, parent=welding, forks_after=spark, actor=amina)
    with pytest.raises(RuleBroken, match="cannot come out of itself"):
        fork_elsewhere(branch=engineering, parent=engineering, forks_after=steps[0], actor=amina)
    with pytest.raises(RuleBroken, match="begins by itself"):
        fork_elsewhere(branch=trunk, parent=music, forks_after=None, actor=amina)
    with pytest.raises(RuleBroken, match="from the same script"):
        fork_elsewhere(branch=welding, parent=other_script.branches.last(), forks_after=None, actor=amina)
    fork_elsewhere(branch=engineering, parent=music, forks_after=None, actor=amina)
    assert Branch.objects.get(pk=engineering.pk).parent == music
    assert path(welding) == ["GCSE maths", "A", "B", "Spark"]
