"""What of a learner a carer may see, field by field: the words for it, and what holds until somebody decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sight(models.TextChoices):
    """One field of what a carer may see. A part that is not in it is absent from every page, not greyed."""

    TARGETS = "targets", _("the targets")
    CHECK_INS = "check_ins", _("the check-ins")
    RATINGS = "ratings", _("what tutor and advocate answer")
    SCRIPT = "script", _("the script")
    PLACES = "places", _("the places at other schools and colleges")
    TALKS = "talks", _("what was said in talks")
    EVIDENCE = "evidence", _("the work that is shown to them")
    MONEY = "money", _("the money behind the plan")


# What the learner is told when a carer asks to read along. More than this is chosen, never assumed.
UNTIL_DECIDED = (Sight.TARGETS, Sight.CHECK_INS, Sight.RATINGS, Sight.SCRIPT, Sight.PLACES)


def seen_with(sees: list[str] | None) -> frozenset[str]:
    """Return the fields that a carer's bond opens; None is what holds until somebody decides."""
    return frozenset(UNTIL_DECIDED if sees is None else sees)
