"""What is kept of a script follows every act that changes it, and what hangs on others is read as it is."""

import pytest
from django.db import transaction
from django.urls import reverse

from learnplan.kept.actions import Difference, differences, mend
from learnplan.kept.tasks import check
from scripts.authoring.models import KeptPath
from scripts.authoring.reading import read_chosen
from scripts.checking.report import path_of, report_of
from scripts.contesting.actions import answer_core, ask_about_core
from scripts.editing.actions.branches import choose_branch
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.endings import set_asks
from scripts.editing.actions.steps import add_step, remove_step, set_step_done
from scripts.frameworks.models import CommonItem
from scripts.offers.actions import change_offer, close_offer
from tests.races import TIMES, at_once
from tests.watching import unwatched


@pytest.fixture
def kept(script):
    """What is kept of Amina's script now: kept()["steps"]."""
    return lambda: KeptPath.objects.get(script=script).facts


@pytest.fixture
def seen(script, amina):
    """The chosen path as Amina's pages read it."""
    return lambda: read_chosen(amina, amina.pk, is_writer=True)


def titles(facts):
    return [step["title"] for step in facts["steps"]]


def missing(picture):
    return report_of(picture, picture.chosen).missing


def offers_on(picture):
    return {stop.offer.key: stop.offer for stop in path_of(picture, picture.chosen) if stop.offer}


def test_what_is_kept_follows_every_act_on_the_script(kept, script, water, amina, make_offer):
    assert titles(kept()) == ["GCSE maths", "Pool on Tuesdays", "GCSE English", "Chemistry", "Study skills"]
    assert [branch["state"] for branch in kept()["branches"]] == ["chosen", "idea"]
    choose_branch(branch=water, actor=amina)
    set_asks(branch=water, asks=[{"words": "An interview"}], actor=amina)
    assert [branch["state"] for branch in kept()["branches"]] == ["possible", "chosen"]
    assert [ask["words"] for ask in kept()["branches"][1]["asked"]] == ["An interview"]
    step, other = add_step(branch=water, title="Sport", style="community", actor=amina), make_offer("Judo")
    set_options(step=step, options=[{"title": "Rowing"}, {"title": "", "offer": other}], actor=amina)
    assert KeptPath.objects.get(script=script).offers == [water.steps.first().offer_id, other.pk]
    set_step_done(step=step, is_done=True, actor=amina)
    assert [row["done_at"] is None for row in kept()["steps"] if row["title"] == "Sport"] == [False]
    set_step_done(step=step, is_done=False, actor=amina)
    remove_step(step=step, actor=amina)
    assert titles(kept()) == ["GCSE maths", "Pool on Tuesdays", "GCSE English", "Chemistry", "Study skills"]


def test_part_that_need_not_be_done_is_missing_no_more(seen, script, water, choose, amina, rosa, items):
    CommonItem.objects.filter(item=items["Chemistry"]).update(is_required=True)
    choose(water)
    assert missing(seen()) == ["GCSE English", "Chemistry"]
    part = CommonItem.objects.get(item=items["Chemistry"])
    asked = ask_about_core(script=script, common_item=part, kind="exempt", words="Done elsewhere.", actor=amina)
    assert missing(seen()) == ["GCSE English", "Chemistry"]
    answer_core(asked=asked, allow=True, answer="Yes.", actor=rosa)
    assert missing(seen()) == ["GCSE English"]


def test_offer_that_changes_or_closes_is_seen_at_once_though_nothing_of_it_is_kept(seen, water, choose, sam):
    choose(water)
    (offer,) = offers_on(seen()).values()
    change_offer(offer=water.steps.get().offer, price_pence=45_000, places=1, actor=sam)
    close_offer(offer=water.steps.get().offer, actor=sam)
    (later,) = offers_on(seen()).values()
    assert (offer.price_pence, offer.places_left, offer.is_closed) == (30_000, 3, False)
    assert (later.price_pence, later.places_left, later.is_closed) == (45_000, 1, True)


def test_places_of_others_and_ones_own_are_seen_at_once(seen, water, choose, take_place, shared_out, amina):
    choose(water)
    offer = water.steps.get().offer
    place = take_place(offer, step=water.steps.get())
    (found,) = offers_on(seen()).values()
    assert (found.has_place, found.places_left) == (True, 2)
    assert [one.pk for one in seen().places] == [place.pk]
    assert seen().path(water)[-1].place == place


def test_act_that_is_rolled_back_leaves_what_is_kept_as_it_was(kept, water, amina):
    before = kept()
    with transaction.atomic():
        add_step(branch=water, title="Sport", style="community", actor=amina)
        assert "Sport" in titles(kept())
        transaction.set_rollback(True)
    assert (kept(), differences()) == (before, [])


def test_row_that_was_broken_is_found_and_mended_at_night(kept, script, water, caplog):
    before = kept()
    KeptPath.objects.update(facts={})
    assert differences() == [Difference("scripts_keptpath", script.pk, "different")]
    check()
    assert (kept(), differences()) == (before, [])
    assert f"scripts_keptpath {script.pk} was different" in caplog.text
    KeptPath.objects.all().delete()
    assert differences() == [Difference("scripts_keptpath", script.pk, "missing")]
    assert mend() == (0, 1)
    assert kept() == before
    check()


def test_script_of_which_nothing_is_kept_is_shown_all_the_same(script, water, amina, sign_in):
    with unwatched():
        KeptPath.objects.all().delete()
        assert water.steps.get().title in sign_in(amina).get(reverse("branch", args=[water.pk])).text


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_on_one_script_are_both_kept(kept, water, engines, amina, chidi):
    for number in range(TIMES):
        first, second = f"Sport {number}", f"Music {number}"
        at_once(
            lambda first=first: add_step(branch=water, title=first, style="community", actor=amina),
            lambda second=second: add_step(branch=engines, title=second, style="community", actor=chidi),
        )
        assert {first, second} <= set(titles(kept()))
        assert differences() == []
