"""What is typed to show a branch, to say something about a step, and to put a version up for signing."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond
from learnplan.web.forms import words_field
from scripts.authoring.models import ScriptVersion


class ShareForm(forms.Form):
    """Which adult is to see the branch, and a few words with it."""

    fields: dict[str, Any]  # the constructor sets whom one of them offers
    adult = forms.TypedChoiceField(
        label=_("Who should see it?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who should see it."),
            "invalid_choice": _("Choose one of the people who are with you today."),
        },
    )
    words = words_field(_("A few words with it"), most=300, hint=_("What would you like them to look at?"))

    def __init__(self, *args, bonds: list[Bond], **kwargs):
        super().__init__(*args, **kwargs)
        self.adults = {bond.adult_id: bond.adult for bond in bonds}
        kinds: dict[int, str] = {bond.adult_id: bond.kind_in_words for bond in bonds}
        self.fields["adult"].choices = [(pk, f"{adult} ({kinds[pk]})") for pk, adult in self.adults.items()]


class CommentForm(forms.Form):
    """A few plain words about a step."""

    words = words_field(_("What do you want to say?"), most=600, rows=3, empty=_("Write a few words first."))


class SigningForm(forms.Form):
    """Which version is put up for signing, and a few words with it."""

    fields: dict[str, Any]  # the constructor sets which versions one of them offers
    version = forms.TypedChoiceField(label=_("Which version?"), coerce=int, required=False, empty_value=None)
    words = words_field(_("What would you like to say with it?"), most=300)

    def __init__(self, *args, versions: list[ScriptVersion], **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {version.pk: version for version in versions}
        self.fields["version"].choices = [
            ("", _("as it is today")),
            *((version.pk, _said_of(version)) for version in versions[1:]),
        ]

    def chosen(self) -> ScriptVersion | None:
        """Return the version of a valid form; None is the script as it is today."""
        return self.versions.get(self.cleaned_data["version"])


def _said_of(version: ScriptVersion) -> str:
    day = date_format(version.made_at, "j F, H:i")
    if version.name:
        return _("%(name)s, version %(number)s of %(day)s") % {
            "name": version.name, "number": version.number, "day": day,
        }  # fmt: skip
    return _("version %(number)s of %(day)s") % {"number": version.number, "day": day}
