"""Whoever brokers for a learner is led to ask for the places that the whole chosen path needs, and nobody else is."""

import pytest

from learnplan.people.models import Bond, User
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.steps import add_step, set_step_done
from scripts.offers.models import Place
from scripts.places.actions import ask_place
from tests.watching import needs_of

needs = needs_of("place.")


def waiting(user):
    return [need.words for need in needs(User.objects.get(pk=user.pk))]


LIFEGUARD = "Amina Said chose Lifeguard training."


def test_offer_on_the_chosen_path_waits_for_tutor_and_advocate_only(
    water, engines, choose, amina, bea, chidi, mair, rosa
):
    assert waiting(chidi) == []
    choose(water)
    assert [waiting(user) for user in (chidi, mair)] == [[LIFEGUARD], [LIFEGUARD]]
    assert [waiting(user) for user in (amina, bea, rosa)] == [[], [], []]


def test_teacher_who_is_a_carer_is_not_told_as_one(water, choose, bea, riverside, amina):
    choose(water)
    bea.memberships.create(institution=riverside, role="teacher", from_on="2020-09-01")
    assert waiting(bea) == []


def test_advocate_without_consent_is_not_told(water, choose, mair):
    choose(water)
    Bond.objects.filter(adult=mair).update(consented_at=None)
    assert waiting(mair) == []


def test_offers_before_the_forks_above_are_on_the_path_and_those_after_are_not(
    script, water, choose, make_offer, amina, chidi
):
    pool = water.steps.get()
    add_step(branch=water, title="Row", style="online", offer=make_offer("Rowing"), actor=amina)
    deeper = branch_off(script=script, parent=water, forks_after=pool, name="Deeper", actor=amina)
    dive = add_step(branch=deeper, title="Dive", style="online", offer=make_offer("Diving"), actor=amina)
    deepest = branch_off(script=script, parent=deeper, forks_after=dive, name="Deepest", actor=amina)
    add_step(branch=deepest, title="Wreck", style="online", offer=make_offer("Wrecks"), actor=amina)
    choose(deepest)
    assert sorted(waiting(chidi)) == ["Amina Said chose Diving.", LIFEGUARD, "Amina Said chose Wrecks."]
    choose(deeper)
    assert sorted(waiting(chidi)) == ["Amina Said chose Diving.", LIFEGUARD]
    set_step_done(step=pool, is_done=True, actor=amina)
    assert waiting(chidi) == ["Amina Said chose Diving."]
    choose(water)
    assert waiting(chidi) == ["Amina Said chose Rowing."]


def test_branch_that_forks_before_the_first_step_takes_none_of_its_parents(
    script, water, choose, make_offer, amina, chidi
):
    early = branch_off(script=script, parent=water, forks_after=None, name="Early", actor=amina)
    add_step(branch=early, title="Dig", style="online", offer=make_offer("Digging"), actor=amina)
    choose(early)
    assert waiting(chidi) == ["Amina Said chose Digging."]


@pytest.mark.parametrize("state", ["asked", "declined"])
def test_what_was_asked_for_is_asked_once(water, choose, chidi, amina, state):
    choose(water)
    step = water.steps.get()
    ask_place(offer=step.offer, learner=amina, step=step, actor=chidi)
    Place.objects.update(state=state)
    assert waiting(chidi) == []
