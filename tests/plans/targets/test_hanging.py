"""What hangs on a target, from every room, before it is changed or let go."""

import re

import pytest
from django.urls import reverse

from learnplan.people.models import Bond
from plans.targets.shapes import Consequence
from plans.targets.urls import HANGING
from scripts.places import actions as places

pytestmark = pytest.mark.django_db


def hanging(target, user):
    return [one for of_room in HANGING for one in of_room(target, user)]


def test_consequences_name_steps_places_and_money(stage):
    place = places.move_place(move="offer", place=stage.place_asked, decide_by=stage.target.due_on, actor=stage.sam)
    places.move_place(move="accept", place=place, actor=stage.amina)
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


def test_nobody_reads_here_of_what_they_may_not_see(stage):
    Bond.objects.filter(learner=stage.amina, adult=stage.bea).update(sees=[])
    assert [one.url for one in hanging(stage.target, stage.amina) if one.url]
    for stranger in (stage.bea, stage.dov):
        found = hanging(stage.target, stranger)
        assert [one.words for one in found if one.url] == []
        assert not any("£" in one.words for one in found)


def test_adult_of_another_talk_reads_no_need(stage):
    assert any("answers a need" in one.words for one in hanging(stage.target, stage.chidi))
    assert not any("answers a need" in one.words for one in hanging(stage.target, stage.mair))


def test_place_that_is_over_hangs_on_nothing(stage):
    asked = "The place on “Bricklaying (asked)” at Northgate College (asked for) hangs on it."
    assert asked in [one.words for one in hanging(stage.target, stage.amina)]
    places.move_place(move="release", place=stage.place_asked, reason="Full", actor=stage.sam)
    assert not any("Bricklaying (asked)” at" in one.words for one in hanging(stage.target, stage.amina))
