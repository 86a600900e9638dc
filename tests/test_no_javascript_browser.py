"""The chain without JavaScript, in a browser that has none: a card, a target, a check-in, a place."""

import datetime as dt

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture
def plain(look):
    """Open a browser without JavaScript, signed in as someone or as nobody."""
    return lambda name="": look(name, width=390, java_script_enabled=False)


def test_card_lets_a_learner_in(plain, house):
    page = plain()
    page.goto(reverse("account_login"))
    page.get_by_role("link", name="I have a sign-in card").click()
    page.get_by_label("Code").fill(house.stage.card)
    page.get_by_role("button", name="Use my card").click()
    for label in page.get_by_label("password").all():
        label.fill("three swans on the river")
    page.get_by_role("button", name="Keep it and sign in").click()
    assert page.locator("h1").inner_text() == "My plan"


def test_anyone_signs_in_with_one_click_in_a_demonstration(plain):
    page = plain()
    page.goto("/")
    page.get_by_role("button", name="Chidi Okafor").click()
    assert page.locator("h1").is_visible()
    assert page.url.endswith(reverse("home"))


def test_learner_writes_a_target_and_checks_in(plain, house):
    page = plain("amina")
    page.goto(house.stage.plan.get_absolute_url())
    page.get_by_role("link", name="New target").click()
    page.get_by_role("button", name="Save the target").click()
    assert "Write what you are aiming for" in page.locator("main").inner_text()
    page.get_by_label("What I am aiming for").fill("Weld a clean corner")
    page.get_by_label("How I will know").fill("It holds")
    page.get_by_label("By when").fill(str(dt.date.today() + dt.timedelta(days=14)))
    page.get_by_role("button", name="Save the target").click()
    page.get_by_role("link", name="Check in").click()
    page.get_by_label("nearly on my own").check()
    page.get_by_role("button", name="Save the check-in").click()
    assert "nearly on my own" in page.locator("main").inner_text()


def test_learner_takes_a_place(plain, house):
    page = plain("amina")
    page.goto(house.stage.place_offered.get_absolute_url())
    page.get_by_role("link", name="Take it").click()
    page.get_by_role("button", name="Take it").click()
    assert "The place is yours." in page.locator("main").inner_text()
    house.stage.place_offered.refresh_from_db()
    assert house.stage.place_offered.state == "accepted"


def test_map_and_menu_open_without_javascript(plain, house):
    page = plain("amina")
    page.goto(house.stage.script.get_absolute_url())
    page.get_by_text("More", exact=True).click()
    page.locator(".more-sheet").get_by_role("link", name="Money").click()
    assert page.url.endswith(reverse("money", args=[house.stage.plan.pk]))
