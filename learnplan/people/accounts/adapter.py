"""Signing in: how allauth is told of Learnplan's rules."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User


class Adapter(DefaultAccountAdapter):
    """Nobody signs themselves up; `User.email` is the one address; a new password is an event."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("That username and password do not go together. Try once more."),
        "email_password_mismatch": _("That e-mail and password do not go together. Try once more."),
        "too_many_login_attempts": _("That was wrong too many times. Wait five minutes, then try again."),
        "enter_current_password": _("That is not the password you have now."),
        "rate_limited": _("That was too often in a short time. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password, whichever page it was chosen on."""
        from learnplan.people.actions.persons import set_password  # allauth loads this module while apps load

        set_password(user=user, password=password)

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Tell a person of a change to their account, at the address the user has."""
        if email or user.email:
            context = {"user": user} | (context or {})
            super().send_notification_mail(template_prefix, user, context, email or user.email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")
