"""Delivery of notices by e-mail, safe to run twice and on many workers."""

from celery import shared_task


@shared_task(name="notices.deliver")
def deliver(notice_id: int) -> None:
    """Send one waiting notice."""


@shared_task(name="notices.deliver_waiting")
def deliver_waiting() -> None:
    """Send every notice still waiting: the queue was down, or a worker died."""
