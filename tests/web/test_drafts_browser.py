"""Drafts in a browser: kept without a network and through an ended session, thrown away, and never another's."""

import pytest
from django.urls import reverse

from plans.targets.models import CheckIn
from tests.stage.world import PASSWORD
from tests.test_accessibility import faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
WORDS = "I drew it first, and she found the fault."
KEPT = "You typed this before and it was not sent."
KEYS = "() => Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"


@pytest.fixture
def check_in(house):
    return reverse("check_in", args=[house.stage.target_active.pk])


@pytest.fixture
def amina(look, check_in):
    """Amina's browser, with words in a check-in that was not sent."""
    page = look("amina")
    page.goto(check_in)
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_label("nearly on my own").check()
    return page


def send(page):
    page.get_by_role("button", name="Save the check-in").click()


def test_words_survive_a_lost_network_and_go_when_they_are_sent(amina, check_in):
    amina.context.set_offline(True)
    send(amina)
    assert "There is no network" in amina.get_by_role("alert").inner_text()
    assert amina.get_by_label("What happened?").input_value() == WORDS
    amina.context.set_offline(False)
    amina.goto(reverse("home"))
    amina.goto(check_in)
    assert KEPT in amina.locator("form[data-draft]").inner_text()
    assert amina.get_by_label("What happened?").input_value() == WORDS
    assert amina.get_by_label("nearly on my own").is_checked()
    assert faults_of(amina) == []
    send(amina)
    amina.get_by_text("Your check-in is saved.").wait_for()
    assert CheckIn.objects.filter(reflection=WORDS).count() == 1
    assert amina.evaluate(KEYS) == []
    amina.goto(check_in)
    assert amina.get_by_label("What happened?").input_value() == ""


def test_words_survive_an_ended_session(amina, check_in):
    amina.context.clear_cookies(name="sessionid")
    send(amina)
    amina.get_by_label("Username or e-mail").fill("amina")
    amina.get_by_label("Password").fill(PASSWORD)
    amina.get_by_role("button", name="Sign in").click()
    amina.get_by_text(KEPT).wait_for()
    assert amina.url.endswith(check_in)
    assert amina.get_by_label("What happened?").input_value() == WORDS
    assert "password" not in amina.evaluate("() => JSON.stringify(localStorage)")
    amina.get_by_role("button", name="Throw it away").click()
    assert amina.get_by_label("What happened?").input_value() == ""
    assert amina.evaluate(KEYS) == []


def test_session_that_ended_under_a_plain_form_shows_the_words_and_leads_back(look, house):
    page, path = look("amina"), reverse("target_new", args=[house.stage.plan.pk])
    page.goto(path)
    page.get_by_label("What I am aiming for").fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save the target").click()
    assert page.get_by_label("What you typed").input_value() == WORDS
    assert faults_of(page) == []
    page.get_by_role("link", name="Sign in and go on").click()
    page.get_by_label("Username or e-mail").fill("amina")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text(KEPT).wait_for()
    assert page.url.endswith(path)
    assert page.get_by_label("What I am aiming for").input_value() == WORDS


def test_signing_out_leaves_nothing_on_the_device(look, house):
    page = look("mair")
    page.goto(reverse("rate", args=[house.stage.target_active.pk]))
    page.get_by_label("What have you seen?").fill(WORDS)
    assert len(page.evaluate(KEYS)) == 1
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_label("Password").wait_for()
    assert page.evaluate(KEYS) == []


def test_someone_else_on_the_device_finds_nothing(amina, house, check_in):
    chidi = house.stage.sessions["chidi"]
    amina.context.add_cookies([{"name": "sessionid", "value": chidi, "url": house.url}])
    amina.goto(reverse("rate", args=[house.stage.target_active.pk]))
    assert amina.get_by_label("What have you seen?").input_value() == ""
    assert amina.evaluate(KEYS) == []


def test_words_typed_under_a_list_are_there_on_the_forms_own_page(look, house):
    page = look("dov")
    page.goto(house.stage.plan_of_dov.get_absolute_url())
    page.get_by_role("link", name="Check in").first.click()
    field = page.get_by_label("What happened?")
    field.fill(WORDS)
    [key] = page.evaluate(KEYS)
    assert key.startswith(f"draft:{house.stage.dov.pk}:")
    page.goto(key.split(":", 2)[2])
    assert page.get_by_label("What happened?").input_value() == WORDS


def test_words_about_one_thing_never_come_up_about_another_on_the_same_page(look, house):
    page, path = look("amina"), reverse("evidence_new", args=[house.stage.plan.pk])
    one, other = (f"{path}?kind=text&target={key}" for key in (house.stage.target_active.pk, 999_999))
    page.goto(one)
    page.get_by_label("Your words").fill(WORDS)
    page.goto(other)
    assert page.get_by_label("Your words").input_value() == ""
    page.goto(one)
    assert page.get_by_label("Your words").input_value() == WORDS
    page.get_by_label("What is it?").fill("My words")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("It is kept.").wait_for()
    assert page.evaluate(KEYS) == []
