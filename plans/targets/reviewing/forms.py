"""What is typed when many plans are looked after: who stands in and when."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.forms import Day
from learnplan.people.models import Membership, Role, User


class AwayForm(forms.Form):
    """Who stands in for a tutor, and from when until when."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    to = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={
            "required": _("Choose who stands in."),
            "invalid_choice": _("Choose a teacher who is there today. Whoever has left cannot stand in."),
        },
    )
    from_on = forms.DateField(label=_("First day away"), widget=Day, initial=timezone.localdate)
    until_on = forms.DateField(label=_("Last day away"), help_text=_("You can end it earlier at any time."), widget=Day)

    def __init__(self, *args, adult: User, **kwargs):
        super().__init__(*args, **kwargs)
        places = adult.institutions_as(Role.TEACHER)
        teaching = Membership.objects.current().filter(role=Role.TEACHER, institution__in=places)
        colleagues = User.objects.filter(pk__in=teaching.values("user"), is_active=True)
        self.fields["to"].queryset = colleagues.exclude(pk=adult.pk)
