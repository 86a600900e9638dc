"""Who is told of what happens to a target: its helpers, or its learner; never the person who acted."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond
from plans.targets.models import Target


def tell_helpers(
    target: Target, event: Event, sentence: str | Promise, *, with_advocates: bool = False, **more
) -> None:
    """Tell the learner's tutors of today, and their advocates if asked to; `sentence` has %(actor)s and %(words)s."""
    kinds = [Bond.Kind.TUTOR, Bond.Kind.ADVOCATE] if with_advocates else [Bond.Kind.TUTOR]
    bonds = Bond.objects.current().consented().filter(learner=target.plan.learner_id, kind__in=kinds)
    for adult in {bond.adult_id: bond.adult for bond in bonds.select_related("adult")}.values():
        _tell(adult, target, event, sentence, more)


def tell_learner(target: Target, event: Event, sentence: str | Promise, **more) -> None:
    """Tell the learner of the target, unless the act was their own."""
    _tell(target.plan.learner, target, event, sentence, more)


def _tell(person, target: Target, event: Event, sentence: str | Promise, more: dict) -> None:
    words = str(sentence) % {"actor": event.actor or _("Learnplan"), "words": target.words, **more}
    notify(recipient=person, key=f"event-{event.pk}", words=words, path=target.get_absolute_url(), event=event)
