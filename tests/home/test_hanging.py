"""What hangs on a target, from every room, before it is changed or let go."""

import re

import pytest
from django.urls import reverse

from learnplan.home.hanging import hanging
from plans.targets.beside import Consequence

pytestmark = pytest.mark.django_db


def test_consequences_name_steps_places_and_money(stage):
    from scripts.partnership import actions as places

    place = places.offer_place(place=stage.place_asked, decide_by=stage.target.due_on, actor=stage.sam)
    places.accept_place(place=place, actor=stage.amina)
    found = hanging(stage.target, stage.amina)
    words = [one.words for one in found]
    assert words[1:3] == ["1 check-in is about it.", "1 answer is about it."]
    assert words[0].startswith("It answers a need from a talk: “")
    assert "The step “Build something 0” on the branch “Bricklaying for a living” answers it." in words
    assert "The place on “Bricklaying (asked)” at Northgate College (accepted) hangs on it." in words
    assert "£300 is promised to these places." in words
    assert all(isinstance(one, Consequence) for one in found)


@pytest.mark.parametrize("name", ["target_change", "target_let_go"])
def test_consequences_stand_before_the_form(client, stage, name):
    client.force_login(stage.amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(reverse(name, args=[stage.target.pk])).content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert said.index("What hangs on it") < said.index("The step “Build something 0”")
    assert html.index("Build something 0") < html.index('<form class="form card"')
