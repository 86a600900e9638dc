"""The forms of sign-in cards: choosing whom to make them for, typing a code, choosing a password."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from learnplan.people.accounts.forms import NEW_PASSWORD_HINT
from learnplan.people.models import User


class CardsForm(forms.Form):
    """`class_list` are those a card can be made for, in the order of the list."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    users = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Make cards for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one learner to make cards for.")},
    )

    def __init__(self, data=None, *, class_list):
        if data is not None and "whole_class" in data:  # the button that says so; nothing chosen never means everyone
            data = {"users": [user.pk for user in class_list]}
        super().__init__(data)
        self.fields["users"].queryset = class_list


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on your card"),
        help_text=_("Twelve letters and numbers. Capitals and dashes do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-code-from-address": True,
            }
        ),
    )


class CardPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=NEW_PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("password", self.cleaned_data["again"]):
            raise ValidationError(_("The two passwords are not the same. Type both again."))
        return self.cleaned_data["again"]
