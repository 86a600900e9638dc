"""What the check keeps off the chosen path wherever it is written, and what it knows of the rows behind it."""

import datetime as dt
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.rules import RuleBroken
from learnplan.years import current_year
from plans.funding.reading import Shared
from scripts.authoring.reading import read_chosen, read_script
from scripts.checking.gates import adds_of_options, mark_offers, with_facts
from scripts.checking.report import report_of
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.order import fork_elsewhere, move_step
from scripts.editing.actions.steps import add_step
from scripts.frameworks.models import CommonItem, FrameworkAssociation
from scripts.offers.models import OfferSlot, Place
from tests.watching import take_in


def found(script, branch):
    picture = read_script(script, script.learner)
    return [(one.code, one.stops) for one in report_of(picture, picture.by_id[branch.pk]).findings]


@pytest.fixture
def chosen(script, trunk, engineering, amina, two_at_once):
    """Engineering as the chosen path, which takes up the first of two offers at one time."""
    add_step(branch=engineering, style="in_class", offer=two_at_once[0], actor=amina)
    return choose_branch(branch=engineering, actor=amina)


def test_offer_is_not_taken_up_on_the_common_part_of_the_chosen_path(chosen, trunk, amina, two_at_once):
    take = {"branch": trunk, "style": "in_class", "offer": two_at_once[1], "actor": amina}
    with pytest.raises(RuleBroken, match="are at the same time"):
        add_step(**take, position=1)
    assert add_step(**take).position == 3  # behind where the chosen path leaves it


def test_offer_that_asks_for_a_step_behind_it_is_refused_where_it_is_put(
    chosen, engineering, amina, make_timed_offer, script
):
    other = script.common_script.framework.items.create(identifier="bridge", short="Bridge", statement="Bridge")
    add_step(branch=engineering, title="Bridge", style="project", covers=[other.pk], actor=amina)
    take = {"branch": engineering, "style": "in_class", "offer": make_timed_offer("L3", asks=[other]), "actor": amina}
    with pytest.raises(RuleBroken, match="comes too late"):
        add_step(**take, position=0)
    assert add_step(**take).pk


def test_step_is_not_moved_onto_the_chosen_path_where_it_does_not_fit(chosen, script, trunk, amina, two_at_once):
    idea = branch_off(script=script, parent=trunk, forks_after=None, name="Idea", actor=amina)
    step = add_step(branch=idea, style="in_class", offer=two_at_once[1], actor=amina)
    with pytest.raises(RuleBroken, match=r"are at the same time.*Nothing has been moved"):
        move_step(step=step, branch=chosen, actor=amina)
    step.refresh_from_db()
    assert step.branch == idea
    other = branch_off(script=script, parent=trunk, forks_after=None, name="Other", actor=amina)
    assert move_step(step=step, branch=other, actor=amina).branch == other


def test_chosen_path_does_not_fork_where_it_would_not_fit(chosen, script, trunk, amina, two_at_once):
    idea = branch_off(script=script, parent=trunk, forks_after=None, name="Idea", actor=amina)
    step = add_step(branch=idea, style="in_class", offer=two_at_once[1], actor=amina)
    with pytest.raises(RuleBroken, match="are at the same time"):
        fork_elsewhere(branch=chosen, parent=idea, forks_after=step, actor=amina)
    chosen.refresh_from_db()
    assert chosen.parent == trunk


def test_what_does_not_fit_already_does_not_keep_other_steps_from_moving(
    chosen, engineering, script, trunk, amina, two_at_once, make_timed_offer
):
    idea = branch_off(script=script, parent=trunk, forks_after=None, name="Idea", actor=amina)
    step = add_step(branch=idea, style="in_class", offer=make_timed_offer("Else", (5, 9, 10)), actor=amina)
    engineering.steps.create(position=1, title="Joinery", offer=two_at_once[1])  # from before it had its times
    assert move_step(step=step, branch=chosen, actor=amina).branch == chosen


def test_order_follows_a_chain_through_what_no_step_covers(script, trunk, engineering, amina):
    framework = script.common_script.framework
    first, last = (framework.items.create(identifier=name, short=name, statement=name) for name in ("First", "Last"))
    between = [framework.items.create(identifier=str(n), short=str(n), statement=str(n)) for n in range(2)]
    chain = [first, *between, last]
    for number, (origin, destination) in enumerate(pairwise(chain)):
        FrameworkAssociation.objects.create(
            framework=framework, identifier=str(number), kind="precedes", origin=origin, destination=destination
        )
    too_early = add_step(branch=engineering, title="Last", style="project", covers=[last.pk], actor=amina)
    assert found(script, engineering) == []
    step = add_step(branch=engineering, title="First", style="project", covers=[first.pk], actor=amina)
    assert found(script, engineering) == [("order", (step.pk, too_early.pk))]
    ours = read_chosen(amina, amina.pk, is_writer=True)
    assert report_of(ours, ours.by_id[engineering.pk]).said[0].what == (
        "“First” comes after “Last”, though that builds on it. (“First” comes before “Last”)"
    )
    FrameworkAssociation.objects.filter(origin=between[0]).update(ended_at=timezone.now())
    assert found(script, engineering) == []


def test_what_the_common_script_let_go_is_not_missing_on_any_page(script, trunk, amina):
    music = branch_off(script=script, parent=trunk, forks_after=None, name="Music", actor=amina)
    CommonItem.objects.filter(item__short="GCSE maths").update(ended_at=timezone.now())
    take_in()
    ours, theirs = read_chosen(amina, amina.pk, is_writer=True), read_script(script, amina)
    reports = [report_of(picture, picture.by_id[music.pk]) for picture in (ours, theirs)]
    assert [report.missing for report in reports] == [["GCSE English"], ["GCSE English"]]


def test_an_offer_that_closed_after_the_place_was_asked_for_still_waits(
    script, engineering, amina, make_timed_offer, make_place
):
    offer = make_timed_offer("Sound", (3, 13, 16))
    step = add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    offer.closed_at = timezone.now()
    offer.save()
    assert found(script, engineering) == [("closed", (step.pk,))]
    place = make_place(offer, step, "offered")
    assert found(script, engineering) == [("waiting", (step.pk,))]
    offer.starts_on, offer.ends_on = (timezone.localdate() - dt.timedelta(days=days) for days in (60, 1))
    offer.save()
    assert found(script, engineering) == [("closed", (step.pk,))]
    Place.objects.filter(pk=place.pk).update(state="completed")
    assert found(script, engineering) == []


def test_an_offer_online_needs_no_way(script, engineering, amina, make_timed_offer, make_institution):
    for name, style, hour in (("Hillcrest", "in_class", 9), ("Ferry", "online", 10)):
        offer = make_timed_offer(name, (3, hour, hour + 1), provider=make_institution(name), style=style, travel=40)
        add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    assert found(script, engineering) == []
    OfferSlot.objects.all().first().offer.steps.all().update(style="online")
    type(offer).objects.filter(pk=offer.pk).update(style="in_class")
    assert [code for code, _stops in found(script, engineering)] == ["travel"]


def test_offer_that_costs_more_than_is_left_says_so_before_it_is_taken_up(script, engineering, amina, make_timed_offer):
    offer = make_timed_offer("Sound", price_pence=5_000)
    picture = read_script(script, amina)
    picture.money = Shared(total_pence=4_000, promised_pence=0, year=current_year())
    offer = with_facts(type(offer).objects.all(), script).get(pk=offer.pk)
    mark_offers(picture, picture.by_id[engineering.pk], [offer])
    assert [said.finding.code for said in offer.adds] == ["cost"]
    step = add_step(branch=engineering, title="Something", style="project", actor=amina)
    row = set_options(step=step, options=[{"offer": offer}, {"title": "At home"}], actor=amina)[0]
    money, picture = picture.money, read_script(script, amina)
    picture.money = money
    adds = adds_of_options(picture, picture.steps[engineering.pk][0])
    assert [said.finding.code for said in adds[row.pk]] == ["cost"]


def test_form_of_a_step_weighs_it_where_it_is_to_stand(sign_in, script, engineering, amina, make_timed_offer):
    other = script.common_script.framework.items.create(identifier="bridge", short="Bridge", statement="Bridge")
    add_step(branch=engineering, title="Bridge", style="project", covers=[other.pk], actor=amina)
    fields = {"title": "L3", "style": "in_class", "offer": make_timed_offer("L3", asks=[other]).pk}
    client, path = sign_in(amina), reverse("branch_check", args=[engineering.pk])
    pages = [client.get(path, fields | {"position": position}).text for position in ("0", "1", "", "x")]
    assert ["comes too late" in page for page in pages] == [True, False, False, False]
