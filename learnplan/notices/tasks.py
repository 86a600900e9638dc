"""Delivery of notices by e-mail, safe to run twice and on many workers."""

from celery import shared_task

from learnplan.notices.delivery import deliver_due, deliver_notice

BATCH = 500


@shared_task(name="notices.deliver")
def deliver(notice_id: int) -> None:
    """Send one waiting notice."""
    deliver_notice(notice_id)


@shared_task(name="notices.deliver_waiting")
def deliver_waiting() -> None:
    """Send those still waiting: the queue was down, a worker died, or the mail server refused before."""
    deliver_due(at_most=BATCH)
