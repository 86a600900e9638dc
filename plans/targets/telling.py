"""Who is told of what happens to a target: its helpers, or its learner; never the person who acted."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import Telling, notify_each
from learnplan.people.models import Bond, User
from plans.targets.models import Target


def tell_helpers(
    target: Target, event: Event, sentence: str | Promise, *, with_advocates: bool = False, **more
) -> None:
    """Tell the learner's tutors of today, and their advocates if asked to; `sentence` has %(actor)s and %(words)s."""
    bonds = Bond.objects.in_force().filter(learner=target.plan.learner_id)
    bonds = bonds.helpers() if with_advocates else bonds.tutors()
    adults = {bond.adult_id: bond.adult for bond in bonds.select_related("adult")}.values()
    notify_each([_telling(adult, target, event, sentence, more) for adult in adults])


def tell_learner(target: Target, event: Event, sentence: str | Promise, **more) -> None:
    """Tell the learner of the target, unless the act was their own."""
    tell_learners([(target, event)], sentence, **more)


def tell_learners(happened: Iterable[tuple[Target, Event]], sentence: str | Promise, **more) -> None:
    """Tell the learner of each target what happened to it, in one statement, unless the act was their own."""
    notify_each([_telling(target.plan.learner, target, event, sentence, more) for target, event in happened])


def _telling(person: User, target: Target, event: Event, sentence: str | Promise, more: dict) -> Telling:
    words = str(sentence) % {"actor": event.actor or _("Learnplan"), "words": target.words, **more}
    return Telling(person, f"event-{event.pk}", words, target.get_absolute_url(), event)
