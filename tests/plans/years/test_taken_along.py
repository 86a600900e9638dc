"""What an owner takes along of every room: whole, to its schema, in words on the page, and of nobody else."""

import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from jsonschema import Draft202012Validator

from plans.years.export import PARTS as OWN_PARTS
from plans.years.urls import TAKEN_ALONG
from scripts.places import actions as places

pytestmark = pytest.mark.django_db
SCHEMA = settings.BASE_DIR / "docs" / "plan-export.schema.json"


@pytest.fixture
def take(client, stage):
    """Fetch what a person takes along: take("json")."""
    place = places.move_place(move="offer", place=stage.place_asked, decide_by=stage.target.due_on, actor=stage.sam)
    places.move_place(move="accept", place=place, actor=stage.amina)

    def fetch(ending, name="amina"):
        client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
        answer = client.get(reverse(f"plan_export_{ending}", args=[stage.plan.pk]))
        return b"".join(answer.streaming_content).decode() if answer.status_code == 200 else answer.status_code

    return fetch


def test_every_room_is_in_the_data_and_keeps_to_the_schema(take, stage):
    found = json.loads(take("json"))
    schema = json.loads(SCHEMA.read_text())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert set(schema["properties"]) == set(found)
    assert {part.name for part in (*OWN_PARTS, *TAKEN_ALONG)} < set(found)
    steps = [step["title"] for branch in found["script"] for step in branch["own_steps"]]
    assert "Build something 0" in steps
    assert [step["target_id"] for branch in found["script"] for step in branch["own_steps"]].count(stage.target.pk) >= 1
    accepted = [one for one in found["places"] if one["state"] == "accepted"]
    mine = {(one["offer_title"], one["provider_name"], one["price_pence"]) for one in accepted}
    assert ("Bricklaying (asked)", "Northgate College", 30000) in mine
    assert sum(line["pence"] or 0 for line in found["money"][0]["lines"]) == found["money"][0]["total_pence"]
    assert 30000 in [move["pence"] for move in found["money_moves"] if move["kind"] == "promised"]


def test_what_was_done_with_others_is_there(take, stage):
    found = json.loads(take("json"))
    assert {one["name"] for one in found["shown_branches"]} == {"Bea Said", "Chidi Okafor", "Mair Jenkins"}
    assert [one["ended_at"] is None for one in found["shown_branches"]].count(False) == 1
    mine = {one["state"]: one["is_by_learner"] for one in found["templates"]}
    assert mine == {"waiting": True, "published": True, "sent_back": True}
    [suggested] = found["suggestions"]
    assert (suggested["name"], suggested["words"], suggested["state"]) == ("Chidi Okafor", "You like water.", "waiting")
    refused = next(one for one in found["core_requests"] if one["state"] == "refused")
    assert (refused["answer_by"], refused["rule"]) == ("Rosa Byrne", "School Act, section 3")
    assert any(branch["ending_asks"] for branch in found["script"])
    assert any(step["options"] for branch in found["script"] for step in branch["own_steps"])
    said = take("html")
    headings = ("Shown branches", "Templates I wrote", "Templates suggested to me", "Asked about what everyone does")
    for heading in headings:
        assert f"<h2>{heading}</h2>" in said


def test_talks_are_there_with_both_sides_and_what_came_of_them(take):
    talks = json.loads(take("json"))["talks"]
    agreed = next(one for one in talks if one["state"] == "agreed")
    assert agreed["understood"][-1]["agrees"] is True
    assert agreed["questions"]
    assert all(one["asked_by"] for one in agreed["questions"])
    assert [need["words"] for need in agreed["needs_met"]] == agreed["needs_found"]
    assert any(need["target_ids"] for need in agreed["needs_met"])


def test_page_says_it_in_words(take, stage):
    said = re.sub(r"\s*\n\s*", "", take("html"))
    for heading in ("Talks", "Evidence", "Kind words", "Asked for first", "Freedoms", "Script", "Places", "Money"):
        assert f"<h2>{heading}</h2>" in said
    for words in (
        "<dt>Price</dt><dd><span>£300</span></dd>",
        "Build something 0",
        "promised to a place",
        "<dt>Branch</dt>",
    ):
        assert words in said
    for code in ("price_pence", "<span>under_way", "[{&#x27;", "None</span>", "_id", "target.write"):
        assert code not in said
    assert said.rstrip().endswith("</html>")


@pytest.mark.parametrize("name", ["chidi", "mair", "bea", "rosa"])
def test_nobody_else_takes_it(take, name):
    assert [take(ending, name) for ending in ("json", "html")] == [403, 403]
