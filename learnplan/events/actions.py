"""Recording what happened: called once by every action, inside its transaction."""

from learnplan.events.models import Event
from learnplan.events.sentences import SENTENCES


def record(
    verb: str,
    *,
    actor,
    thing=None,
    learner=None,
    institution=None,
    on_behalf_of=None,
    **facts,
) -> Event:
    """Append one event.

    `verb` is "<thing>.<past participle>" such as "target.written"; `thing` is the row acted on; `facts` are
    JSON values the sentence of the event needs (old and new wording, amounts in pence). `actor` None means
    the clock. Every verb has its sentence in `learnplan/events/sentences.py`; an unknown verb raises KeyError.
    """
    if verb not in SENTENCES:
        raise KeyError(f"{verb!r} has no sentence in learnplan/events/sentences.py")
    return Event.objects.create(
        verb=verb,
        actor=actor,
        on_behalf_of=on_behalf_of,
        learner=learner,
        institution=institution,
        thing="" if thing is None else thing._meta.model_name,
        thing_id=None if thing is None else thing.pk,
        facts=facts,
    )
