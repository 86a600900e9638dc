"""Who sees what is asked about the core, and who answers it."""

from learnplan.people.models import Bond, Membership, Role, User
from learnplan.people.permissions import administers, is_tutor_of
from scripts.authoring.models import Script
from scripts.contesting.models import CoreRequest

BY_A_TUTOR = (CoreRequest.Kind.STYLE, CoreRequest.Kind.PACE)


def requests_seen_by(user: User):
    """Return the requests about the scripts that this user may see."""
    return CoreRequest.objects.filter(script__in=Script.objects.visible_to(user))


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
