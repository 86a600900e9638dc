"""What is typed about a year: what education is for, why a year is opened again, what to take into the next."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.forms import words_field
from plans.targets.models import Plan, Target
from plans.targets.years import rules


class PurposeForm(forms.Form):
    """The learner's own words on what education is for."""

    words = words_field(
        _("What my education is for"),
        most=rules.MOST_PURPOSE,
        empty=_("Write what education is for, in your own words."),
        rows=6,
        hint=_("What do you want to be able to do, be or change, now and later? There is no right answer."),
    )


class ReopenForm(forms.Form):
    """Why a closed year has to be opened again."""

    reason = words_field(
        _("Why does the year have to be opened again?"),
        most=rules.MOST_REASON,
        empty=_("Say why the year has to be opened again."),
        rows=3,
        hint=_("This stays in the history. Everyone who signed is asked to sign again afterwards."),
    )


class CarryForm(forms.Form):
    """Which open targets go into next year's plan; none is an answer too."""

    targets = forms.ModelMultipleChoiceField(
        label=_("Take these with me"),
        queryset=Target.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Only open targets of this plan can go into next year.")},
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["targets"].queryset = plan.targets.open()  # type: ignore[attr-defined]  # a field of choices
