"""Freedoms of Amina's, in each state, and another teacher."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.consultation.actions import agenda as talks_agenda
from plans.consultation.actions import outcome as outcomes
from plans.consultation.actions import talks as talks_talks
from plans.coproduction.freedoms import actions


@pytest.fixture
def tess(make_user, riverside):
    """Another teacher at Riverside, with no tie to Amina."""
    return make_user("Tess", "Hall", role="teacher", at=riverside)


@pytest.fixture
def asked(plan, amina, chidi):
    """Amina asks to lead a session, which every preset wants asked."""
    return actions.ask_freedom(plan=plan, freedom="lead_session", reason="I have an idea for one.", actor=amina)


@pytest.fixture
def granted(asked, chidi):
    return actions.decide_freedom(grant=asked, allow=True, reason="You prepare well.", actor=chidi)


@pytest.fixture
def refused(asked, chidi):
    return actions.decide_freedom(grant=asked, allow=False, reason="Check in first.", actor=chidi)


@pytest.fixture
def appealed(refused, amina):
    return actions.appeal_freedom(grant=refused, words="I checked in at home, on paper.", actor=amina)


@pytest.fixture
def hold_talk(plan, amina, chidi):
    """Hold a talk of Amina and Chidi and agree what was said: hold_talk(in_hours=2)."""

    def hold(in_hours=1, agreed=True):
        at = timezone.now() + dt.timedelta(hours=in_hours)
        talk = talks_talks.book_talk(plan=plan, adult=chidi, at=at, place="Room 4", actor=chidi)
        prompt = talks_agenda.add_prompt(talk=talk, words="How did the session go?", purpose="how", actor=amina)
        talks_agenda.answer_prompt(prompt=prompt, words="It got away from me.", actor=amina)
        talks_agenda.open_answers(talk=talk, actor=amina)
        talk = outcomes.summarise(talk=talk, words="Two learners could not get a word in.", actor=chidi).talk
        return outcomes.agree_talk(talk=talk, actor=amina) if agreed else talk

    return hold
