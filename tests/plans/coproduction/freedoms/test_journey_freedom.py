"""A freedom, walked in a browser by three people: asked for, refused with a reason, appealed, and granted."""

import pytest
from django.test import Client
from django.urls import reverse

from learnplan.people.models import User
from plans.coproduction.freedoms.models import FreedomGrant
from plans.matrix.models import Freed
from plans.targets.actions.targets import start_plan
from tests.serving import served
from tests.stage.world import SIGN_IN, YEAR, begin
from tests.test_journey import follow, press, says

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def start(rows: int = 1):
    """Begin the stage with Amina's plan, and let another teacher of Riverside sign in."""
    stage = begin(rows)
    stage.things["plan"] = start_plan(learner=stage.amina, institution=stage.riverside, year=YEAR, actor=stage.amina)
    client = Client()
    client.force_login(User.objects.get(username="tom0"), backend=SIGN_IN)
    stage.sessions["tom"] = client.session.session_key
    return stage


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, stage_settings):
    """A served world in which Amina has a plan, and nothing else has been done."""
    with django_db_blocker.unblock(), served(start) as server:
        yield server


def test_freedom_is_refused_appealed_and_granted(look, house):
    amina, chidi, tom = look("amina", width=390), look("chidi"), look("tom")
    amina.goto(house.stage.plan.get_absolute_url())
    follow(amina, "My freedoms", "Ask for it")
    says(amina, "Check in during 4 more weeks.")
    press(amina, "Ask for it", Why_would="I want to call one about wiring a plug.")
    says(amina, "Waiting for an answer", "I want to call one about wiring a plug.")

    chidi.goto("/")
    follow(chidi, "Look and decide", "Decide")
    chidi.get_by_label("Not yet").check()
    press(chidi, "Save the decision", Why="Check in for four weeks first.")
    says(chidi, "Chidi Okafor said: not yet")

    amina.reload()
    says(amina, "Check in for four weeks first.")
    follow(amina, "Ask another teacher to look")
    press(amina, "Appeal", What_should="I checked in on paper, at home.")
    chidi.goto(FreedomGrant.objects.get().get_absolute_url())
    assert chidi.get_by_role("link", name="Decide the appeal").count() == 0

    tom.goto("/")
    follow(tom, "Look and decide", "Decide the appeal")
    tom.get_by_label("Grant it").check()
    press(tom, "Save the decision", Why="I have seen the paper.")
    amina.goto(reverse("freedoms", args=[house.stage.plan.pk]))
    says(amina, "Yours", "What was decided, and why")
    assert list(Freed.objects.current().values_list("learner__username", "act")) == [("amina", "session.lead")]
    assert [page.complaints for page in (amina, chidi, tom)] == [[], [], []]
