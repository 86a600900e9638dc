"""The list of offers marks what is on the chosen path and what covers what it lacks; its filters are never ignored."""

import pytest
from django.urls import reverse

from scripts.authoring.models import Branch
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.endings import set_asks
from scripts.editing.actions.steps import add_step
from scripts.offers.models import OfferCover
from tests.scripts.chosen.conftest import text_of

MOST = 12


@pytest.fixture
def listed(sign_in, django_assert_max_num_queries):
    """Open the list of offers: listed(amina, on_path="on") gives its words, the titles in order, queries, status."""

    def open_for(person, **asked):
        client = sign_in(person)
        with django_assert_max_num_queries(MOST) as queries:
            answer = client.get(reverse("offers"), asked)
        titles = [offer.title for offer in answer.context["page"]]
        return text_of(answer), titles, len(queries), answer.status_code

    return open_for


@pytest.fixture
def english(make_offer, items):
    """An offer that covers English, which the path over the water loses."""
    offer = make_offer("Writing circle")
    OfferCover.objects.create(offer=offer, item=items["GCSE English"])
    return offer


def test_offers_on_the_chosen_path_are_marked_and_can_be_asked_for_alone(
    water, engines, english, choose, amina, listed
):
    choose(water)
    said, titles, *_rest = listed(amina)
    assert titles == ["Level 3 Engineering", "Lifeguard training", "Writing circle"]
    assert "Marked for your chosen path, Water ." in said
    assert "On the path: “Pool on Tuesdays”" in said
    assert "“Workshop week”" not in said
    assert "Covers “GCSE English”, which the path still lacks" in said
    assert listed(amina, on_path="on")[1] == ["Lifeguard training"]


def test_offers_change_at_once_with_another_path(water, engines, english, choose, amina, listed):
    choose(water)
    before = listed(amina)
    choose(engines)
    after = listed(amina)
    assert "On the path: “Workshop week”" in after[0]
    assert "“Pool on Tuesdays”" not in after[0]
    assert "which the path still lacks" not in after[0]
    assert listed(amina, on_path="on")[1] == ["Level 3 Engineering"]
    assert before[2] >= after[2]


def test_offers_that_the_path_lacks_come_first_only_on_request(water, english, make_offer, choose, amina, listed):
    choose(water)
    assert listed(amina)[1] == ["Lifeguard training", "Writing circle"]
    assert listed(amina, sort="wanted")[1] == ["Writing circle", "Lifeguard training"]
    assert listed(amina, q="training", sort="wanted")[1] == ["Lifeguard training"]


def test_offers_that_an_ending_asks_for_or_that_could_be_picked_say_so(
    engines, make_offer, items, choose, amina, listed
):
    judo = make_offer("Judo")
    OfferCover.objects.create(offer=judo, item=items["Study skills"])
    step = add_step(branch=engines, title="Sport", style="community", actor=amina)
    set_options(step=step, options=[{"title": "", "offer": judo}, {"title": "Rowing"}], actor=amina)
    trunk_step = engines.parent.steps.get(title="Study skills")
    trunk_step.covers.all().delete()
    set_asks(branch=engines, asks=[{"words": "A report on how you study", "item": items["Study skills"]}], actor=amina)
    choose(engines)
    said = listed(amina)[0]
    assert "Could be picked for “Sport”" in said
    assert "Counts for “A report on how you study”, which the ending asks for" in said
    assert listed(amina, on_path="on")[1] == ["Judo", "Level 3 Engineering"]


def test_tutor_looks_at_offers_for_a_learner_of_theirs(water, english, choose, amina, chidi, listed):
    choose(water)
    said, titles, *_rest = listed(chidi, learner=amina.pk, sort="wanted")
    assert titles == ["Writing circle", "Lifeguard training"]
    assert "Marked for the chosen path Water ." in said
    assert "On the path: “Pool on Tuesdays”" in said
    assert "“Pool on Tuesdays”" not in listed(chidi)[0]


def test_offers_filter_that_needs_a_path_is_never_ignored(water, choose, amina, chidi, rosa, sam, bea, listed):
    choose(water)
    for asked in ({"on_path": "on"}, {"sort": "wanted"}):
        said, titles, _queries, status = listed(chidi, **asked)
        assert (titles, status) == ([], 422)
        assert "Say for whose path first." in said
        for person in (rosa, sam, bea):
            said, titles, _queries, status = listed(person, **asked)
            assert (titles, status) == ([], 422)
            assert "This is for learners, and for those who write a script with them." in said
    for person in (rosa, sam, bea, amina):
        said, titles, _queries, status = listed(person, learner=amina.pk)
        assert (titles, status) == ([], 422)
        assert "Pool on Tuesdays" not in said
    assert listed(amina, sort="nonsense")[1:4:2] == ([], 422)


def test_offers_part_says_what_is_wrong_with_a_filter(water, choose, chidi, sign_in):
    answer = sign_in(chidi).get(reverse("offers"), {"on_path": "on"}, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert (answer.status_code, "<form" in said) == (422, False)
    assert "Say for whose path first." in said


def test_offers_without_a_chosen_path_say_so(water, amina, dov, chidi, listed):
    Branch.objects.filter(script__learner=amina).update(state=Branch.State.POSSIBLE)
    assert "Once a path of your script is chosen, the offers on it are marked here." in listed(amina)[0]
    assert "Once a path of your script is chosen" in listed(dov)[0]
    for person, asked in ((amina, {"on_path": "on"}), (dov, {"sort": "wanted"}), (chidi, {"learner": amina.pk})):
        said, titles, _queries, status = listed(person, **asked)
        assert (titles, status) == ([], 422)
        assert "No path is chosen, so nothing is on it." in said


def test_offers_path_without_any_offer_is_an_empty_list_that_says_what_to_do(make_path, choose, english, amina, listed):
    choose(make_path("Sea", None, "Row out"))
    said, titles, _queries, status = listed(amina, on_path="on")
    assert (titles, status) == ([], 200)
    assert "Nothing fits that" in said


def test_offers_beside_a_path_cost_the_same_queries_with_more_rows(
    water, english, make_offer, items, choose, amina, listed
):
    choose(water)
    before = listed(amina, sort="wanted")[2]
    for title in ("Sea", "Lake"):
        offer = make_offer(title)
        OfferCover.objects.create(offer=offer, item=items["Chemistry"])
        add_step(branch=water, title=title, style="workplace", offer=offer, actor=amina)
    assert listed(amina, sort="wanted")[2] == before
