"""Who sees what is asked about the core, and who answers it."""

from django.db.models import Q

from learnplan.people.models import Bond, Membership, Role, User
from learnplan.people.permissions import administers, is_tutor_of
from scripts.authoring.models import Script
from scripts.contesting.models import CoreRequest

BY_A_TUTOR = (CoreRequest.Kind.STYLE, CoreRequest.Kind.PACE)


def requests_seen_by(user: User):
    """Return the requests about the scripts that this user may see."""
    return CoreRequest.objects.filter(script__in=Script.objects.visible_to(user))


def waiting_for(user: User):
    """Return what waits for this user's answer (see `may_answer`); a leaver's question waits for nobody."""
    learning = Membership.objects.current().filter(role=Role.LEARNER)
    waiting = CoreRequest.objects.filter(state=CoreRequest.State.WAITING, script__learner__in=learning.values("user"))
    waiting = waiting.exclude(asked_by=user)
    tutored = Bond.objects.in_force().tutors().filter(adult=user)
    administered = Q(script__institution__in=user.institutions_as(Role.ADMINISTRATOR))
    return waiting.filter(administered | Q(kind__in=BY_A_TUTOR, script__learner__in=tutored.values("learner")))


def may_answer(user: User, asked: CoreRequest) -> bool:
    """Say whether `user` may answer: an administrator of the school, or about pace and style the learner's tutor.

    Nobody answers what they have asked themselves.
    """
    if user.pk == asked.asked_by_id:
        return False
    return administers(user, asked.script.institution_id) or (
        asked.kind in BY_A_TUTOR and is_tutor_of(user, asked.script.learner_id)
    )


def who_answers(asked: CoreRequest) -> list[User]:
    """Return the people who may answer, tutors first: about pace and style the tutors, else the administrators.

    Where a learner has no tutor, or only the one who asked, the administrators are who answers.
    """
    bonds = Bond.objects.in_force().tutors().filter(learner=asked.script.learner_id)
    tutors = [bond.adult for bond in bonds.select_related("adult") if bond.adult_id != asked.asked_by_id]
    if asked.kind in BY_A_TUTOR and tutors:
        return tutors
    held = Membership.objects.current().filter(institution=asked.script.institution_id, role=Role.ADMINISTRATOR)
    return [each.user for each in held.select_related("user") if each.user_id != asked.asked_by_id]
