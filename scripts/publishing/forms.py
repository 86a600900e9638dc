"""What is typed about templates: to write, publish, look at, suggest, start from and search for one."""

from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, User
from learnplan.web.forms import line_field, words_field, yes_no_field
from learnplan.years import current_year, year_name
from scripts.editing.forms.branches import NewBranchForm
from scripts.editing.forms.steps import YEARS_AHEAD, HoursField
from scripts.offers.models import Offer
from scripts.offers.styles import Style
from scripts.publishing.drafting import DraftRow, Text
from scripts.publishing.models import BranchTemplate
from scripts.publishing.telltale import Known, problems_in, said_of, tells
from scripts.publishing.wording import TERMS, in_words

MOST_LINES = 8


class PublishForm(forms.Form):
    """Every text of a branch that others would read, and what in it may stay though it could tell who wrote it."""

    fields: dict[str, Any]  # the constructor makes most of them

    def __init__(self, *args, text: Text, known: Known, **kwargs):
        super().__init__(*args, **kwargs)
        self.text, self.known = text, known
        self._add_fields(text)
        self.found = {name: tells(self._held(name), known) for name in self.fields}
        self._add_offers(text)
        may_stay = dict.fromkeys(tell.piece for found in self.found.values() for tell in found if not tell.must_go)
        if may_stay:
            self.fields["stays"] = forms.MultipleChoiceField(
                label=_("These can stay"),
                help_text=_("Tick only what others may read, though it could tell who you are."),
                choices=[(piece, piece) for piece in may_stay],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if not self.is_bound:
            for name, found in self.found.items():
                # A hint is drawn as it is, and what was found is a person's own text.
                hints = [*map(said_of, found), str(self.fields[name].help_text)]
                self.fields[name].help_text = format_html_join(" ", "{}", ([hint] for hint in hints))

    def _held(self, name: str) -> str:
        """Return what a field holds before it is cleaned."""
        if self.is_bound:
            return str(self.data.get(self.add_prefix(name), ""))
        return str(self.get_initial_for_field(self.fields[name], name) or "")

    def _add_fields(self, text: Text) -> None:
        empty = _("Give it a name, so that others can find it.")
        self.fields["name"] = line_field(_("What is it called?"), most=100, initial=text.name, empty=empty)
        self.fields["about"] = words_field(_("What would you tell somebody who starts this?"), most=600, rows=3)
        for number, line in enumerate(text.steps, 1):
            for one in (line, *line.options):
                label = _("Step %(number)s") if one is line else _("Or instead, for step %(number)s")
                said = {"label": label % {"number": number}, "hint": _what_goes_along(one)}
                self.fields[one.key] = line_field(most=150, initial=one.title, **said)
        self.fields["ending"] = line_field(_("Where does it end?"), most=150, initial=text.ending)
        for key, words in text.asks.items():
            self.fields[key] = line_field(_("What that asks for"), most=200, initial=words)

    def _add_offers(self, text: Text) -> None:
        """Ask which offers go along, where there are any: all of them, if nothing else was said."""
        rows = text.with_offers()
        if rows:
            self.fields["offers"] = forms.MultipleChoiceField(
                label=_("Which offers go along?"),
                help_text=_("Untick one that few people take: it could tell who you are."),
                choices=[(row.key, f"{row.offer_title} ({row.title})") for row in rows],
                initial=[row.key for row in rows],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean(self):
        """Point out what could tell who wrote it and is neither changed nor said to stay."""
        pieces = {name: str(self.cleaned_data.get(name, "")) for name in self.found}
        for name, problems in problems_in(pieces, self.known, self.cleaned_data.get("stays", ())).items():
            self.add_error(name, problems)
        if not any(self.cleaned_data.get(line.key) for line in self.text.steps) and not self.errors:
            raise forms.ValidationError(_("Leave at least one step in it: that is what others start from."))
        return self.cleaned_data

    def words(self) -> dict[str, str]:
        """Return the texts of a valid form by key."""
        return {name: self.cleaned_data[name] for name in self.found}


def _what_goes_along(row: DraftRow) -> str:
    """Say what is published with the words of a step or an alternative, but for its offer."""
    parts = [in_words(row.starts), str(Style(row.style).label)]
    if row.lasts > 1:
        parts.append(_("%(n)s terms") % {"n": row.lasts})
    if row.minutes_a_week:
        parts.append(_("%(hours)s hours a week") % {"hours": f"{row.minutes_a_week / 60:.4g}"})
    return str(_("With it go: %(parts)s.") % {"parts": ", ".join(filter(None, parts))})


class AnswerForm(forms.Form):
    """Whether a learner's template can be shown to others."""

    approve = yes_no_field(
        _("Can others see it?"),
        _("Yes, publish it"),
        _("Not yet, send it back"),
        empty=_("Say yes or not yet."),
    )
    reason = words_field(
        _("What should they change?"),
        most=300,
        hint=_("They read this. Say it kindly, and say what would make it possible."),
    )


class ForkForm(NewBranchForm):
    """Where a template goes in one's own script: after which step, from which year, and under what name."""

    year = forms.TypedChoiceField(label=_("When does it start?"), coerce=int)
    field_order = ["after", "year", "name"]

    def __init__(self, *args, picture, **kwargs):
        super().__init__(*args, picture=picture, **kwargs)
        del self.fields["ending"]
        first = current_year()
        years = [(year, _("autumn %(year)s") % {"year": year_name(year)}) for year in range(first, first + YEARS_AHEAD)]
        self.fields["year"].choices = years


class TemplateSearch(forms.Form):
    """Words and a style to look for."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    style = forms.ChoiceField(label=_("How"), choices=[("", _("any way")), *Style.choices], required=False)


class SuggestForm(forms.Form):
    """Which learner is to look at a template, and why one thinks of them."""

    fields: dict[str, Any]  # the constructor sets whom one of them offers
    learner = forms.TypedChoiceField(
        label=_("Which learner?"),
        coerce=int,
        error_messages={
            "required": _("Choose the learner you think of."),
            "invalid_choice": _("Choose one of the learners who are with you today."),
        },
    )
    words = words_field(
        _("Why do you think of them?"),
        most=300,
        hint=_("They read this. They need not take it up, and need not say why."),
    )

    def __init__(self, *args, learners: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.learners = {learner.pk: learner for learner in learners}
        names = [(pk, str(learner)) for pk, learner in self.learners.items()]
        self.fields["learner"].choices = [("", _("Choose")), *names]


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
            raise forms.ValidationError(_("A line has %(most)s characters at most.") % {"most": self.longest})
        return lines

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class TemplateForm(forms.Form):
    """What an adviser says of a template, and whose learners it is for where they advise at several institutions."""

    fields: dict[str, Any]  # the constructor sets what one of them offers
    institution = forms.ModelChoiceField(
        label=_("For the learners of"), queryset=Institution.objects.none(), empty_label=_("Choose")
    )
    name = line_field(_("What is it called?"), most=100, empty=_("Give it a name, so that learners can find it."))
    about = words_field(_("Who is it for, and what is it about?"), most=600, rows=3)
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
    title = line_field(_("What is the step?"), most=150, empty=_("Say what the step is, in a few words."))
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
        self.fields["starts"].choices = [("", _("not decided")), *((n, in_words(n)) for n in range(TERMS))]
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
