"""Who may do what with evidence: it is the learner's own."""

from learnplan.people.models import User
from plans.targets.evidence.models import Evidence


def may_change(user: User, evidence: Evidence) -> bool:
    """Say whether `user` may choose its targets and who sees it, or take it back: its learner, while it is there."""
    return user.pk == evidence.learner_id and evidence.taken_back_at is None
