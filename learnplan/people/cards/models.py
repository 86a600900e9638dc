"""Sign-in cards: a printed code that lets one person in once, to set a password of their own."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignInCardQuerySet(models.QuerySet):
    def open(self):
        """Cards nobody has used and no newer card has ended, whether or not they are too old."""
        return self.filter(used_at=None, ended_at=None)

    def usable(self):
        """Cards that let someone in now."""
        return self.open().filter(expires_at__gt=timezone.now(), user__is_active=True)


class SignInCard(models.Model):
    """A card for one user. Only a keyed hash of its code is kept; a newer card ends the older ones."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cards")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SignInCardQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, ended_at=None),
                name="learnplan_signincard_one_open",
            )
        ]

    def __str__(self):
        return f"card for {self.user_id}"
