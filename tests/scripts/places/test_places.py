"""Places move only as they may, spend capacity and money once, and give both back."""

import datetime as dt

import pytest
from django.db.models import Sum
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from plans.models import Entry, Transfer
from scripts.models import Offer, Place
from scripts.offers.actions import agree, change_offer
from scripts.places import actions

SOON = dt.date.today() + dt.timedelta(days=5)


def test_ask_place_tells_the_provider_and_the_learner(asked, amina, sam):
    assert (asked.state, asked.price_pence) == ("asked", 114_000)
    assert Event.objects.filter(verb="place.asked", learner=amina, on_behalf_of=amina).count() == 1
    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"amina", "sam"}


def test_ask_place_needs_an_agreement(amina, chidi, offer):
    with pytest.raises(RuleBroken, match="has no agreement with Northgate College yet"):
        actions.ask_place(offer=offer, learner=amina, actor=chidi)
    assert not Place.objects.exists()


def test_ask_place_twice_is_refused(asked, amina, chidi, offer):
    with pytest.raises(RuleBroken, match="asked for already"):
        actions.ask_place(offer=offer, learner=amina, actor=chidi)


def test_ask_place_respects_the_quota(amina, chidi, make_offer, agreement):
    agreement.quota = 1
    agreement.save()
    actions.ask_place(offer=make_offer("A"), learner=amina, actor=chidi)
    with pytest.raises(RuleBroken, match="All 1 places agreed"):
        actions.ask_place(offer=make_offer("B"), learner=amina, actor=chidi)


def test_ask_place_on_a_finished_offer_is_refused(amina, chidi, make_offer, agreement):
    past = make_offer(starts_on=dt.date(2020, 9, 1), ends_on=dt.date(2021, 7, 1))
    with pytest.raises(RuleBroken, match="is closed"):
        actions.ask_place(offer=past, learner=amina, actor=chidi)


def test_offer_place_refuses_a_day_that_has_passed(asked, sam):
    with pytest.raises(RuleBroken, match="That day has passed"):
        actions.move_place(move="offer", place=asked, decide_by=dt.date.today() - dt.timedelta(days=1), actor=sam)


def test_offer_place_keeps_the_only_place_for_one(offered, make_user, riverside, chidi, sam, offer, bond):
    ola = make_user("Ola", "Nord", role="learner", at=riverside)
    second = actions.ask_place(offer=offer, learner=ola, actor=chidi)
    with pytest.raises(RuleBroken, match="The only place on Level 3 Engineering has gone"):
        actions.move_place(move="offer", place=second, decide_by=SOON, actor=sam)
    second.refresh_from_db()
    assert second.state == "asked"


def test_accept_place_promises_its_price_in_the_same_transaction(accepted, amina, northgate):
    assert accepted.state == "accepted"
    assert (accepted.promise.kind, accepted.promise.provider) == (Transfer.Kind.PROMISED, northgate)
    assert accepted.promise.entries.aggregate(sum=Sum("pence"))["sum"] == 0
    assert accepted.promise.entries.get(pence__gt=0).pence == 114_000


def test_accept_place_without_enough_money_changes_nothing(offered, amina, give_money):
    give_money([amina], pence=100_000)
    with pytest.raises(RuleBroken) as refusal:
        actions.move_place(move="accept", place=offered, actor=amina)
    assert "£140" in str(refusal.value)
    offered.refresh_from_db()
    assert (offered.state, offered.promise_id) == ("offered", None)
    assert not Transfer.objects.filter(kind=Transfer.Kind.PROMISED).exists()


def test_withdraw_place_gives_the_money_back_as_a_reversal(accepted, amina):
    actions.move_place(move="withdraw", place=accepted, reason="I found a workshop nearer home", actor=amina)
    accepted.refresh_from_db()
    assert accepted.state == "withdrawn"
    assert accepted.promise.reversal.entries.get(pence__gt=0).account.learner == amina
    assert Entry.objects.aggregate(sum=Sum("pence"))["sum"] == 0


def test_withdraw_place_needs_a_reason(accepted, amina):
    with pytest.raises(RuleBroken, match="Say why"):
        actions.move_place(move="withdraw", place=accepted, reason="  ", actor=amina)


def test_release_place_tells_the_learner_why(accepted, sam, amina):
    actions.move_place(move="release", place=accepted, reason="The workshop closes", actor=sam)
    assert Notice.objects.filter(recipient=amina, words__contains="The workshop closes").count() == 1


def test_undo_move_restores_the_state_and_the_money(accepted, amina):
    actions.undo_move(place=accepted, actor=amina)
    accepted.refresh_from_db()
    assert accepted.state == "offered"
    assert Transfer.objects.filter(reverses=accepted.promise).count() == 1
    again = actions.move_place(move="accept", place=accepted, actor=amina)
    assert not Transfer.objects.filter(reverses=again.promise).exists()


def test_undo_move_of_a_withdrawal_promises_again(accepted, amina):
    first = accepted.promise
    actions.move_place(move="withdraw", place=accepted, reason="No bus", actor=amina)
    actions.undo_move(place=accepted, actor=amina)
    accepted.refresh_from_db()
    assert accepted.state == "accepted"
    assert accepted.promise != first


def test_undo_move_is_for_who_made_it(offered, amina):
    with pytest.raises(RuleBroken, match="Only the person who made the last move"):
        actions.undo_move(place=offered, actor=amina)


def test_undo_move_does_not_take_a_place_that_has_gone(offered, amina, make_user, riverside, chidi, sam, offer):
    actions.move_place(move="decline", place=offered, reason="Too far", actor=amina)
    ola = make_user("Ola", "Nord", role="learner", at=riverside)
    actions.move_place(
        move="offer", place=actions.ask_place(offer=offer, learner=ola, actor=chidi), decide_by=SOON, actor=sam
    )
    with pytest.raises(RuleBroken, match="The only place"):
        actions.undo_move(place=offered, actor=amina)
    offered.refresh_from_db()
    assert offered.state == "declined"


@pytest.mark.parametrize("move", ["hold", "accept", "withdraw", "start", "complete"])
def test_a_declined_place_moves_no_further(offered, amina, move):
    actions.move_place(move="decline", place=offered, reason="Too far", actor=amina)
    reason = {"reason": "x"} if move == "withdraw" else {}
    with pytest.raises(RuleBroken, match="declined now"):
        actions.move_place(move=move, place=offered, actor=amina, **reason)


def test_a_passed_day_asks_again_and_decides_nothing(offered, amina, chidi):
    Place.objects.update(decide_by=dt.date.today() - dt.timedelta(days=1))
    Notice.objects.all().delete()
    for _ in range(2):
        actions.ask_again(place=offered)
    offered.refresh_from_db()
    assert offered.state == "offered"
    assert offered.decide_by > dt.date.today()
    assert sorted(Notice.objects.values_list("recipient__username", flat=True)) == ["amina", "chidi"]


def test_change_offer_never_cuts_places_that_are_spoken_for(offered, make_offer, sam, offer):
    with pytest.raises(RuleBroken, match="1 place is spoken for"):
        change_offer(offer=offer, actor=sam, places=0)


def test_agree_refuses_a_second_agreement_for_the_same_days(agreement, riverside, northgate, rosa):
    with pytest.raises(RuleBroken, match="already have an agreement"):
        agree(
            provider=northgate,
            home=riverside,
            from_on=dt.date.today(),
            until_on=None,
            quota=None,
            data_shared="",
            actor=rosa,
        )


def test_places_are_listed_for_exactly_those_who_may_see_each(
    asked, amina, bea, chidi, mair, sam, rosa, dov, make_user, make_offer, riverside
):
    other = make_user("Una", "Moss", role="learner", at=riverside)
    for learner, offer in ((other, make_offer("A")), (amina, make_offer("B"))):
        actions.ask_place(offer=offer, learner=learner, actor=rosa)
    listed = {}
    for user in (amina, bea, chidi, mair, sam, rosa, dov, other):
        listed[user.username] = set(Place.objects.listed_for(user))
        assert listed[user.username] == set(Place.objects.visible_to(user)), user
    sizes = {name: len(places) for name, places in listed.items()}
    assert (sizes["amina"], sizes["una"], sizes["chidi"], sizes["sam"], sizes["dov"]) == (2, 1, 3, 3, 0)
    assert not Place.objects.filter(state="accepted").listed_for(sam).exists()


def test_offers_are_listed_for_exactly_those_who_may_see_each(
    agreement, make_offer, amina, bea, chidi, sam, rosa, dov, riverside
):
    kept, closed = make_offer("A"), make_offer("B")
    Offer.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    own = Offer.objects.get(pk=make_offer("C").pk)
    Offer.objects.filter(pk=own.pk).update(provider=riverside)
    listed = {}
    for user in (amina, bea, chidi, sam, rosa, dov):
        listed[user.username] = set(Offer.objects.listed_for(user))
        assert listed[user.username] == set(Offer.objects.visible_to(user)), user
    assert (listed["amina"], listed["sam"], listed["dov"]) == ({kept, own}, {kept, closed}, set())
