"""Who may write a learner's script: the learner, and on their behalf a bonded tutor or advocate."""

from django.db.models import Exists, OuterRef

from learnplan.people.models import Bond, User
from scripts.authoring.models import Script


def bonds_to_write(user: User):
    """Return the bonds by which `user` may write for a learner today."""
    return Bond.objects.in_force().helpers().filter(adult=user)


def may_author_for(user: User, learner: User | int) -> bool:
    """Say whether `user` may write the script of `learner` (row or id): their own, or as tutor or advocate.

    Staff without a bond and carers may read along (`Script.objects.visible_to`) but not write.
    """
    learner_id = getattr(learner, "pk", learner)
    return user.pk == learner_id or bonds_to_write(user).filter(learner=learner_id).exists()


def with_bonded_writer(scripts, user: User):
    """Add `is_bonded_writer` to scripts: what `may_author` asks of bonds, in the same query."""
    return scripts.annotate(is_bonded_writer=Exists(bonds_to_write(user).filter(learner=OuterRef("learner"))))


def may_author(user: User, script: Script) -> bool:
    """Say whether `user` may write this script; costs nothing for one read `with_bonded_writer`."""
    if hasattr(script, "is_bonded_writer"):
        return user.pk == script.learner_id or script.is_bonded_writer
    return may_author_for(user, script.learner_id)
