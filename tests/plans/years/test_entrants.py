"""Planned entrants: they can prepare the plan of the year they begin in, and are in no queue before."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from learnplan.people.models import Membership, User
from learnplan.years import academic_year, current_year, year_bounds
from plans.models import Plan
from plans.targets.actions.targets import set_target_state, write_target
from tests.watching import needs_of

needs = needs_of()

BEGINS_ON = year_bounds(current_year() + 1)[0] + dt.timedelta(days=2)


@pytest.fixture
def nia(make_user, riverside, chidi, bond):
    """She begins next September, and her tutor is named already."""
    user = make_user("Nia", "Next")
    Membership.objects.create(user=user, institution=riverside, role="learner", year_group="12", from_on=BEGINS_ON)
    bond(user, chidi, "tutor")
    return user


@pytest.fixture
def prepared(nia, sign_in):
    sign_in(nia).post(reverse("plan_start"))
    plan = Plan.objects.get(learner=nia)
    target = write_target(plan=plan, words="Find the library", success_test="I did", due_on=BEGINS_ON, actor=nia)
    set_target_state(target=target, state="need_help", actor=nia)
    return target


def test_home_of_an_entrant_says_when_they_begin_and_offers_the_plan(nia, sign_in):
    said = sign_in(nia).get("/").content.decode()
    assert "You begin at Riverside Sixth Form on" in said
    assert "Start my plan" in said


def test_entrant_starts_the_plan_of_the_year_they_begin_in(prepared, nia, sign_in):
    plan = Plan.objects.get(learner=nia)
    assert plan.year == academic_year(BEGINS_ON) == current_year() + 1
    assert plan.get_absolute_url() in sign_in(nia).get("/").content.decode()
    assert sign_in(nia).get(plan.get_absolute_url()).status_code == 200


def test_entrant_is_in_no_queue_before_they_begin(prepared, nia, chidi, rosa, sign_in):
    for person, pages in ((chidi, ("home", "caseload", "people", "review_new")), (rosa, ("home", "people"))):
        for page in pages:
            assert "Nia" not in sign_in(person).get(reverse(page)).content.decode(), page
        assert [need for need in needs(User.objects.get(pk=person.pk)) if "Nia" in need.words] == []


def test_entrant_is_in_their_tutors_queue_from_the_first_day(prepared, nia, chidi):
    with time_machine.travel(dt.datetime.combine(BEGINS_ON, dt.time(9), dt.UTC), tick=True):
        assert len([need for need in needs(User.objects.get(pk=chidi.pk)) if "Nia" in need.words]) == 1


def test_leaver_finds_their_plans_and_the_way_to_take_them(amina, plan, sign_in):
    amina.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    said = sign_in(amina).get("/").content.decode()
    assert reverse("plan_export", args=[plan.pk]) in said
    assert sign_in(amina).post(reverse("plan_start")).status_code == 403
