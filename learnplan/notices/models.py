"""The outbox, written with the act and delivered after it; and the secret address of a person's calendar."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How long to wait after the first, second, ... failed try; after the last one the e-mail is given up.
BACK_OFF = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)

    def waiting(self):
        return self.filter(email_state=Notice.EmailState.WAITING)

    def due(self, now: dt.datetime):
        """Those to try now: waiting, and never tried or not tried again too soon after a failure."""
        tried = models.Q(email_attempts=0)
        for attempts, pause in enumerate(BACK_OFF, 1):
            tried |= models.Q(email_attempts=attempts, email_at__lte=now - pause)
        return self.waiting().filter(tried)


class Notice(models.Model):
    """One thing one person is told. In their inbox at once; by e-mail if they have an address."""

    class EmailState(models.TextChoices):
        NONE = "none", _("no e-mail")
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.ForeignKey("learnplan.Event", models.PROTECT, null=True, related_name="notices")
    key = models.CharField(max_length=100)
    words = models.TextField()
    path = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    email_state = models.CharField(max_length=10, choices=EmailState, default=EmailState.NONE)
    email_attempts = models.PositiveSmallIntegerField(default=0)
    email_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="learnplan_notice_told_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-at", "-id"], name="learnplan_notice_inbox"),
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="learnplan_notice_unread"),
            models.Index(fields=["at"], condition=models.Q(email_state="waiting"), name="learnplan_notice_waiting"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.key}"  # never the words: what shows rows shows this


def new_token() -> str:
    """Return 256 bits that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """One person's feed. Whoever knows the token reads it, so its owner can have a new one at any time."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"calendar of {self.owner_id}"
