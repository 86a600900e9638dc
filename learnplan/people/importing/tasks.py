"""Background work of imports: ids in, one action called, safe to run twice."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from learnplan.people.importing.actions import run, set_aside_undecided
from learnplan.people.importing.models import Import

WAITING = dt.timedelta(minutes=2)


@shared_task(name="imports.run")
def run_import(import_id: int) -> None:
    """Check or import one file."""
    run(import_id=import_id)


@shared_task(name="imports.tidy")
def tidy() -> None:
    """Queue again what still waits (the queue was down), and set aside what nobody decided about."""
    late = Import.objects.filter(state__in=Import.RUNNING, at__lt=timezone.now() - WAITING)
    for import_id in late.values_list("pk", flat=True):
        run_import.delay(import_id)
    set_aside_undecided()
