"""Recording what happened: called once by every action, inside its transaction."""

from collections.abc import Iterable

from learnplan.acts import note
from learnplan.events.models import Event
from learnplan.events.sentences import SENTENCES


def new_event(verb: str, *, actor, thing=None, learner=None, institution=None, on_behalf_of=None, **facts) -> Event:
    """Return an event that is not recorded yet, for an act on many: `record_all` records them together.

    `verb` is "<thing>.<past participle>" such as "target.written"; `thing` is the row acted on; `facts` are
    JSON values the sentence of the event needs (old and new wording, amounts in pence). `actor` None means
    the clock. Every verb has its sentence in `learnplan/events/sentences.py`; an unknown verb raises KeyError.
    """
    if verb not in SENTENCES:
        raise KeyError(f"{verb!r} has no sentence in learnplan/events/sentences.py")
    return Event(
        verb=verb,
        actor=actor,
        on_behalf_of=on_behalf_of,
        learner=learner,
        institution=institution,
        thing="" if thing is None else thing._meta.model_name,
        thing_id=None if thing is None else thing.pk,
        facts=facts,
    )


def record(verb: str, **given) -> Event:
    """Append one event; what is `given` is as in `new_event`."""
    [event] = record_all([new_event(verb, **given)])
    return event


def record_all(events: Iterable[Event]) -> list[Event]:
    """Append the events, made by `new_event`, in their order: one statement. The act keeps what follows from them."""
    recorded = Event.objects.bulk_create(list(events))
    note(recorded)
    return recorded
