"""What an administrator types to adopt a common script: for whom, and what it is called."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.importing.forms import ImportForm, SeveralFilesField
from learnplan.people.models import Institution, Role
from learnplan.web.forms import line_field
from learnplan.years import current_year, year_name


class FrameworkForm(ImportForm):
    """The files of one or several frameworks, for an institution that the person administers."""

    files = SeveralFilesField(  # type: ignore[assignment]  # a field, which Django takes off the class
        label=_("Files"),
        help_text=_(
            "One CASE package, 1.0 or 1.1 (.json). Or the Turtle files (.ttl) of England’s National Curriculum "
            "together: a key stage with its structure and its taxonomy."
        ),
        endings=(".json", ".ttl"),
        if_other=_("Give files whose names end in .json or .ttl."),
    )


class AdoptForm(forms.Form):
    """The cohort that starts from the common script, and its name."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"))
    name = line_field(
        _("What is it called?"),
        most=200,
        empty=_("Give it a name that learners understand."),
        hint=_("Learners will read this, so keep it plain: “Everyone’s first year”."),
    )
    year = forms.TypedChoiceField(label=_("The year its cohort starts"), coerce=int)
    year_group = forms.CharField(
        label=_("Year group"),
        max_length=20,
        help_text=_("As it is written in your roster, such as 12."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("Say which year group starts from it.")},
    )

    most_minutes_a_week = forms.DecimalField(
        label=_("Most hours a week"),
        required=False,
        min_value=1,
        max_value=168,
        decimal_places=2,
        help_text=_("A path with more than that is said to be too full. Leave empty for no limit."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "0.25"}),
    )

    def clean_most_minutes_a_week(self) -> int | None:
        """Return the hours that were typed in minutes."""
        hours = self.cleaned_data["most_minutes_a_week"]
        return None if hours is None else round(hours * 60)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        administered = user.institutions_as(Role.ADMINISTRATOR)
        fields["institution"].queryset = Institution.objects.filter(pk__in=administered)
        now = current_year()
        fields["year"].choices = [(year, year_name(year)) for year in range(now - 1, now + 3)]
        fields["year"].initial = now
        if len(administered) == 1:
            fields["institution"].widget = forms.HiddenInput()
            fields["institution"].initial = administered[0]
