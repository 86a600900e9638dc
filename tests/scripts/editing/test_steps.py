"""Every act on a single step: what it writes, what it refuses, what it records."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from plans.targets.models import Plan, Target
from scripts.authoring.models import Step
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.steps import add_step, change_step, remove_step, set_step_done
from scripts.offers.models import OfferCover


def titles(branch):
    return [step.title for step in branch.steps.all()]


def change(step, actor, **new):
    kept = {name: getattr(step, name) for name in ("title", "style", "year", "term", "target")}
    return change_step(step=step, actor=actor, **kept | new)


@pytest.fixture
def target(amina, riverside):
    plan = Plan.objects.create(learner=amina, institution=riverside, year=2026)
    return Target.objects.create(
        plan=plan, words="Explain a fault", success_test="They get it", due_on=dt.date(2027, 1, 1), author=amina
    )


def test_add_step_goes_to_the_end_or_where_it_is_put(engineering, amina):
    add_step(branch=engineering, title="Workshop year", style="workplace", actor=amina)
    add_step(branch=engineering, title="Placement", style="workplace", actor=amina)
    add_step(branch=engineering, title="Taster day", style="in_class", position=0, actor=amina)
    add_step(branch=engineering, title="Theory", style="online", position=2, actor=amina)
    assert titles(engineering) == ["Taster day", "Workshop year", "Theory", "Placement"]
    assert Event.objects.filter(verb="step.added").count() == 4


def test_add_step_for_a_target_that_counts_for_a_part(engineering, amina, target, common_script):
    item = common_script.items.first().item
    step = add_step(branch=engineering, title="Theory", style="online", target=target, covers=[item.pk], actor=amina)
    assert (step.target, step.covers.get().item) == (target, item)


def test_add_step_taking_up_an_offer_takes_its_title_and_what_it_covers(engineering, amina, make_offer, common_script):
    offer = make_offer()
    item = common_script.items.first().item
    OfferCover.objects.create(offer=offer, item=item)
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    assert (step.title, step.covers.get().item) == ("Level 3 Engineering", item)
    assert Event.objects.get(verb="step.added").facts["provider"] == "Northgate College"


def test_add_step_ignores_items_of_another_framework(engineering, amina, make_common_script, northgate):
    foreign = make_common_script(northgate, "Foreign").items.get().item
    step = add_step(branch=engineering, title="Theory", style="online", covers=[foreign.pk], actor=amina)
    assert step.covers.count() == 0


def test_add_step_refuses_an_offer_that_is_not_open_to_the_learner(engineering, amina, make_offer, make_institution):
    offer = make_offer(provider=make_institution("Far College"), open_to=make_institution("Far School"))
    with pytest.raises(RuleBroken, match="is not open to you now"):
        add_step(branch=engineering, style="online", offer=offer, actor=amina)


def test_add_step_refuses_somebody_elses_target(engineering, amina, dov, target):
    Plan.objects.update(learner=dov)
    target.refresh_from_db()
    with pytest.raises(RuleBroken, match="one of your own open targets"):
        add_step(branch=engineering, title="Theory", style="online", target=target, actor=amina)


def test_add_step_without_words_is_refused(engineering, amina):
    with pytest.raises(RuleBroken, match="Say what the step is"):
        add_step(branch=engineering, title="  ", style="online", actor=amina)


def test_change_step_moves_it_and_keeps_the_old_words(engineering, amina):
    for title in ("One", "Two", "Three"):
        step = add_step(branch=engineering, title=title, style="online", actor=amina)
    change(step, amina, title="Third", year=2027, position=0)
    assert titles(engineering) == ["Third", "One", "Two"]
    facts = Event.objects.get(verb="step.changed").facts
    assert (facts["old_step"], facts["changed"]) == ("Three", ["title", "year"])


def test_change_step_may_pace_and_style_a_common_part_but_not_rename_it(trunk, amina):
    step = trunk.steps.first()
    change(step, amina, style="evening", year=2027, term=2)
    step.refresh_from_db()
    assert (step.style, step.year, step.term) == ("evening", 2027, 2)
    with pytest.raises(RuleBroken, match="is part of the common script, so it keeps its name"):
        change(step, amina, title="Sums")


def test_change_step_cannot_lose_what_a_common_part_counts_for(trunk, amina):
    step = trunk.steps.first()
    change(step, amina, covers=[])
    assert step.covers.count() == 1


def test_remove_step_closes_the_gap_and_rehangs_the_forks(script, engineering, amina):
    steps = [add_step(branch=engineering, title=title, style="online", actor=amina) for title in ("A", "B", "C")]
    music = branch_off(script=script, parent=engineering, forks_after=steps[1], name="Music", actor=amina)
    remove_step(step=steps[1], actor=amina)
    music.refresh_from_db()
    assert titles(engineering) == ["A", "C"]
    assert music.forks_after == steps[0]
    assert [step.position for step in engineering.steps.all()] == [0, 1]
    assert Event.objects.get(verb="step.removed").facts == {
        "step": "B",
        "branch": "Engineering",
        "branch_id": engineering.pk,
    }


def test_remove_first_step_leaves_its_forks_at_the_start(script, engineering, amina):
    step = add_step(branch=engineering, title="A", style="online", actor=amina)
    music = branch_off(script=script, parent=engineering, forks_after=step, name="Music", actor=amina)
    remove_step(step=step, actor=amina)
    music.refresh_from_db()
    assert music.forks_after is None


def test_remove_step_names_the_rule_that_keeps_a_required_part(trunk, amina):
    with pytest.raises(RuleBroken) as refused:
        remove_step(step=trunk.steps.first(), actor=amina)
    assert refused.value.message == (
        "“GCSE maths” is a required part of The Riverside core at Riverside Sixth Form, so it stays. "
        "You can change how and when you do it, or ask to leave it out."
    )


def test_remove_step_takes_a_part_that_is_not_required(trunk, amina):
    remove_step(step=trunk.steps.get(title="Study skills"), actor=amina)
    assert titles(trunk) == ["GCSE maths", "GCSE English"]


@pytest.mark.parametrize("state", ["asked", "held", "offered"])
def test_remove_step_refuses_while_a_place_is_open(engineering, amina, make_offer, make_place, state):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    make_place(offer, step, state)
    with pytest.raises(RuleBroken, match="You have a place on Level 3 Engineering for this step"):
        remove_step(step=step, actor=amina)
    assert Step.objects.filter(pk=step.pk).exists()


def test_remove_step_lets_a_declined_place_be(engineering, amina, make_offer, make_place):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    place = make_place(offer, step, "declined")
    remove_step(step=step, actor=amina)
    place.refresh_from_db()
    assert place.step is None


def test_remove_step_refuses_one_that_is_done(engineering, amina):
    step = add_step(branch=engineering, title="A", style="online", actor=amina)
    set_step_done(step=step, is_done=True, actor=amina)
    with pytest.raises(RuleBroken, match="is part of your story"):
        remove_step(step=step, actor=amina)


def test_set_step_done_is_recorded_once_and_can_be_taken_back(engineering, amina):
    step = add_step(branch=engineering, title="A", style="online", actor=amina)
    for is_done in (True, True, False):
        set_step_done(step=step, is_done=is_done, actor=amina)
    step.refresh_from_db()
    assert step.done_at is None
    assert Event.objects.filter(verb="step.done").count() == 1
    assert Event.objects.filter(verb="step.reopened").count() == 1


def test_acts_of_the_advocate_are_on_the_learners_behalf(engineering, amina, mair):
    add_step(branch=engineering, title="A", style="online", actor=mair)
    event = Event.objects.get(verb="step.added")
    assert (event.actor, event.learner, event.on_behalf_of) == (mair, amina, amina)


def test_a_step_that_is_gone_is_said_to_be(engineering, amina):
    step = add_step(branch=engineering, title="A", style="online", actor=amina)
    Step.objects.filter(pk=step.pk).delete()
    with pytest.raises(RuleBroken, match="not there any more"):
        change(step, amina, title="B")
