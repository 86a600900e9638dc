"""What of a learner a carer may see, field by field: the words for it, and what holds until somebody decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sight(models.TextChoices):
    """One field of what a carer may see. A part that is not in it is absent from every page, not greyed."""

    TARGETS = "targets", _("my targets")
    CHECK_INS = "check_ins", _("what I say about how it is going")
    RATINGS = "ratings", _("what my tutor and advocate answer")
    SCRIPT = "script", _("my script")
    PLACES = "places", _("my places at other schools and colleges")
    TALKS = "talks", _("what was said in my talks")
    EVIDENCE = "evidence", _("what I show of my work to them")
    MONEY = "money", _("the money behind my plan")


# What the learner is told when a carer asks to read along. More than this is chosen, never assumed.
UNTIL_DECIDED = (Sight.TARGETS, Sight.CHECK_INS, Sight.RATINGS, Sight.SCRIPT, Sight.PLACES)


def seen_with(sees: list[str] | None) -> frozenset[str]:
    """Return the fields that a carer's bond opens; None is what holds until somebody decides."""
    return frozenset(UNTIL_DECIDED if sees is None else sees)
