"""What the actions of talks share: locking a talk as it is now, recording what was done, and telling the two in it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.consultation.models import Talk
from plans.consultation.permissions import TalkStanding, talk_standing


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


def lock_talk(talk: Talk, actor: User) -> tuple[Talk, TalkStanding]:
    """Return the talk as it is now, locked until the transaction ends, and how the actor stands to it."""
    rows = Talk.objects.select_for_update(of=("self",)).select_related("plan__learner", "plan__institution", "adult")
    talk = rows.get(pk=talk.pk)
    return talk, talk_standing(actor, talk)


def lock_own_talk(talk: Talk, actor: User) -> tuple[Talk, TalkStanding]:
    """Return the talk as `lock_talk` does; raise RuleBroken unless the actor is one of the two in it."""
    talk, stands = lock_talk(talk, actor)
    if not stands.is_in:
        raise RuleBroken(_("Only the learner and the adult in this talk can do that."))
    return talk, stands


def tell_both(talk: Talk, event: Event, sentence: str | Promise, *, key: str = "", **more) -> None:
    """Tell the learner and the adult, but not whoever acted; `sentence` has %(actor)s and what `more` brings."""
    words = str(sentence) % {"actor": event.actor or _("Learnplan"), **more}
    for person in (talk.plan.learner, talk.adult):
        notify(recipient=person, key=key or f"event-{event.pk}", words=words, path=talk.get_absolute_url(), event=event)
