"""A tutor with sixty learners answers all of them in a browser, and one with two hundred has a light first page."""

import brotli
import pytest
from django.urls import reverse

from plans.targets.models import Rating
from tests.serving import served
from tests.stage.adults import fill_caseload
from tests.stage.world import begin
from tests.test_journey import follow, press, says
from tests.test_weight import MOST_BYTES

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, stage_settings):
    """A served world in which Chidi has sixty learners who wait; later two hundred."""

    def build():
        stage = begin()
        stage.things["many"] = fill_caseload(stage.chidi, stage.riverside, 60)
        return stage

    with django_db_blocker.unblock(), served(build) as server:
        yield server


def test_sixty_learners_are_answered_at_once(house, look):
    chidi = look("chidi")
    chidi.goto(reverse("caseload"))
    follow(chidi, "Answer many")
    follow(chidi, "Tick all 60")
    chidi.get_by_label("answer them").check()
    chidi.get_by_label("Level for those without their own").select_option("3")
    press(chidi, "Show me what will happen", **{"What I say to each of them": "Show me on Thursday"})
    says(chidi, "Nothing has happened yet.", "For these 60", "Kit 059 Vale")
    assert not Rating.objects.exists()
    press(chidi, "Do it for 60")
    says(chidi, "60 done", "Show me on Thursday")
    assert Rating.objects.filter(rater=house.stage.chidi, level=3).count() == 60
    assert chidi.complaints == []


@pytest.mark.parametrize("page", ["caseload", "home", "review_new"])
def test_first_load_is_light_with_two_hundred_learners(house, look, page, django_db_blocker):
    with django_db_blocker.unblock():
        if house.stage.riverside.memberships.filter(role="learner").count() < 200:
            Rating.objects.all().delete()
            fill_more(house)
    opened = look("chidi")
    answers = []
    opened.on("response", lambda response: answers.append(response))
    opened.goto(reverse(page), wait_until="networkidle")
    sizes = {}
    for response in answers:
        kind = response.headers.get("content-type", "")
        is_packed = "woff2" in response.url or kind.startswith(("font/", "image/png"))
        sizes[response.url] = len(response.body() if is_packed else brotli.compress(response.body(), quality=5))
    assert sum(sizes.values()) < MOST_BYTES, sizes


def fill_more(house) -> None:
    """Give Chidi two hundred learners in all."""
    fill_caseload(house.stage.chidi, house.stage.riverside, 140, prefix="more")
