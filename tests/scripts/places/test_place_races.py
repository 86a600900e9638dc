"""The last place and the last penny, taken at once on many real connections."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection
from django.db.models import Sum

from learnplan.people.models import Membership, User
from learnplan.rules import RuleBroken
from plans.models import Entry, Transfer
from scripts.editing.actions.steps import add_step, remove_step
from scripts.models import Place
from scripts.offers.actions import change_offer, close_offer
from scripts.places import actions
from tests.races import behind

SOON = dt.date.today() + dt.timedelta(days=5)
CONNECTIONS = 20


def at_once(acts):
    """Run each act on a connection of its own, CONNECTIONS at a time; return how many were not refused."""
    barrier = Barrier(CONNECTIONS)

    def run(act):
        try:
            barrier.wait(timeout=30)
            act()
        except RuleBroken:
            return False
        else:
            return True
        finally:
            connection.close()

    assert len(acts) % CONNECTIONS == 0
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = sum(pool.map(run, acts))
    close_old_connections()
    return done


@pytest.fixture
def classmates(riverside):
    users = User.objects.bulk_create(
        User(username=f"learner{n}", given_name=f"Learner {n}", password="!") for n in range(200)
    )
    Membership.objects.bulk_create(
        Membership(user=user, institution=riverside, role="learner", from_on=dt.date(2020, 9, 1)) for user in users
    )
    return users


@pytest.mark.django_db(transaction=True)
def test_two_hundred_accepts_of_the_last_place_give_one_place_and_one_promise(
    classmates, agreement, offer, chidi, sam, give_money
):
    give_money(classmates)
    places = [actions.ask_place(offer=offer, learner=learner, actor=chidi) for learner in classmates]
    for place in places:
        actions.move_place(move="offer", place=place, decide_by=SOON, actor=sam, is_reserved=False)

    accepted = at_once(
        [lambda p=place: actions.move_place(move="accept", place=p, actor=p.learner) for place in places]
    )

    assert accepted == 1
    assert Place.objects.filter(state="accepted").count() == 1
    assert Transfer.objects.filter(kind=Transfer.Kind.PROMISED).count() == 1
    assert Entry.objects.aggregate(sum=Sum("pence"))["sum"] == 0


@pytest.mark.django_db(transaction=True)
def test_one_learner_accepting_many_times_at_once_promises_once(amina, offered, give_money):
    give_money([amina])
    accepted = at_once([lambda: actions.move_place(move="accept", place=offered, actor=amina)] * CONNECTIONS)
    assert accepted == 1
    assert Transfer.objects.filter(kind=Transfer.Kind.PROMISED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_offers_of_the_last_place_at_once_keep_it_for_one(classmates, agreement, offer, chidi, sam):
    places = [actions.ask_place(offer=offer, learner=learner, actor=chidi) for learner in classmates[:CONNECTIONS]]
    kept = at_once(
        [lambda p=place: actions.move_place(move="offer", place=p, decide_by=SOON, actor=sam) for place in places]
    )
    assert kept == 1
    assert Place.objects.spoken_for().count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_asks_once(amina, chidi, agreement, offer):
    asked = at_once([lambda: actions.ask_place(offer=offer, learner=amina, actor=chidi)] * CONNECTIONS)
    assert asked == 1
    assert Place.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_money_is_promised_once(amina, chidi, sam, agreement, make_offer, give_money):
    give_money([amina], pence=114_000)
    places = [
        actions.move_place(
            move="offer",
            place=actions.ask_place(offer=make_offer(f"C{n}"), learner=amina, actor=chidi),
            decide_by=SOON,
            actor=sam,
        )
        for n in range(CONNECTIONS)
    ]
    accepted = at_once([lambda p=place: actions.move_place(move="accept", place=p, actor=amina) for place in places])
    assert accepted == 1
    assert Entry.objects.filter(account__kind="learner").aggregate(sum=Sum("pence"))["sum"] == 0


@pytest.mark.django_db(transaction=True)
def test_no_place_is_asked_for_on_an_offer_that_is_closed_meanwhile(amina, chidi, sam, agreement, offer):
    refused = behind(
        lambda: close_offer(offer=offer, actor=sam), lambda: actions.ask_place(offer=offer, learner=amina, actor=chidi)
    )
    assert isinstance(refused, RuleBroken)
    assert not Place.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_place_is_asked_for_at_the_price_that_the_offer_has_by_then(amina, chidi, sam, agreement, offer):
    place = behind(
        lambda: change_offer(offer=offer, price_pence=99_000, actor=sam),
        lambda: actions.ask_place(offer=offer, learner=amina, actor=chidi),
    )
    assert place.price_pence == 99_000


@pytest.mark.django_db(transaction=True)
def test_no_place_is_asked_for_by_a_step_that_goes_meanwhile(engineering, amina, chidi, agreement, offer):
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    refused = behind(
        lambda: remove_step(step=step, actor=amina),
        lambda: actions.ask_place(offer=offer, learner=amina, step=step, actor=chidi),
    )
    assert isinstance(refused, RuleBroken)
    assert "This step is not there any more" in refused.messages[0]
    assert not Place.objects.exists()
