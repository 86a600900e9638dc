"""What is typed about freedoms: why one is wanted, a decision, an appeal, and the talk before one is taken back."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import reason_field, yes_no_field

LENGTHS = {"most": 2000, "rows": 4}


class AskFreedomForm(forms.Form):
    """Why the learner wants it."""

    reason = reason_field(_("Why would you like this?"), _("Your tutor reads it, with the figures above."), **LENGTHS)


class DecisionForm(forms.Form):
    """Granted or not, and why."""

    allow = yes_no_field(_("Your decision"), _("Grant it"), _("Not yet"), empty=_("Choose one of the two."))
    reason = reason_field(_("Why?"), _("The learner reads it. It stays with the decision."), **LENGTHS)


class AppealForm(forms.Form):
    """What the learner wants another teacher to look at."""

    words = reason_field(
        _("What should another teacher look at?"), _("They see the figures and everything said so far."), **LENGTHS
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
    reason = reason_field(_("Why?"), _("The learner reads it, and can appeal. It stays with the decision."), **LENGTHS)

    def __init__(self, *args, talks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["talk"].queryset = talks
        self.fields["talk"].label_from_instance = lambda talk: (
            _("%(day)s, with %(who)s") % {"day": date_format(talk.booked_at), "who": talk.adult}
        )
