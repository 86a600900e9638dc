"""The shape of what people type about a place: for whom it is asked, until when it can be answered, and why."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User
from learnplan.web.forms import Day, words_field

DAYS_TO_THINK = 10


class AskForm(forms.Form):
    """For whom a place is asked, and what the partner should know."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    learner = forms.ModelChoiceField(label=_("For whom"), queryset=User.objects.none(), empty_label=_("Choose"))
    reason = words_field(
        _("What the partner should know"),
        most=300,
        rows=3,
        hint=_("The partner and the learner read this. Leave out anything private."),
    )

    def __init__(self, *args, learners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["learner"].queryset = learners


class ReasonForm(forms.Form):
    """Why a place is left, given up or released."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words. The others will read it."),
    )


class OfferPlaceForm(forms.Form):
    """Until when the learner can answer, and whether the place is kept for them."""

    decide_by = forms.DateField(
        label=_("Answer by"),
        widget=Day,
        initial=lambda: timezone.localdate() + dt.timedelta(days=DAYS_TO_THINK),
    )
    is_reserved = forms.BooleanField(label=_("Keep the place for them until they answer"), required=False, initial=True)
