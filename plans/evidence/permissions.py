"""Who may do what with evidence: it is the learner's own."""

from django.core.exceptions import PermissionDenied
from django.db import models

from learnplan.people.models import User
from learnplan.web.pages import only
from plans.evidence.models import Evidence


def may_change(user: User, evidence: Evidence) -> bool:
    """Say whether `user` may choose its targets and who sees it, or take it back: its learner, while it is there."""
    return user.pk == evidence.learner_id and evidence.taken_back_at is None


def get_evidence(user: User, evidence_id: int, *, to_change: bool = False) -> Evidence:
    """Return the piece; 404 if it is not theirs to see, 403 `to_change` it unless they may."""
    pieces = Evidence.objects.visible_to(user).filter(pk=evidence_id).select_related("learner")
    piece = only(pieces.fetch_mode(models.FETCH_RAISE)[:1])
    if to_change and not may_change(user, piece):
        raise PermissionDenied
    return piece
