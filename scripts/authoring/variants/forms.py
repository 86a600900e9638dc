"""Which variants of a step become its alternatives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VariantsForm(forms.Form):
    """Those of the variants that are not on the step yet; the first ones are ticked, as many as there is room for."""

    fields: dict[str, Any]
    variants = forms.TypedMultipleChoiceField(
        label=_("Which of these could it be?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of them.")},
    )

    def __init__(self, *args, choices: list[tuple[int, str]], room: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variants"].choices = choices
        self.initial.setdefault("variants", [key for key, _title in choices[:room]])
