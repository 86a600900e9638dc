"""What is chosen and typed about carers: what they see, who decides it, an encouragement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.sight import Sight
from learnplan.web.forms import words_field


class AnyNumber(forms.MultipleChoiceField):
    """Some of the choices, all, or none: none is an answer too."""

    def validate(self, value) -> None:
        """Check only that what is chosen can be."""
        wrong = [one for one in value if not self.valid_value(one)]
        if wrong:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class CarerViewForm(forms.Form):
    """The parts of a plan that a carer sees; none is a choice too."""

    sees = AnyNumber(
        label=_("What they may see"),
        choices=Sight.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among these parts only.")},
    )


class OwnSayForm(forms.Form):
    """From which year group learners decide alone."""

    fields: dict[str, Any]
    own_say_from = forms.IntegerField(
        label=_("Learners decide alone from year group"),
        help_text=_("12 is the year in which everyone has turned 16. With 0, everyone decides alone."),
        min_value=0,
        max_value=14,
        error_messages={
            "required": _("Write a year group, or 0 for everyone."),
            "invalid": _("Write a number, like 12."),
        },
    )


class EncouragementForm(forms.Form):
    """A few words to a learner."""

    words = words_field(
        _("What I want to say"),
        most=300,
        empty=_("Write a few words. One true sentence is enough."),
        rows=3,
        hint=_("A question or a thank-you does more than advice. They can put it away if they like."),
    )
