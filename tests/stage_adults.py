"""The adults' part of the stage: somebody stands in, a carer sees less of one learner than of another."""

import datetime as dt

from django.utils import timezone

from plans.targets.models import Target
from plans.targets.reviewing.actions import do_bulk, prepare_bulk
from plans.targets.reviewing.delegation_actions import hand_over

TODAY = timezone.localdate()
SOON = dt.timedelta(days=14)


def build_adults(stage) -> None:
    """Let a colleague stand in for Chidi, and Chidi look at an act on many and do another."""
    colleague = stage.people["tom0"]
    hand_over(adult=stage.chidi, to=colleague, from_on=TODAY, until_on=TODAY + SOON, actor=stage.chidi)
    waiting = Target.objects.waiting().filter(plan__learner__in=stage.others, state="need_help")
    items = [{"key": target.pk, "level": 2} for target in waiting]
    stage.things["bulk"] = prepare_bulk(kind="answer", items=items, words="Come on Thursday.", actor=stage.chidi)
    nods = prepare_bulk(kind="acknowledge", items=items, words="I have read it.", actor=stage.chidi)
    stage.things["bulk_done"] = do_bulk(bulk=nods, actor=stage.chidi)
