"""How a request is said, recorded and told: the same words for one and for many."""

from learnplan.events.actions import new_event
from learnplan.events.models import Event
from learnplan.notices.actions import Telling
from learnplan.people.models import User
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor


def what(asked: AskedFor) -> str:
    """Return what it is about in its own words: the target as asked for, or the target it is about."""
    return asked.facts.get("words") or (asked.target.words if asked.target else str(Act(asked.act).label))


def said(asked: AskedFor, actor: User | None = None) -> dict[str, str]:
    """Return what a sentence about the request needs: who asked for what, and who answered how."""
    return {
        "who": str(asked.asker),
        "actor": str(actor or asked.answered_by or asked.asker),
        "act": str(Act(asked.act).label),
        "what": what(asked),
        "answer": asked.answer,
    }


def asked_event(verb: str, asked: AskedFor, actor: User) -> Event:
    """Return the event of what happened to the request, not recorded yet."""
    plan, words = asked.plan, said(asked, actor)
    # No words of a talk go in: histories have more readers.
    about = words["act"] if asked.act in (Act.BOOK, Act.PROMPT) else words["what"]
    facts = {"act": words["act"], "what": about, "who": words["who"], "answer": asked.answer}
    return new_event(verb, actor=actor, thing=asked, learner=plan.learner, institution=plan.institution, **facts)


def to_asker(asked: AskedFor, words: str, event: Event) -> Telling:
    """Return what the asker is told of how it ended, with the reason."""
    key = f"asked-{asked.pk}-{asked.state}"
    return Telling(asked.asker, key, words % said(asked), asked.get_absolute_url(), event)
