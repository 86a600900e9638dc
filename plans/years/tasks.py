"""Background work of roll-overs: ids in, one action called, safe to run twice."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from plans.years.actions.rolling import run_roll_over
from plans.years.models import RollOver

WAITING = dt.timedelta(minutes=2)


@shared_task(name="years.roll_over")
def roll_over(roll_over_id: int) -> None:
    """Do what is left of one roll-over."""
    run_roll_over(roll_over_id=roll_over_id)


@shared_task(name="years.go_on")
def go_on() -> None:
    """Queue again what still runs: its worker died, or the queue was down."""
    late = RollOver.objects.filter(state=RollOver.State.RUNNING, at__lt=timezone.now() - WAITING)
    for roll_over_id in late.values_list("pk", flat=True):
        roll_over.delay(roll_over_id)
