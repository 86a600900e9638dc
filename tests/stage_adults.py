"""The adults' part of the stage: somebody stands in, a carer sees less of one learner than of another."""

import datetime as dt

from django.utils import timezone

from plans.targets.reviewing.delegation_actions import hand_over

TODAY = timezone.localdate()
SOON = dt.timedelta(days=14)


def build_adults(stage) -> None:
    """Let a colleague stand in for Chidi."""
    colleague = stage.people["tom0"]
    hand_over(adult=stage.chidi, to=colleague, from_on=TODAY, until_on=TODAY + SOON, actor=stage.chidi)
