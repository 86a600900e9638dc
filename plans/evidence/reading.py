"""Evidence as lists show it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef

from learnplan.people.models import User
from plans.evidence.models import Evidence, EvidenceShare, EvidenceTarget
from plans.targets.models import Target


def for_list(user: User):
    """Return what `user` may see and was not taken back, each with `words_of` its targets and `is_shown` to anyone."""
    links = EvidenceTarget.objects.filter(evidence=OuterRef("pk"), target__in=Target.objects.visible_to(user))
    shares = EvidenceShare.objects.filter(evidence=OuterRef("pk"))
    pieces = Evidence.objects.visible_to(user).kept()
    pieces = pieces.annotate(words_of=ArraySubquery(links.values_list("target__words")), is_shown=Exists(shares))
    return pieces.fetch_mode(models.FETCH_RAISE)
