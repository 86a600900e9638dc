"""The money page of a plan shows what the chosen path would cost, to those who may see the money and the script."""

import pytest
from django.urls import reverse

from scripts.authoring.models import Branch
from scripts.editing.actions.steps import add_step
from tests.scripts.chosen.conftest import FIRST, LAST, text_of

MOST = 12


@pytest.fixture
def money_of(plan, sign_in, django_assert_max_num_queries):
    """Open the money page of Amina's plan: money_of(chidi) gives its words and how many queries it took."""

    def open_for(person):
        client = sign_in(person)
        with django_assert_max_num_queries(MOST) as queries:
            answer = client.get(reverse("money", args=[plan.pk]))
        assert answer.status_code == 200
        return text_of(answer), len(queries)

    return open_for


def section_of(said):
    return said[said.index("chosen path would cost") :] if "chosen path would cost" in said else ""


def test_money_says_what_the_chosen_path_still_needs_and_leaves(water, engines, choose, shared_out, amina, money_of):
    choose(water)
    said = section_of(money_of(amina)[0])
    assert "£0 promised on this path £300 still to promise on it £700 left after that" in said
    assert "Pool on Tuesdays Lifeguard training , Northgate College Still to promise £300" in said
    assert (
        "Engines £1,140 would have to be promised for “Level 3 Engineering”. That is £140 more than there is." in said
    )


def test_money_changes_at_once_with_another_path(water, engines, choose, shared_out, amina, money_of):
    choose(water)
    _before, queries = money_of(amina)
    choose(engines)
    after, more = money_of(amina)
    said = section_of(after)
    assert "£0 promised on this path £1,140 still to promise on it" in said
    assert "This path needs £140 more than is left." in said
    assert "Workshop week Level 3 Engineering" in said
    assert "Pool on Tuesdays" not in said
    assert "Water £300 would have to be promised for “Lifeguard training”. £700 would then be left" in said
    assert queries == more


def test_money_says_what_another_path_would_let_come_back_and_moves_nothing(
    water, engines, choose, shared_out, take_place, amina, money_of
):
    choose(water)
    step = water.steps.get()
    place = take_place(step.offer, step)
    said = section_of(money_of(amina)[0])
    assert "£300 promised on this path £0 still to promise on it £700 left after that" in said
    assert (
        "£300 could come back, once the place on “Lifeguard training” is given up. "
        "£1,140 would have to be promised for “Level 3 Engineering”. That is £140 more than there is."
    ) in said
    assert "Nothing moves by itself." in said
    choose(engines)
    said = section_of(money_of(amina)[0])
    assert "£0 promised on this path £1,140 still to promise on it £300 promised to other places" in said
    assert "This path needs £440 more than is left." in said
    place.refresh_from_db()
    assert place.state == "accepted"


def test_money_leaves_other_years_closed_offers_and_open_choices_out_of_the_sum(
    water, make_offer, choose, shared_out, amina, sam, money_of
):
    from scripts.editing.actions.choices import set_options
    from scripts.offers.actions import close_offer

    next_year = make_offer(
        "Sea school", starts_on=FIRST.replace(year=FIRST.year + 1), ends_on=LAST.replace(year=LAST.year + 1)
    )
    shut = make_offer("Old course")
    how = {"branch": water, "style": "workplace", "actor": amina}
    add_step(title="Sea", offer=next_year, **how)
    add_step(title="Old", offer=shut, **how)
    choose(water)
    close_offer(offer=shut, actor=sam)
    sport = add_step(title="Sport", **how)
    set_options(step=sport, options=[{"title": "", "offer": make_offer("Judo")}, {"title": "Rowing"}], actor=amina)
    said = section_of(money_of(amina)[0])
    assert "£300 still to promise on it £700 left after that" in said
    assert "Not counted from the money of" in said
    assert "Not counted closed, so no place can be asked for" in said
    assert "Not counted, because nothing is picked for it yet: Sport." in said


def test_money_counts_an_offer_that_two_steps_take_up_once(water, choose, shared_out, amina, money_of):
    step = water.steps.get()
    add_step(branch=water, title="Pool again", style="workplace", offer=step.offer, actor=amina)
    choose(water)
    assert "£300 still to promise on it" in section_of(money_of(amina)[0])


def test_money_before_anything_is_shared_out_says_what_the_path_needs(water, choose, amina, money_of):
    choose(water)
    said = section_of(money_of(amina)[0])
    assert "£300 still to promise on it" in said
    assert "left after that" not in said


def test_money_without_script_or_chosen_path_says_what_to_do(plan, shared_out, amina, chidi, money_of, request):
    assert "You have no script yet." in money_of(amina)[0]
    assert section_of(money_of(chidi)[0]) == ""
    request.getfixturevalue("water")
    Branch.objects.filter(script__learner=amina).update(state=Branch.State.POSSIBLE)
    assert "No path is chosen now, so there is nothing to add up. Choose a path" in money_of(amina)[0]
    assert "No path is chosen now, so there is nothing to add up. See the script" in money_of(chidi)[0]


@pytest.mark.parametrize("adult", ["chidi", "mair", "rosa"])
def test_money_of_the_path_is_shown_to_those_who_may_see_both(water, choose, shared_out, adult, money_of, request):
    choose(water)
    said = money_of(request.getfixturevalue(adult))[0]
    assert "What Amina’s chosen path would cost" in said
    assert "£300 still to promise on it" in said


@pytest.mark.parametrize(
    ("sees", "status", "is_shown"),
    [([], 404, False), (["script", "places"], 404, False), (["money"], 200, False), (["money", "script"], 200, True)],
)
def test_money_of_the_path_is_not_shown_to_a_carer_who_does_not_see_money_or_script(
    water, choose, shared_out, take_place, plan, amina, bea, sign_in, sees, status, is_shown
):
    choose(water)
    step = water.steps.get()
    take_place(step.offer, step)
    amina.bonds.filter(adult=bea).update(sees=sees)
    client = sign_in(bea)
    answer = client.get(reverse("money", args=[plan.pk]))
    assert answer.status_code == status
    said = text_of(answer)
    assert ("£300 promised on this path" in said) == is_shown
    assert ("Pool on Tuesdays" in said) == is_shown
    home = text_of(client.get("/"))
    assert "£300" not in home


def test_money_of_the_path_costs_the_same_queries_with_more_steps(
    water, engines, make_path, script, make_offer, choose, shared_out, amina, money_of
):
    choose(water)
    before = money_of(amina)[1]
    for name in ("Sea", "Lake"):
        add_step(branch=water, title=name, style="workplace", offer=make_offer(name), actor=amina)
        make_path(f"More {name}", None, name)
    assert money_of(amina)[1] == before


def test_money_of_a_year_that_is_over_says_nothing_of_the_path(water, choose, plan, amina, money_of):
    choose(water)
    type(plan).objects.filter(pk=plan.pk).update(year=plan.year - 1)
    assert section_of(money_of(amina)[0]) == ""


def test_money_of_a_path_without_offers_says_so(make_path, choose, shared_out, amina, money_of):
    choose(make_path("Sea", None, "Row out"))
    said = section_of(money_of(amina)[0])
    assert "No step of this path takes up an offer that costs anything yet." in said
    assert "£1,000 left after that" in said
