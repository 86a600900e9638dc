"""Sending one notice by e-mail, once in effect however often and on however many workers it is tried."""

import logging
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator

from learnplan.notices.models import BACK_OFF, Notice

logger = logging.getLogger(__name__)
LONGEST_SUBJECT = 120


def deliver_notice(notice_id: int) -> bool:
    """Send the notice if it waits and nobody else is at it; says whether it was sent now.

    The message is handed over before "sent" is committed. A worker killed in between leaves the notice waiting,
    and the next try sends the same message under the same Message-ID: the demonstration's folder keeps one file
    of it, and a mail server that knows the Message-ID keeps one message. A failure counts and backs off.
    """
    with transaction.atomic():
        if not _mine_alone(notice_id):
            return False
        notice = Notice.objects.waiting().select_related("recipient").filter(pk=notice_id).first()
        if notice is None:
            return False
        notice.email_at = timezone.now()
        notice.email_attempts += 1
        try:
            message_for(notice).send()
        except Exception as error:  # whatever a mail server can do; the notice must outlive it
            is_last = notice.email_attempts > len(BACK_OFF)
            notice.email_state = Notice.EmailState.FAILED if is_last else Notice.EmailState.WAITING
            logger.warning("Notice %s could not be sent (try %s): %r", notice.pk, notice.email_attempts, error)
        else:
            notice.email_state = Notice.EmailState.SENT
        notice.save(update_fields=["email_at", "email_attempts", "email_state"])
        return notice.email_state == Notice.EmailState.SENT


def deliver_due(*, at_most: int) -> int:
    """Send the oldest of those that are due; returns how many were sent."""
    ids = list(Notice.objects.due(timezone.now()).order_by("at").values_list("pk", flat=True)[:at_most])
    return sum(deliver_notice(notice_id) for notice_id in ids)


def message_for(notice: Notice) -> EmailMessage:
    """Return the e-mail of a notice; its Message-ID follows from the notice alone."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    address = urljoin(settings.SITE_ADDRESS, notice.path) if notice.path else settings.SITE_ADDRESS
    return EmailMessage(
        subject=Truncator(" ".join(notice.words.split())).chars(LONGEST_SUBJECT),
        body=render_to_string("notices/email.txt", {"notice": notice, "address": address}),
        to=[str(notice.recipient.email)],
        headers={
            "Message-ID": f"<notice-{notice.pk}-{notice.at:%Y%m%d%H%M%S%f}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _mine_alone(notice_id: int) -> bool:
    """Claim a notice until the transaction ends; False when another worker has it.

    Not a lock on its row: the person must be able to mark it as read while a mail server takes its time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"notice {notice_id}"])
        return cursor.fetchone()[0]
