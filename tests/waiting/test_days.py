"""What a day brings comes with the day, not with the clock; the clock compares, and mends what a new year brought."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from learnplan.kept.actions import differences
from learnplan.kept.tasks import check
from learnplan.waiting.models import Waiting
from learnplan.waiting.reading import waiting_for
from learnplan.years import year_bounds
from plans.targets.actions import targets
from scripts.places.tasks import ask_again_where_the_day_passed
from tests.races import at_once

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
NEED = "Your talk showed that you need this: “Someone new to explain things to”."


@pytest.fixture
def at_midnight(time_machine):
    """Go to the first moment of a day, or some seconds beside it: at_midnight(day, -1)."""

    def go(day, seconds=0):
        begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        time_machine.move_to(begins + dt.timedelta(seconds=seconds), tick=False)

    return go


def test_target_waits_from_the_moment_on_when_its_day_is_over(target, amina, waits, at_midnight):
    at_midnight(target.due_on + DAY, -1)
    assert waits(amina) == []
    at_midnight(target.due_on + DAY)
    assert waits(amina) == ["The day you set for “Explain a circuit fault” has passed."]


def test_talk_waits_two_weeks_before_it_and_then_for_its_summary(make_talk, amina, chidi, waits, time_machine):
    talk = make_talk(in_minutes=20 * 24 * 60)
    day = timezone.localtime(talk.booked_at)
    said = f"{day:%A} {day.day} {day:%B}"
    ready, sum_up = f"You talk with Chidi Okafor on {said}.", f"Sum up your talk with Amina Said on {said}."
    assert (waits(amina), waits(chidi)) == ([], [])
    moments = (
        (talk.booked_at - 14 * DAY, [ready], []),
        (talk.booked_at, [], []),
        (talk.until_at, [], [sum_up]),
    )
    for moment, learners, adults in moments:
        time_machine.move_to(moment, tick=False)
        assert (waits(amina), waits(chidi)) == (learners, adults)


def test_day_to_answer_that_passes_asks_again_once(make_offer, make_place, amina, waits, at_midnight):
    place = make_place(make_offer(), state="offered")
    check()
    said = ["A place on Level 3 Engineering at Northgate College is yours"]
    at_midnight(place.decide_by + DAY)
    assert waits(amina) == said
    for _run in range(2):
        ask_again_where_the_day_passed()
        assert waits(amina) == said
        assert waiting_for(amina).get().due_on == timezone.localdate() + 7 * DAY


def test_year_that_turns_ends_what_belongs_to_it(target, amina, chidi, waits, at_midnight):
    targets.check_in(target=target, level=3, reflection="", actor=amina)
    first = year_bounds(target.plan.year + 1)[0]
    at_midnight(first, -1)
    assert len(waits(chidi)) == len(waits(amina)) == 1
    at_midnight(first)
    assert waits(chidi) == waits(amina) == []


def test_clock_that_runs_twice_takes_away_what_a_new_year_ended_once(need, amina, waits, at_midnight, caplog):
    assert NEED in waits(amina)
    at_midnight(year_bounds(need.plan.year + 1)[0])
    assert [(one.kind, one.what) for one in differences()] == [("need.unmet", "left over")]
    check()
    assert NEED not in waits(amina)
    said = [f"What is kept was not as it should be: need.unmet {need.pk} was left over."]
    assert caplog.messages == said
    rows = list(Waiting.objects.order_by("pk").values())
    check()
    assert (list(Waiting.objects.order_by("pk").values()), caplog.messages) == (rows, said)


@pytest.mark.django_db(transaction=True)
def test_clock_that_two_workers_run_at_once_is_as_one(need, amina, waits):
    for broken in (Waiting.objects.all().delete, lambda: Waiting.objects.update(facts={"words": "wrong"})):
        with transaction.atomic():
            broken()
        assert differences()
        at_once(check, check, untouched=True)
        assert NEED in waits(amina)
