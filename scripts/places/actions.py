"""Every move of a place. What is scarce is locked late and in one order: script, agreement, offer, place, money."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.models import Institution, Role, User
from learnplan.rules import RuleBroken
from plans.funding.actions.promises import give_back, promise
from plans.funding.models import Transfer
from scripts.authoring.models import Step
from scripts.checking.gates import check_asking
from scripts.offers.models import Agreement, Offer, Place
from scripts.places.moves import ASK, MOVES, UNDO, Move
from scripts.places.telling import tell_of_move, tell_of_question

DAYS_MORE = 7  # how long an offer is left open once more when its day passes


@act
def ask_place(*, offer: Offer, learner: User, step: Step | None = None, reason: str = "", actor: User) -> Place:
    """Ask the partner for a place for `learner`, answering `step` of their script if one is given.

    Locks the script, and the agreement when it has a quota. RuleBroken when there is no agreement, the quota is
    spent, the offer is closed or over, it does not fit in the learner's script (docs/check.md), or the learner already
    has an open place on it.
    """
    home = _home_of(learner)
    _check_may_be_asked(offer, learner)
    check_asking(offer, learner, step)
    if step is not None and not Step.objects.filter(pk=step.pk).exists():
        raise RuleBroken(_("This step is not there any more. Go back to the map to see what is."))
    if home.pk != offer.provider_id:
        _check_agreement(offer, home)
    # Two people asking at once meet here, and whoever changes or closes the offer: what the first has done counts.
    offers = Offer.objects.select_for_update(of=("self",), no_key=True).select_related("provider")
    offer = offers.get(pk=offer.pk)
    _check_may_be_asked(offer, learner)
    place = Place.objects.create(
        offer=offer,
        learner=learner,
        home=home,
        step=step,
        price_pence=offer.price_pence,
        asked_by=actor,
        moved_by=actor,
        reason=reason,
    )
    _record_and_tell(ASK, place, actor, provider=offer.provider.name)
    return place


@act
def move_place(
    *,
    place: Place,
    move: str,
    reason: str = "",
    decide_by: dt.date | None = None,
    is_reserved: bool = True,
    actor: User,
) -> Place:
    """Make the move of this name, as its row in `moves.MOVES` says.

    An offer is to be answered by the day `decide_by`; nothing happens by itself when it passes. With `is_reserved`
    False the place is not kept: the offer goes to more learners than there are places, and the first to accept have
    it. Accepting promises the price from the learner's money; giving up or releasing gives back what is promised.

    Locks the offer, then the place, counts again, then locks the learner's account. RuleBroken, and nothing has
    changed, when a reason is missing, the day has passed, the place is elsewhere by now, the last one has gone, or
    the money is not there.
    """
    row = MOVES[move]
    if row.needs_reason and not reason.strip():
        raise RuleBroken({"reason": _("Say why, in a few words: the others will read it.")})
    if move == "offer" and (decide_by is None or decide_by < timezone.localdate()):
        raise RuleBroken({"decide_by": _("That day has passed. Choose one that leaves time to think.")})
    offer = Offer.objects.select_for_update().get(pk=place.offer_id)
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.state not in row.sources:
        raise RuleBroken(
            _("This place is %(state)s now, so that is no longer possible. Look at it again.")
            % {"state": place.get_state_display()}
        )
    if move == "offer":
        place.decide_by, place.is_reserved = decide_by, is_reserved
    place.previous_state, place.state = place.state, row.target
    if row.spends and (move != "offer" or is_reserved):
        _check_room(offer, place)
    if move == "accept":
        _promise_price(place, actor)
    if move in ("withdraw", "release"):
        _give_promise_back(place, actor, reason)
    place.reason, place.moved_at, place.moved_by = reason.strip(), timezone.now(), actor
    place.save()
    _record_and_tell(row, place, actor)
    return place


@act
def undo_move(*, place: Place, actor: User) -> Place:
    """Take back the last move: only by who made it, and only while nothing has followed.

    Capacity and money are checked as for the move that led here before. RuleBroken when it is not theirs.
    """
    offer = Offer.objects.select_for_update().get(pk=place.offer_id)
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.previous_state == "":
        raise RuleBroken(_("There is nothing to take back."))
    if place.moved_by_id != actor.pk:
        raise RuleBroken(_("Only the person who made the last move can take it back. Ask them."))
    back_to = place.previous_state
    if back_to not in Place.PAID_FOR:
        _give_promise_back(place, actor, _("the move was taken back"))
    place.state, place.previous_state = back_to, ""
    if Place.State(back_to) in (*Place.SPEND, Place.State.OFFERED) and place.is_reserved:
        _check_room(offer, place)
    if back_to in Place.PAID_FOR and not _is_promised(place):
        _promise_price(place, actor)
    place.moved_at, place.moved_by = timezone.now(), actor
    place.save()
    _record_and_tell(UNDO, place, actor, state=str(place.get_state_display()))
    return place


@act
def ask_again(*, place: Place) -> Place:
    """The day to answer has passed: ask the learner once more, tell the broker, and decide nothing for them."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    today = timezone.localdate()
    if place.state != Place.State.OFFERED or place.decide_by is None or place.decide_by >= today:
        return place
    place.decide_by = today + dt.timedelta(days=DAYS_MORE)
    place.save(update_fields=["decide_by"])
    event = _record_move("place.asked_again", place, None)
    tell_of_question(place=place, event=event)
    return place


def _check_may_be_asked(offer: Offer, learner: User) -> None:
    if offer.closed_at is not None or offer.ends_on < timezone.localdate():
        raise RuleBroken(_("%(offer)s is closed. Look for one that starts later.") % {"offer": offer})
    if Place.objects.filter(offer=offer, learner=learner).open().exists():
        raise RuleBroken(_("A place on %(offer)s has been asked for already.") % {"offer": offer})


def _home_of(learner: User) -> Institution:
    homes = [m.institution for m in learner.current_memberships if m.role == Role.LEARNER]
    if not homes:
        raise RuleBroken(
            _("%(learner)s is not at an institution now, so nobody can ask for a place.") % {"learner": learner}
        )
    return homes[0]


def _check_agreement(offer: Offer, home: Institution) -> None:
    agreement = (
        Agreement.objects.on(timezone.localdate())
        .select_for_update(of=("self",))
        .filter(provider=offer.provider_id, home=home)
        .first()
    )
    if agreement is None:
        raise RuleBroken(
            _("%(home)s has no agreement with %(provider)s yet. An administrator can make one under Partners.")
            % {"home": home, "provider": offer.provider}
        )
    open_now = Place.objects.filter(home=home, offer__provider=offer.provider_id).open().count()
    if agreement.quota is not None and open_now >= agreement.quota:
        raise RuleBroken(
            _("All %(quota)d places agreed with %(provider)s are in use. One must be given up, or more agreed.")
            % {"quota": agreement.quota, "provider": offer.provider}
        )


def _check_room(offer: Offer, place: Place) -> None:
    """Refuse when the others already fill the offer. The caller holds the offer's lock."""
    taken = Place.objects.filter(offer=offer).spoken_for().exclude(pk=place.pk).count()
    if taken >= offer.places:
        raise RuleBroken(
            ngettext(
                "The only place on %(offer)s has gone. If it comes free, it can be asked for again.",
                "All %(places)d places on %(offer)s have gone. If one comes free, it can be asked for again.",
                offer.places,
            )
            % {"offer": offer, "places": offer.places}
        )


def _promise_price(place: Place, actor: User) -> None:
    if place.price_pence:
        place.promise = promise(
            learner=place.learner,
            provider=place.offer.provider,
            year=place.offer.year,
            pence=place.price_pence,
            reason=place.offer.title,
            actor=actor,
        )


def _is_promised(place: Place) -> bool:
    return place.promise_id is not None and not Transfer.objects.filter(reverses=place.promise_id).exists()


def _give_promise_back(place: Place, actor: User, reason: str) -> None:
    """Reverse what is promised, if it is. The place keeps its promise, and through it the reversal."""
    if _is_promised(place):
        reason = f"{place.offer.title}: {reason.strip()}"[:300]
        give_back(transfer=place.promise, reason=reason, actor=actor)  # type: ignore[arg-type]  # it has one, see above


def _record_and_tell(move: Move, place: Place, actor: User, **facts) -> None:
    tell_of_move(place=place, event=_record_move(move.verb, place, actor, **facts), move=move)


def _record_move(verb: str, place: Place, actor: User | None, **facts):
    """Record the one event of a move; an act of someone else than the learner is on the learner's behalf."""
    decide_by = date_format(place.decide_by, "j F") if place.decide_by else ""
    on_behalf_of = None
    if actor is not None and actor.pk != place.learner_id and verb in ("place.asked", "place.withdrawn"):
        on_behalf_of = place.learner
    return record(
        verb,
        actor=actor,
        thing=place,
        learner=place.learner,
        institution=place.home,
        on_behalf_of=on_behalf_of,
        offer=place.offer.title,
        reason=place.reason,
        decide_by=decide_by,
        pence=place.price_pence,
        **facts,
    )
