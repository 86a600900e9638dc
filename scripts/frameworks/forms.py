"""What an administrator types to adopt a common script: for whom, and what it is called."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, Role
from learnplan.years import current_year, year_name


class AdoptForm(forms.Form):
    """The cohort that starts from the common script, and its name."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"))
    name = forms.CharField(
        label=_("What is it called?"),
        max_length=200,
        help_text=_("Learners will read this, so keep it plain: “Everyone’s first year”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    year = forms.TypedChoiceField(label=_("The year its cohort starts"), coerce=int)
    year_group = forms.CharField(
        label=_("Year group"),
        max_length=20,
        help_text=_("As it is written in your roster, such as 12."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        mine = Institution.objects.filter(pk__in=user.institutions_as(Role.ADMINISTRATOR))
        fields["institution"].queryset = mine
        now = current_year()
        fields["year"].choices = [(year, year_name(year)) for year in range(now - 1, now + 3)]
        fields["year"].initial = now
        administered = user.institutions_as(Role.ADMINISTRATOR)
        if len(administered) == 1:
            fields["institution"].widget = forms.HiddenInput()
            fields["institution"].initial = administered[0]
