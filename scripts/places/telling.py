"""Who is told of a place's moves, in which words. Whoever acted is not told."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, Role, User
from scripts.offers.models import Place
from scripts.places.moves import Move


def tell_of_move(*, place: Place, event: Event, move: Move) -> None:
    """Tell the learner, the tutors who broker and the provider's staff of one move."""
    names = {
        "offer": place.offer.title,
        "provider": place.offer.provider.name,
        "learner": place.learner.get_full_name(),
        "reason": place.reason,
        "decide_by": date_format(place.decide_by, "j F") if place.decide_by else "",
        "state": place.get_state_display(),
    }
    if move.to_learner:
        _tell(place.learner, place, event, str(move.to_learner).format(**names))
    if move.to_staff:
        for person in {*_brokers_of(place), *_provider_staff(place)}:
            _tell(person, place, event, str(move.to_staff).format(**names))


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
    bonds = Bond.objects.current().tutors().filter(learner=place.learner)
    return list(User.objects.filter(pk__in=bonds.values("adult"), is_active=True))


def _provider_staff(place: Place) -> list[User]:
    return list(User.objects.with_role(Role.PROVIDER, place.offer.provider_id).filter(is_active=True))
