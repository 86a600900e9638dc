"""What is typed about a year: what education is for, why a year is opened again, what to take into the next."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.targets.models import Plan, Target
from plans.targets.years import rules


class PurposeForm(forms.Form):
    """The learner's own words on what education is for."""

    words = forms.CharField(
        label=_("What my education is for"),
        help_text=_("What do you want to be able to do, be or change, now and later? There is no right answer."),
        max_length=rules.MOST_PURPOSE,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write what education is for, in your own words.")},
    )


class ReopenForm(forms.Form):
    """Why a closed year has to be opened again."""

    reason = forms.CharField(
        label=_("Why does the year have to be opened again?"),
        help_text=_("This stays in the history. Everyone who signed is asked to sign again afterwards."),
        max_length=rules.MOST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why the year has to be opened again.")},
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
