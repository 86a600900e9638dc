"""The figures behind a freedom: counts of what a learner did, and never of how well."""

import datetime as dt

import pytest
from django.db.models import F
from django.utils import timezone

from plans.coproduction.freedoms.catalogue import CATALOGUE, Direction, stand
from plans.coproduction.freedoms.reading import direction_of
from plans.targets.actions import targets
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.models import CheckIn, Rating, Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(target, amina, chidi, hold_talk):
    """Amina has done one of everything, and checked in during three weeks."""
    for days in (0, 7, 14, 100):
        made = targets.check_in(target=target, level=2, reflection="It sparked." if days else "", actor=amina)
        CheckIn.objects.filter(pk=made.pk).update(at=timezone.now() - dt.timedelta(days=days))
        targets.rate(target=target, level=3, comment="It did.", actor=chidi, check_in=made)
    set_steps(target=target, steps=[(None, "Strip the wire"), (None, "Twist it")], actor=amina)
    tick_step(step=target.target_steps.first(), is_done=True, actor=amina)
    targets.set_target_state(target=target, state="need_help", actor=amina)
    hold_talk()
    return target


def test_figures_count_what_the_learner_did(lived, amina, django_assert_num_queries):
    with django_assert_num_queries(1):
        direction = direction_of(amina)
    assert direction == Direction(weeks=3, targets=1, reflections=3, steps=1, helps=1, talks=1)


def test_levels_and_results_change_nothing(lived, amina, chidi):
    before = direction_of(amina)
    for level in (1, 5):
        CheckIn.objects.update(level=level)
        Rating.objects.update(level=level)
        assert direction_of(amina) == before
    Target.objects.update(state="reached", closed_at=timezone.now())
    assert direction_of(amina) == before
    amina.circumstances.create(kind="prior_attainment", value=5, source="x", from_on=timezone.localdate())
    assert direction_of(amina) == before


def test_what_others_did_counts_for_nobody(set_matrix, plan, lived, amina, chidi, due_on, dov):
    before = direction_of(amina)
    set_matrix("guided")
    targets.write_target(plan=plan, words="Chidi's", success_test="x", due_on=due_on, actor=chidi)
    targets.set_target_state(target=lived, state="discuss", actor=chidi)
    assert direction_of(amina) == before
    assert direction_of(dov) == direction_of(chidi) == Direction()


def test_long_ago_counts_no_longer(lived, amina):
    CheckIn.objects.update(at=F("at") - dt.timedelta(days=70))
    assert (direction_of(amina).weeks, direction_of(amina).reflections) == (0, 3)
    CheckIn.objects.update(at=F("at") - dt.timedelta(days=400))
    assert direction_of(amina).reflections == 0


def test_each_criterion_says_what_would_meet_it():
    weeks, reflections, helps = stand(CATALOGUE["own_words"], Direction(weeks=3, reflections=1, helps=9))
    assert (weeks.words, weeks.what_would) == ("3 of 4 weeks", "Check in during one more week.")
    assert (reflections.words, reflections.what_would) == ("1 of 4", "Write what happened at 3 more check-ins.")
    assert (helps.words, helps.is_met, helps.what_would) == ("1 of 1", True, "")


@pytest.mark.parametrize("freedom", CATALOGUE.values(), ids=str)
def test_meeting_what_is_missing_earns_it(freedom):
    needed = {one.count: one.needed for one in freedom.criteria}
    assert all(one.is_met for one in stand(freedom, Direction(**needed)))
    for count, number in needed.items():
        short = Direction(**needed | {count: number - 1})
        assert not all(one.is_met for one in stand(freedom, short))
        assert [one.count for one in stand(freedom, short) if one.what_would] == [count]
