"""Pick one of these, and what endings ask."""

import pytest

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from scripts.authoring.models import Step
from scripts.editing.actions.choices import pick_option, rank_options, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.steps import remove_step
from scripts.offers.models import OfferCover


@pytest.fixture
def offer(make_offer, common_script):
    offer = make_offer("Level 3 Welding", style="workplace", minutes_a_week=360)
    OfferCover.objects.create(offer=offer, item=common_script.items.all()[1].item)
    return offer


@pytest.fixture
def options(steps, offer, common_script, amina):
    """For step A: a project that counts for maths, and an offer."""
    said = [{"title": "Build a cart", "style": "project", "item": common_script.items.first().item}, {"offer": offer}]
    return set_options(step=steps[0], options=said, actor=amina)


def again(step):
    return Step.objects.get(pk=step.pk)


def said_of(step):
    step = again(step)
    covers = [cover.item.short for cover in step.covers.select_related("item").order_by("item")]
    return step.title, step.style, step.minutes_a_week, step.offer and step.offer.title, covers


def test_set_options_takes_what_an_offer_says(options):
    assert [(row.rank, row.title, row.style, row.minutes_a_week) for row in options] == [
        (1, "Build a cart", "project", None),
        (2, "Level 3 Welding", "workplace", 360),
    ]


def test_pick_option_sets_the_step_and_putting_it_back_is_as_before(steps, options, amina):
    before = said_of(steps[0])
    pick_option(step=steps[0], option=options[1], actor=amina)
    assert said_of(steps[0]) == ("Level 3 Welding", "workplace", 360, "Level 3 Welding", ["GCSE English"])
    pick_option(step=steps[0], option=options[0], actor=amina)
    assert said_of(steps[0]) == ("Build a cart", "project", None, None, ["GCSE maths"])
    pick_option(step=steps[0], option=None, actor=amina)
    assert said_of(steps[0]) == before == ("A", "online", None, None, [])
    assert (again(steps[0]).picked, again(steps[0]).before_pick) == (None, None)
    assert Event.objects.filter(verb="step.option_picked").count() == 2
    assert Event.objects.get(verb="step.option_put_back").facts["option"] == "Build a cart"


def test_pick_option_deals_with_a_place_first(steps, options, offer, amina, make_place):
    pick_option(step=steps[0], option=options[1], actor=amina)
    make_place(offer, again(steps[0]), "offered")
    for option in (options[0], None):
        with pytest.raises(RuleBroken, match="You have a place on Level 3 Welding for this step"):
            pick_option(step=steps[0], option=option, actor=amina)
    assert again(steps[0]).picked == options[1]


def test_pick_option_refuses_one_of_another_step_and_a_closed_offer(steps, options, offer, amina):
    with pytest.raises(RuleBroken, match="not one of this step’s alternatives"):
        pick_option(step=steps[1], option=options[0], actor=amina)
    offer.closed_at = "2026-01-01T00:00Z"
    offer.save()
    with pytest.raises(RuleBroken, match="is not open to you now"):
        pick_option(step=steps[0], option=options[1], actor=amina)


def test_pick_option_of_a_common_part_keeps_its_name_and_what_it_counts_for(trunk, amina):
    step = trunk.steps.first()
    evening = set_options(step=step, options=[{"title": "Maths at night", "style": "evening"}], actor=amina)[0]
    pick_option(step=step, option=evening, actor=amina)
    assert said_of(step) == ("GCSE maths", "evening", None, None, ["GCSE maths"])


def test_set_options_keeps_those_it_names_and_never_drops_the_picked_one(steps, options, amina):
    pick_option(step=steps[0], option=options[0], actor=amina)
    with pytest.raises(RuleBroken, match="“Build a cart” is picked, so it stays"):
        set_options(step=steps[0], options=[{"title": "Other"}], actor=amina)
    kept = {"id": options[0].pk, "title": "Build a boat", "style": "project"}
    rows = set_options(step=steps[0], options=[{"title": "Other"}, kept], actor=amina)
    assert [(row.pk == options[0].pk, row.title, row.rank) for row in rows] == [
        (False, "Other", 1),
        (True, "Build a boat", 2),
    ]


def test_set_options_refuses_too_many_strange_and_nameless_ones(steps, options, amina, other_script):
    with pytest.raises(RuleBroken, match="more than 8"):
        set_options(step=steps[0], options=[{"title": str(n)} for n in range(9)], actor=amina)
    with pytest.raises(RuleBroken, match="not one of this step’s alternatives"):
        set_options(step=steps[1], options=[{"id": options[0].pk, "title": "x"}], actor=amina)
    with pytest.raises(RuleBroken, match="Say what the step is"):
        set_options(step=steps[0], options=[{"title": " "}], actor=amina)
    with pytest.raises(RuleBroken, match="150 characters"):
        set_options(step=steps[0], options=[{"title": "x" * 400}], actor=amina)


def test_rank_options_needs_all_of_them(steps, options, amina):
    rank_options(step=steps[0], order=[options[1].pk, options[0].pk], actor=amina)
    assert [row.title for row in steps[0].options.all()] == ["Level 3 Welding", "Build a cart"]
    for order in ([options[0].pk], [options[0].pk, options[0].pk], [options[0].pk, 10**9]):
        with pytest.raises(RuleBroken, match="not all of this step’s alternatives"):
            rank_options(step=steps[0], order=order, actor=amina)


def test_set_asks_keeps_what_meets_the_same_words(engineering, steps, amina):
    asks = set_asks(branch=engineering, asks=[{"words": "Maths at 5 or more"}, {"words": "A portfolio"}], actor=amina)
    meet_ask(ask=asks[1], step=steps[2], actor=amina)
    set_asks(branch=engineering, asks=[{"words": " a  portfolio"}, {"words": "An interview"}], actor=amina)
    said = [(ask.words, ask.step and ask.step.title) for ask in engineering.asks.select_related("step")]
    assert said == [("a portfolio", "C"), ("An interview", None)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([""], "in a few words"),
        (["x" * 400], "200 characters"),
        (["A", "a "], "is there twice"),
        (list("abcdefghijklm"), "12 things"),
    ],
)
def test_set_asks_says_what_is_wrong(engineering, amina, words, says):
    with pytest.raises(RuleBroken, match=says):
        set_asks(branch=engineering, asks=[{"words": each} for each in words], actor=amina)


def test_meet_ask_by_a_step_on_the_way_there_and_by_no_other(engineering, music, trunk, steps, amina, other_script):
    ask = set_asks(branch=music, asks=[{"words": "Maths"}], actor=amina)[0]
    meet_ask(ask=ask, step=trunk.steps.first(), actor=amina)
    for step in (trunk.steps.last(), steps[0], other_script.branches.last().steps.first()):
        with pytest.raises(RuleBroken, match="is not on the way to this ending"):
            meet_ask(ask=ask, step=step, actor=amina)
    meet_ask(ask=ask, step=None, actor=amina)
    ask.refresh_from_db()
    assert ask.step is None
    assert Event.objects.get(verb="branch.ask_met").facts["step"] == "GCSE maths"


def test_an_ask_whose_step_goes_is_open_again(engineering, steps, amina):
    ask = set_asks(branch=engineering, asks=[{"words": "Maths"}], actor=amina)[0]
    meet_ask(ask=ask, step=steps[0], actor=amina)
    remove_step(step=steps[0], actor=amina)
    ask.refresh_from_db()
    assert ask.step is None
