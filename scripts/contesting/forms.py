"""What is typed to contest a part of the core, and to answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import words_field, yes_no_field
from learnplan.years import TERM_NAMES, current_year, year_name
from scripts.contesting.models import CoreRequest
from scripts.offers.styles import Style

YEARS_ON = 4
NOTHING = ("", _("no other"))


class CoreAskForm(forms.Form):
    """What should be different about a part that everyone does, and why."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=[
            (CoreRequest.Kind.EXEMPT, _("to leave it out")),
            (CoreRequest.Kind.STYLE, _("to do it another way")),
            (CoreRequest.Kind.PACE, _("to do it at another time")),
            (CoreRequest.Kind.CHANGE, _("to change it for everyone")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask for."), "invalid_choice": _("Choose one of these.")},
    )
    style = forms.ChoiceField(
        label=_("Which way?"),
        help_text=_("Only if you want another way."),
        required=False,
        choices=[NOTHING, *Style.choices],
    )
    year = forms.TypedChoiceField(
        label=_("Which year?"),
        help_text=_("Only if you want another time."),
        required=False,
        coerce=int,
        empty_value=None,
    )
    term = forms.TypedChoiceField(
        label=_("Which term?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[NOTHING, *TERM_NAMES.items()],
    )
    words = words_field(
        _("Why?"),
        most=1000,
        rows=4,
        empty=_("Say why, in your own words. Whoever decides reads it."),
        hint=_("In your own words. Whoever decides reads this."),
    )

    def __init__(self, *args, is_required: bool, **kwargs):
        super().__init__(*args, **kwargs)
        years = range(current_year(), current_year() + YEARS_ON)
        self.fields["year"].choices = [NOTHING, *((year, year_name(year)) for year in years)]
        if not is_required:
            self.fields["kind"].choices = self.fields["kind"].choices[1:]


class CoreAnswerForm(forms.Form):
    """Yes or no, what it means for the learner, and for a no the rule that binds."""

    allow = yes_no_field(_("Your answer"), _("Yes"), _("No, a rule binds"), empty=_("Say yes or no."))
    answer = words_field(
        _("What you say to them"),
        most=1000,
        rows=3,
        empty=_("Say something to them: what it means for them, and what they can do next."),
        hint=_("What it means for them, and what they can do next."),
    )
    rule = forms.CharField(
        label=_("The rule that binds"),
        help_text=_("Only for a no: the law, the part of the curriculum, or the school's own rule, by its name."),
        max_length=300,
        required=False,
    )
