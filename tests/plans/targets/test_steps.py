"""Steps towards a target: five at most, in an order, ticked off; and what two people do to them at once."""

import pytest

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.models import Target, TargetStep
from plans.targets.versions import StaleTarget, seen_steps


def words_of_steps():
    return list(TargetStep.objects.order_by("position").values_list("position", "words"))


@pytest.fixture
def stepped(plan, amina, due_on):
    return targets.write_target(
        plan=plan, words="Speak up", success_test="x", due_on=due_on, steps=["Draw it", "Say it"], actor=amina
    )


def test_target_is_written_with_its_steps_in_order(stepped):
    assert words_of_steps() == [(1, "Draw it"), (2, "Say it")]
    assert Event.objects.get(verb="target.written").facts["steps"] == ["Draw it", "Say it"]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (list("abcdef"), "Five steps are the most"),
        (["x" * 151], "150 characters"),
        (["Draw it", "draw IT"], "Two of the steps are the same"),
    ],
)
def test_steps_that_cannot_be_are_refused(plan, amina, due_on, stepped, steps, says):
    with pytest.raises(RuleBroken, match=says):
        targets.write_target(plan=plan, words="x", success_test="x", due_on=due_on, steps=steps, actor=amina)
    with pytest.raises(RuleBroken, match=says):
        set_steps(target=stepped, steps=[(None, one) for one in steps], actor=amina)
    assert (Target.objects.count(), words_of_steps()) == (1, [(1, "Draw it"), (2, "Say it")])


def test_steps_keep_what_is_done_when_they_are_moved_and_reworded(stepped, amina):
    draw, say = TargetStep.objects.order_by("position")
    tick_step(step=draw, is_done=True, actor=amina)
    set_steps(target=stepped, steps=[(say.pk, "Say it aloud"), (draw.pk, "Draw it"), (None, "Rest")], actor=amina)
    assert words_of_steps() == [(1, "Say it aloud"), (2, "Draw it"), (3, "Rest")]
    assert [step.done_at is not None for step in TargetStep.objects.order_by("position")] == [False, True, False]
    facts = Event.objects.get(verb="target.steps_changed").facts
    assert (facts["old_steps"], facts["steps"]) == (["Draw it", "Say it"], ["Say it aloud", "Draw it", "Rest"])


def test_step_without_words_is_taken_out_and_a_foreign_key_adds_one(stepped, amina, make_target):
    draw, say = TargetStep.objects.order_by("position")
    set_steps(target=stepped, steps=[(draw.pk, " "), (say.pk, "Say it"), (999_999_999, "New")], actor=amina)
    assert words_of_steps() == [(1, "Say it"), (2, "New")]


def test_step_is_ticked_once_and_opened_again(stepped, amina):
    step = TargetStep.objects.first()
    for _time in range(2):
        tick_step(step=step, is_done=True, actor=amina)
    tick_step(step=step, is_done=False, actor=amina)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True))[2:] == [
        "target.step_done",
        "target.step_reopened",
    ]


def test_steps_are_the_learners_or_done_for_them(stepped, amina, chidi, bea, rosa, dov):
    step = TargetStep.objects.first()
    for person in (bea, rosa, dov):
        with pytest.raises(RuleBroken, match="not yours"):
            tick_step(step=step, is_done=True, actor=person)
        with pytest.raises(RuleBroken, match="not yours"):
            set_steps(target=stepped, steps=[], actor=person)
    tick_step(step=step, is_done=True, actor=chidi)
    event = Event.objects.get(verb="target.step_done")
    assert (event.actor, event.on_behalf_of) == (chidi, amina)
    assert Notice.objects.filter(recipient=amina).count() == 1


def test_steps_are_changed_by_an_adult_only_after_asking_where_the_matrix_says_so(stepped, chidi):
    with pytest.raises(AskFirst):
        set_steps(target=stepped, steps=[(None, "Mine")], actor=chidi)
    assert words_of_steps() == [(1, "Draw it"), (2, "Say it")]


def test_steps_of_a_closed_target_stay(stepped, amina):
    step = TargetStep.objects.first()
    targets.set_target_state(target=stepped, state="reached", actor=amina)
    with pytest.raises(RuleBroken, match="closed"):
        tick_step(step=step, is_done=True, actor=amina)
    with pytest.raises(RuleBroken, match="closed"):
        set_steps(target=stepped, steps=[], actor=amina)


def test_steps_changed_meanwhile_are_shown_beside_mine(stepped, amina, chidi, adults_may):
    seen = seen_steps(["Draw it", "Say it"])
    set_steps(target=stepped, steps=[(None, "Draw it"), (None, "Shout it")], actor=chidi, seen=seen)
    with pytest.raises(StaleTarget) as refused:
        set_steps(target=stepped, steps=[(None, "Draw it"), (None, "Sing it")], actor=amina, seen=seen)
    assert (refused.value.mine, refused.value.theirs) == (("Draw it", "Sing it"), ("Draw it", "Shout it"))
    assert words_of_steps() == [(1, "Draw it"), (2, "Shout it")]


def test_change_of_a_target_puts_steps_and_leaves_them_alone_unless_asked(stepped, amina, due_on):
    draw = TargetStep.objects.order_by("position").first()
    tick_step(step=draw, is_done=True, actor=amina)
    same = {"target": stepped, "success_test": "x", "due_on": due_on, "actor": amina}
    targets.change_target(words="Speak out", **same)
    assert words_of_steps() == [(1, "Draw it"), (2, "Say it")]
    targets.change_target(words="Speak out", steps=["Say it twice", "Draw it"], **same)
    assert words_of_steps() == [(1, "Say it twice"), (2, "Draw it")]
    assert TargetStep.objects.get(pk=draw.pk).done_at is not None
