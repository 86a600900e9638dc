"""Questions to begin with, for someone whose agenda is empty: each is asked by whoever takes it up."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.consultation.models import Purpose

OF_LEARNERS: tuple[tuple[str, Promise], ...] = (
    (Purpose.HOW, _("What helps me when I get stuck?")),
    (Purpose.HOW, _("What would I change about my week?")),
    (Purpose.WHAT_FOR, _("What do I want to be able to do in a year?")),
    (Purpose.WHAT_FOR, _("What is all this learning for, for me?")),
)
OF_ADULTS: tuple[tuple[str, Promise], ...] = (
    (Purpose.HOW, _("When did learning go well this month, and what made it so?")),
    (Purpose.HOW, _("What should we at school do differently for you?")),
    (Purpose.WHAT_FOR, _("What matters to you more than it did last time?")),
)


def ideas_for(*, is_learner: bool, asked: set[str]) -> list[dict]:
    """Return questions that are not on the agenda yet, as `purpose`, its `label` and `words`."""
    ideas = OF_LEARNERS if is_learner else OF_ADULTS
    return [
        {"purpose": purpose, "label": Purpose(purpose).label, "words": str(words)}
        for purpose, words in ideas
        if str(words) not in asked
    ]
