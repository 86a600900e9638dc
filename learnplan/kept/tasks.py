"""The clock of what is kept: at night it is compared with what should be, and what differs is said and mended."""

import logging

from celery import shared_task

from learnplan.kept.actions import differences, mend

logger = logging.getLogger(__name__)
SAID = 20


@shared_task(name="kept.check")
def check() -> None:
    """Mend what differs: what a new year or a last day brought, and what an act forgot. Safe to run twice."""
    found = differences()
    for one in found[:SAID]:
        logger.warning("What is kept was not as it should be: %s %s was %s.", one.kind, one.thing_id, one.what)
    if found:
        mend()
