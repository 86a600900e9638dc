"""Who is told of a place's moves, in which words. Whoever acted is not told."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, Role, User
from scripts.offers.models import Place

TO_LEARNER = {
    "ask": gettext_lazy("A place on {offer} has been asked for, for you."),
    "hold": gettext_lazy("{provider} is holding a place on {offer} for you."),
    "offer": gettext_lazy("{provider} offers you a place on {offer}. Take it or leave it by {decide_by}."),
    "decline": gettext_lazy("{provider} could not give you a place on {offer}: {reason}"),
    "withdraw": gettext_lazy("Your place on {offer} has been given up for you: {reason}"),
    "release": gettext_lazy("Your place on {offer} has been released: {reason}"),
    "start": gettext_lazy("{offer} is marked as started."),
    "complete": gettext_lazy("{offer} is marked as completed. Well done."),
    "undo": gettext_lazy("The last move on your place on {offer} was taken back. It is {state} again."),
}
TO_STAFF = {
    "ask": gettext_lazy("{learner} would like a place on {offer}."),
    "offer": gettext_lazy("{provider} offers {learner} a place on {offer}, to answer by {decide_by}."),
    "accept": gettext_lazy("{learner} took the place on {offer}."),
    "decline": gettext_lazy("The place on {offer} for {learner} was declined: {reason}"),
    "withdraw": gettext_lazy("{learner}'s place on {offer} was given up: {reason}"),
    "release": gettext_lazy("{learner}'s place on {offer} was released: {reason}"),
    "undo": gettext_lazy("The last move on {learner}'s place on {offer} was taken back. It is {state} again."),
}


def tell_of_move(*, place: Place, event: Event, move: str) -> None:
    """Tell the learner, the tutors who broker and the provider's staff of one move."""
    names = {
        "offer": place.offer.title,
        "provider": place.offer.provider.name,
        "learner": place.learner.get_full_name(),
        "reason": place.reason,
        "decide_by": date_format(place.decide_by, "j F") if place.decide_by else "",
        "state": place.get_state_display(),
    }
    if move in TO_LEARNER:
        _tell(place.learner, place, event, TO_LEARNER[move].format(**names))
    if move in TO_STAFF:
        for person in {*_brokers_of(place), *_provider_staff(place)}:
            _tell(person, place, event, TO_STAFF[move].format(**names))


def tell_of_question(*, place: Place, event: Event) -> None:
    """Ask the learner once more, and tell the brokers that there is no answer yet."""
    assert place.decide_by is not None  # what is asked about was offered until a day
    day = date_format(place.decide_by, "j F")
    names = {"offer": place.offer, "learner": place.learner, "day": day}
    words = _("The place on %(offer)s is still yours to take. Please answer by %(day)s, or talk to your tutor.")
    _tell(place.learner, place, event, words % names)
    words = _("%(learner)s has not answered about %(offer)s yet. Learnplan has asked again, until %(day)s.")
    for person in _brokers_of(place):
        _tell(person, place, event, words % names)


def _tell(person: User, place: Place, event: Event, words: str) -> None:
    notify(recipient=person, key=f"event.{event.pk}", words=words, path=place.get_absolute_url(), event=event)


def _brokers_of(place: Place) -> list[User]:
    bonds = Bond.objects.current().filter(learner=place.learner, kind=Bond.Kind.TUTOR)
    return list(User.objects.filter(pk__in=bonds.values("adult"), is_active=True))


def _provider_staff(place: Place) -> list[User]:
    return list(User.objects.with_role(Role.PROVIDER, place.offer.provider_id).filter(is_active=True))
