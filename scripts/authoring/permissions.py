"""Who may write a learner's script: the learner, and on their behalf a bonded tutor or advocate."""

from learnplan.people.models import Bond, User
from scripts.authoring.models import Script

ON_BEHALF = (Bond.Kind.TUTOR, Bond.Kind.ADVOCATE)


def may_author_for(user: User, learner: User | int) -> bool:
    """Say whether `user` may write the script of `learner` (row or id): their own, or as tutor or advocate.

    Staff without a bond and carers may read along (`Script.objects.visible_to`) but not write.
    """
    learner_id = getattr(learner, "pk", learner)
    if user.pk == learner_id:
        return True
    bonds = Bond.objects.current().consented()
    return bonds.filter(adult=user, learner=learner_id, kind__in=ON_BEHALF).exists()


def may_author(user: User, script: Script) -> bool:
    """Say whether `user` may write this script."""
    return may_author_for(user, script.learner_id)
