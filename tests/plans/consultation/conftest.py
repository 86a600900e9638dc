"""Talks of Amina's, in each state."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.consultation.actions import agenda, outcome, talks
from plans.targets.actions.targets import start_plan

SUMMARY = "Amina knows the theory. She jumps ahead when she explains, and wants to practise on someone new."


@pytest.fixture
def soon():
    """A time tomorrow."""
    return timezone.now() + dt.timedelta(days=1)


@pytest.fixture
def make_talk(plan, chidi, soon):
    """Book a talk with Chidi: make_talk(in_minutes=45, by=chidi, adult=mair)."""

    def make(in_minutes=0, by=None, adult=chidi, place="Room 4", **more):
        at = soon + dt.timedelta(minutes=in_minutes)
        return talks.book_talk(plan=plan, adult=adult, at=at, place=place, actor=by or plan.learner, **more)

    return make


@pytest.fixture
def talk(make_talk):
    return make_talk()


@pytest.fixture
def prompt(talk, amina):
    return agenda.add_prompt(talk=talk, words="Why do I jump ahead?", purpose="how", actor=amina)


@pytest.fixture
def opened(talk, prompt, amina):
    """The talk with one answer in it, opened to Chidi."""
    agenda.answer_prompt(prompt=prompt, words="Because I see the end already.", actor=amina)
    return agenda.open_answers(talk=talk, actor=amina)


@pytest.fixture
def summarised(opened, chidi):
    return outcome.summarise(talk=opened, words=SUMMARY, actor=chidi).talk


@pytest.fixture
def agreed(summarised, amina):
    return outcome.agree_talk(talk=summarised, actor=amina)


@pytest.fixture
def need(agreed, amina):
    return outcome.add_need(talk=agreed, words="Someone new to explain things to", actor=amina)


@pytest.fixture
def plan_of_ella(make_user, riverside, bond, chidi, plan):
    """The plan of another learner of Chidi's."""
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    bond(ella, chidi, "tutor")
    return start_plan(learner=ella, institution=riverside, year=plan.year, actor=ella)
