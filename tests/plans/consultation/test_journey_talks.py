"""Talks walked in a browser, by the learner on a phone: from the agenda to a target, and a dispute."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.consultation.models import NeedTarget, Talk
from plans.targets.actions.targets import start_plan
from tests.serving import served
from tests.stage.world import YEAR, begin
from tests.test_journey import follow, press, says

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
SOON = str(dt.date.today() + dt.timedelta(days=3))


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, stage_settings):
    """A served world in which Amina has a plan, and nobody has talked yet."""

    def build():
        stage = begin()
        stage.things["plan"] = start_plan(
            learner=stage.amina, institution=stage.riverside, year=YEAR, actor=stage.amina
        )
        return stage

    with django_db_blocker.unblock(), served(build) as server:
        yield server


@pytest.fixture
def amina(look):
    """Amina on her phone."""
    return look("amina", width=390, height=844)


@pytest.fixture
def chidi(look):
    """Chidi at his desk."""
    return look("chidi")


def book(amina, house):
    amina.goto(reverse("talks"))
    follow(amina, "Book a talk")
    amina.get_by_label("Chidi Okafor, tutor").check()
    press(amina, "Book it", Day=SOON, From="12:50", Where="Room 4")
    says(amina, "Talk with Chidi Okafor", "12:50–13:20", "Room 4")


def put_on_the_agenda(page, words, purpose="how I learn"):
    follow(page, "Ask something")
    page.get_by_label(purpose).check()
    press(page, "Put it on the agenda", Question=words)
    says(page, words)


def open_talk(page):
    page.goto(Talk.objects.latest("pk").get_absolute_url())


def prepare_alone(amina, chidi):
    open_talk(amina)
    says(amina, "How do you want to start?")
    follow(amina, "Prepare alone")
    press(amina, "Save and go on", My_answer="I see the end and I run to it.")
    says(amina, "What helped last time?")
    press(amina, "Save", My_answer="Drawing it.")
    open_talk(chidi)
    says(chidi, "keeps it for now")
    assert "run to it" not in chidi.locator("main").inner_text()
    press(amina, "Open my answers to Chidi")
    says(amina, "Chidi can read your answers")


def sum_up(chidi, words):
    open_talk(chidi)
    follow(chidi, "Write it again" if Talk.objects.latest("pk").state == "disputed" else "Sum it up")
    says(chidi, "I see the end and I run to it.")
    press(chidi, "Give it to Amina to read", What_I_understood=words)
    says(chidi, "Amina is reading your summary.")


def test_talk_leads_from_agenda_to_agreed_summary_to_need_to_target(amina, chidi, house):
    book(amina, house)
    put_on_the_agenda(amina, "Why do I run ahead?")
    chidi.goto("/")
    says(chidi, "Coming up", "Talk with Amina")
    open_talk(chidi)
    put_on_the_agenda(chidi, "What helped last time?", "what learning is for")
    prepare_alone(amina, chidi)
    sum_up(chidi, "Amina runs ahead when she talks, and not when she draws.")
    amina.goto("/")
    says(amina, "Read what Chidi Okafor understood in your talk.")
    follow(amina, "Read it")
    press(amina, "Yes, that is what I said")
    says(amina, "You agreed on")
    follow(amina, "Say what I need")
    press(amina, "Save it", What_do_I_need="Someone to draw for")
    follow(amina, "Make a target of it")
    says(amina, "It is to answer this need", "Someone to draw for")
    target = {"What_I_am_aiming_for": "Draw a circuit for my cousin", "How_I_will_know": "She finds the fault"}
    press(amina, "Save the target", **target, By_when=SOON)
    says(amina, "Draw a circuit for my cousin", "Someone to draw for")
    follow(amina, "from the talk with Chidi Okafor")
    says(amina, "Has a target", "Draw a circuit for my cousin")
    follow(amina, "Book the next talk")
    press(amina, "Book it", Day=SOON, From="15:00")
    says(amina, "Booked.", "15:00–15:30")
    amina.goto(reverse("talks"))
    says(amina, "You asked 1 of the 2 questions")
    assert NeedTarget.objects.count() == 1
    assert (amina.complaints, chidi.complaints) == ([], [])


def test_disputed_summary_goes_back_until_the_learner_agrees(amina, chidi, house):
    Talk.objects.all().delete()
    book(amina, house)
    put_on_the_agenda(amina, "Why do I run ahead?")
    press(amina, "Start together with Chidi")
    press(amina, "Save", My_answer="I see the end and I run to it.")
    sum_up(chidi, "Amina is impatient.")
    open_talk(amina)
    follow(amina, "No, something is not right")
    press(amina, "Send it back", What_is_not_right="I am not impatient. I forget that others do not see it.")
    says(amina, "Not agreed yet")
    chidi.goto("/")
    says(chidi, "does not agree with your summary")
    follow(chidi, "Write again")
    says(chidi, "I forget that others do not see it.", "I see the end and I run to it.")
    sum_up(chidi, "Amina forgets that others do not see the end.")
    open_talk(amina)
    amina.get_by_text("How we got here").click()
    says(amina, "Amina is impatient.", "I am not impatient.", "Amina forgets that others do not see the end.")
    press(amina, "Yes, that is what I said")
    says(amina, "You agreed on")
    assert Talk.objects.get().state == "agreed"
    assert (amina.complaints, chidi.complaints) == ([], [])
