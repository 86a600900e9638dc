"""What is typed about freedoms: why one is wanted, a decision, an appeal, and the talk before one is taken back."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

MOST = 2000


def words_field(label, hint) -> forms.CharField:
    """Return a field for a reason, which is always needed."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=MOST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why, in a sentence.")},
    )


class AskFreedomForm(forms.Form):
    """Why the learner wants it."""

    reason = words_field(_("Why would you like this?"), _("Your tutor reads it, with the figures above."))


class DecisionForm(forms.Form):
    """Granted or not, and why."""

    allow = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Grant it")), ("no", _("Not yet"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = words_field(_("Why?"), _("The learner reads it. It stays with the decision."))


class AppealForm(forms.Form):
    """What the learner wants another teacher to look at."""

    words = words_field(
        _("What should another teacher look at?"), _("They see the figures and everything said so far.")
    )


class WithdrawForm(forms.Form):
    """Which talk came before, and why it is taken back."""

    fields: dict[str, Any]
    talk: Any = forms.ModelChoiceField(
        None,
        label=_("The talk you had about it"),
        empty_label=_("Choose a talk"),
        error_messages={"required": _("Choose the talk. A freedom is only taken back after one.")},
    )
    reason = words_field(_("Why?"), _("The learner reads it, and can appeal. It stays with the decision."))

    def __init__(self, *args, talks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["talk"].queryset = talks
        self.fields["talk"].label_from_instance = lambda talk: (
            _("%(day)s, with %(who)s")
            % {
                "day": date_format(talk.booked_at),
                "who": talk.adult,
            }
        )
