"""Who is told of a talk: the two in it, never its words to anyone else."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from plans.consultation.models import Talk


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
