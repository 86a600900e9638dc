"""What is typed about talks: a time, a question, an answer, a summary, a need."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import day_field, pick_field, words_field
from plans.consultation import rules
from plans.consultation.models import Purpose, Talk
from plans.targets.rules import last_day


def _sentences(choices) -> list[tuple[str, str]]:
    """Return choices as they stand alone: with a capital letter."""
    return [(value, capfirst(label)) for value, label in choices.choices]


class TimeForm(forms.Form):
    """When and where."""

    day = day_field(_("Day"), empty=_("Pick a day."))
    time = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Pick a time."), "invalid": _("Write a time, like 12:50.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        choices=[(each, _("%s minutes") % each) for each in rules.MINUTES],
        coerce=int,
        initial=30,
        error_messages={"required": _("Pick how long it takes."), "invalid_choice": _("Pick one of the list.")},
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=200,
        required=False,
        help_text=_("A room, a walk, or the address of a video call."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        days = {"min": timezone.localdate(), "max": last_day(year)}
        self.fields["day"].widget.attrs |= {name: str(day) for name, day in days.items()}

    def clean(self) -> dict[str, Any]:
        """Return what the actions take: `at` for day and time, with minutes and place."""
        cleaned = super().clean() or {}
        day, time = cleaned.pop("day", None), cleaned.pop("time", None)
        if day and time:
            cleaned["at"] = timezone.make_aware(dt.datetime.combine(day, time))
        return cleaned


class WhoForm(forms.Form):
    """With whom: offered only to a reader who could talk with several."""

    fields: dict[str, Any]
    adult = pick_field(_("With whom"), empty=_("Pick one."), coerce=int)

    def __init__(self, *args, adults: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["adult"].choices = adults
        if len(adults) == 1:
            self.initial["adult"] = self.initial.get("adult") or adults[0][0]


class BookForm(WhoForm, TimeForm):
    """A talk with its time."""

    field_order = ("adult", "kind", "day", "time", "minutes", "place")
    kind = pick_field(_("What about"), _sentences(Talk.Kind), empty=_("Pick what it is about."))


class AskForm(WhoForm):
    """A talk without a time yet."""

    hint = _("One sentence is enough, or leave it empty.")
    reason = words_field(_("What is it about?"), most=rules.SHORT, hint=hint)


class CallOffForm(forms.Form):
    empty = _("Say why, so that the other knows.")
    words = words_field(_("Why?"), most=rules.SHORT, empty=empty, hint=_("The other reads this."))


class PromptForm(forms.Form):
    """A question, and what it is for."""

    words = words_field(_("Question"), most=rules.SHORT, empty=_("Write your question."))
    purpose = forms.ChoiceField(
        label=_("What is it about?"),
        choices=_sentences(Purpose),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what your question is about: how you learn, or what learning is for.")},
    )


class AnswerForm(forms.Form):
    words = words_field(_("Answer"), most=rules.ANSWER, empty=_("Write your answer. A few words are enough."), rows=5)


class AnswersForm(forms.Form):
    """All questions at once: a field for each, none of them required."""

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"prompt-{item.prompt.pk}"] = forms.CharField(
                label=item.prompt.words,
                help_text=item.asked,
                max_length=rules.ANSWER,
                required=False,
                initial=item.said.words if item.said else "",
                widget=forms.Textarea({"rows": 3}),
            )

    def said(self) -> dict[int, str]:
        """Return the words by the key of their question; what was left empty is left out."""
        return {int(name.removeprefix("prompt-")): words for name, words in self.cleaned_data.items() if words.strip()}


class SummaryForm(forms.Form):
    words = words_field(
        _("What I understood"), most=rules.SUMMARY, empty=_("Write what you understood, in a few sentences."), rows=8
    )


class DisputeForm(forms.Form):
    summary = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = words_field(
        _("What is not right?"), most=rules.ANSWER, empty=_("Say what is not right. A few words are enough."), rows=4
    )


class NeedForm(forms.Form):
    words = words_field(
        _("What do I need?"),
        most=rules.SHORT,
        empty=_("Write what you need."),
        hint=_("One thing at a time: a person, a place, time, something to learn, something to change."),
    )


class LinkForm(forms.Form):
    """One of the learner's open targets, to answer a need with."""

    fields: dict[str, Any]
    target = pick_field(_("Which target answers it?"), empty=_("Pick a target."), coerce=int)

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(target.pk, target.words) for target in targets]
