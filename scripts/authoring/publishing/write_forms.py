"""What an adviser types to write a template: what it says of itself, and its steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution
from scripts.authoring.forms import HoursField
from scripts.authoring.models import Style
from scripts.authoring.publishing.models import BranchTemplate
from scripts.authoring.publishing.terms import MOST, in_words
from scripts.partnership.models import Offer

MOST_LINES = 8


class Lines(forms.CharField):
    """A few short texts, one to a line, as a list."""

    widget = forms.Textarea({"rows": 3})

    def __init__(self, *, longest: int, **kwargs):
        super().__init__(required=False, **kwargs)
        self.longest = longest

    def clean(self, value):
        """Return the lines that say something; refuse one that is too long, and too many."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("That is more than %(most)s lines.") % {"most": MOST_LINES})
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(_("A line has %(most)s letters at most.") % {"most": self.longest})
        return lines

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class TemplateForm(forms.Form):
    """What an adviser says of a template, and whose learners it is for where they advise at several institutions."""

    fields: dict[str, Any]  # the constructor sets what one of them offers
    institution = forms.ModelChoiceField(
        label=_("For the learners of"), queryset=Institution.objects.none(), empty_label=_("Choose")
    )
    name = forms.CharField(
        label=_("What is it called?"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Give it a name, so that learners can find it.")},
    )
    about = forms.CharField(
        label=_("Who is it for, and what is it about?"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    ending = forms.CharField(label=_("Where does it end?"), max_length=150, required=False)
    asks = Lines(label=_("What does that ask for?"), help_text=_("One to a line."), longest=200)

    def __init__(self, *args, institutions=None, **kwargs):
        super().__init__(*args, **kwargs)
        if institutions is None:
            del self.fields["institution"]
        else:
            self.fields["institution"].queryset = institutions


class TemplateStepForm(forms.Form):
    """A step of an adviser's template."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    title = forms.CharField(
        label=_("What is the step?"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say what the step is, in a few words.")},
    )
    style = forms.ChoiceField(label=_("How is it done?"), choices=Style)
    starts = forms.TypedChoiceField(label=_("In which term?"), required=False, coerce=int, empty_value=None)
    lasts = forms.IntegerField(label=_("For how many terms?"), min_value=1, max_value=9, initial=1)
    minutes_a_week = HoursField(
        label=_("How many hours a week?"), required=False, help_text=_("Leave it if nobody knows.")
    )
    offer = forms.ModelChoiceField(
        label=_("Does it take up an offer?"), queryset=Offer.objects.none(), required=False, empty_label=_("no")
    )
    options = Lines(
        label=_("Or one of these instead"), help_text=_("One to a line, the first choice first."), longest=150
    )
    position = forms.TypedChoiceField(label=_("Where does it stand?"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args, template: BranchTemplate, offers, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts"].choices = [("", _("not decided")), *((n, in_words(n)) for n in range(MOST))]
        self.fields["offer"].queryset = offers
        if step is None:
            del self.fields["position"]
            return
        others = [each for each in template.steps.all() if each.pk != step.pk]
        self.fields["position"].choices = [
            ("", _("where it is now")),
            (0, _("at the start")),
            *((place, _("after %(step)s") % {"step": each.title}) for place, each in enumerate(others, 1)),
        ]
