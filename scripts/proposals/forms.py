"""What a learner says of each change that is offered: take it, or leave it as it is and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scripts.proposals.actions import LONGEST_REASON
from scripts.proposals.reading import Part

TAKE, LEAVE = "take", "leave"


class Reason(forms.CharField):
    """A reason that is asked for when something is left: the form says so, not the field."""

    def clean(self, value):
        return super().clean(value) if value else ""


class ProposalForm(forms.Form):
    """Two fields for each part that can be taken: the choice, and the reason for leaving it."""

    fields: dict[str, Any]
    use_required_attribute = False

    def __init__(self, *args, parts: list[Part], **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            if part.is_open:
                self.fields[f"choice-{part.taken.pk}"] = forms.ChoiceField(
                    label=_("Your answer"),
                    choices=[(TAKE, _("Take it")), (LEAVE, _("Leave it as it is"))],
                    widget=forms.RadioSelect,
                )
                self.fields[f"reason-{part.taken.pk}"] = Reason(
                    label=_("Why, if you leave it"),
                    max_length=LONGEST_REASON,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )

    def rows(self) -> list[dict]:
        """Return each part with its two fields, None where there is nothing to choose."""
        return [
            {
                "part": part,
                "choice": self[f"choice-{part.taken.pk}"] if part.is_open else None,
                "reason": self[f"reason-{part.taken.pk}"] if part.is_open else None,
            }
            for part in self.parts
        ]

    def clean(self):
        """Ask for a reason for each part that is left."""
        for part in self.parts:
            name = f"reason-{part.taken.pk}"
            if self.cleaned_data.get(f"choice-{part.taken.pk}") == LEAVE and not self.cleaned_data.get(name):
                self.add_error(name, _("Say why you leave it as it is. A few words are enough."))
        return self.cleaned_data

    def declined(self) -> dict[int, str]:
        """Return taken item id -> reason of what is left."""
        chosen = self.cleaned_data
        return {
            part.taken.pk: chosen[f"reason-{part.taken.pk}"]
            for part in self.parts
            if chosen.get(f"choice-{part.taken.pk}") == LEAVE
        }
