"""The forms of signing in and of passwords: allauth's, in this product's words and without placeholders."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD_HINT = _("At least 8 characters. Three words that only you would put together work well.")


LABELS = {
    "login": _("Username or e-mail"),
    "password": _("Password"),
    "remember": _("Keep me signed in here"),
    "oldpassword": _("Password you have now"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "email": _("Your e-mail"),
}
HINTS = {"remember": _("Only on a device that nobody else uses."), "password1": NEW_PASSWORD_HINT}


class PlainWords:
    """A form whose fields say what they are in their label, and show nothing inside."""

    fields: dict

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")


class SignInForm(PlainWords, allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):
    def save(self, request: HttpRequest, **kwargs) -> str:
        """Write to the address either way, so that the answer takes as long for an unknown one."""
        email = self.cleaned_data["email"]
        if not self.users:
            get_adapter().send_mail("account/email/unknown_account", email, {})
            return email
        return super().save(request, **kwargs)
