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


def record_for_each(verb: str, *, actor, about, thing=None, **facts) -> list[Event]:
    """Append one event, the same but for whom it is about, for each of many learners: one statement.

    `about` are (learner, institution) pairs; the rest as in `record`.
    """
    if verb not in SENTENCES:
        raise KeyError(f"{verb!r} has no sentence in learnplan/events/sentences.py")
    named = {"thing": "" if thing is None else thing._meta.model_name, "thing_id": thing and thing.pk}
    return Event.objects.bulk_create(
        Event(verb=verb, actor=actor, learner=learner, institution=institution, facts=facts, **named)
        for learner, institution in about
    )
