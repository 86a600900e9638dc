"""The secret address under which a person's calendar is read."""

import secrets

from django.conf import settings
from django.db import models


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
