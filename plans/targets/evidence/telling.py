"""Who is told of new evidence: the tutors it is shown to, by the target it is for and never by its title."""

from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, User
from plans.targets.evidence.models import Evidence
from plans.targets.models import Target


def tell_of_evidence(evidence: Evidence, targets: list[Target], event: Event) -> None:
    """Tell the learner's tutors of today who may see the piece, once each, if it is for a target that is no draft."""
    told_of = next((target for target in targets if target.state != Target.State.DRAFT), None)
    if told_of is None:
        return
    bonds = Bond.objects.current().filter(learner=evidence.learner_id, kind=Bond.Kind.TUTOR)
    for adult in User.objects.filter(pk__in=bonds.values("adult")):
        if Evidence.objects.visible_to(adult).filter(pk=evidence.pk).exists():
            words = _("%(who)s added evidence for “%(words)s”.") % {"who": evidence.learner, "words": told_of.words}
            notify(recipient=adult, key=f"event-{event.pk}", words=words, path=evidence.get_absolute_url(), event=event)
