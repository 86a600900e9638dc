"""What of a talk is recorded and who is told: the two in it, never its words to anyone else."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import User
from plans.consultation.models import Talk


def record_talk(verb: str, talk: Talk, actor: User, *, for_learner: bool = False, thing=None, **facts) -> Event:
    """Record one event about the talk's learner. No words of the talk go in: histories have more readers."""
    learner = talk.plan.learner
    return record(
        verb,
        actor=actor,
        learner=learner,
        institution=talk.plan.institution,
        on_behalf_of=learner if for_learner and actor.pk != learner.pk else None,
        thing=thing or talk,
        talk=talk.pk,
        learner_name=str(learner),
        adult=str(talk.adult),
        **facts,
    )


def tell_both(talk: Talk, event: Event, sentence: str | Promise, *, key: str = "", **more) -> None:
    """Tell the learner and the adult, but not whoever acted; `sentence` has %(actor)s and what `more` brings."""
    words = str(sentence) % {"actor": event.actor or _("Learnplan"), **more}
    for person in (talk.plan.learner, talk.adult):
        notify(recipient=person, key=key or f"event-{event.pk}", words=words, path=talk.get_absolute_url(), event=event)


def when(talk: Talk) -> str:
    """Return the day and the time in words, such as "25 November 2026, 12:50"; "" without a time."""
    if talk.booked_at is None:
        return ""
    at = localtime(talk.booked_at)
    return f"{date_format(at, 'j F Y')}, {date_format(at, 'H:i')}"
