"""What is typed about asking: a reason, an answer, and what a target would say."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User
from learnplan.web.forms import reason_field, yes_no_field
from plans.evidence import choices
from plans.evidence.models import Evidence
from plans.targets import rules
from plans.targets.forms import CarryForm, ChangeForm, NewTargetForm


class AskForm(forms.Form):
    """Why the asker wants to do it."""

    reason = reason_field(_("Why?"), _("Whoever answers reads this. A sentence is enough."))

    @property
    def facts(self) -> dict:
        """What the act needs to know, as JSON."""
        return {}


class AskKeptForm(AskForm):
    """Why the asker wants it; what it is was typed on another page and is kept here, signed."""

    SALT = "plans.asking"
    kept = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def clean_kept(self) -> dict:
        try:
            return signing.loads(self.cleaned_data["kept"], salt=self.SALT)
        except signing.BadSignature:
            raise forms.ValidationError(_("Begin again where you wanted to do it.")) from None

    @property
    def facts(self) -> dict:
        """What was typed on the other page, as JSON."""
        return self.cleaned_data["kept"]


def as_facts(given: dict) -> dict:
    """Return what an action takes about a target as JSON, without what was left out."""
    facts = {name: value for name, value in given.items() if name != "reason" and value}
    if steps := [step for step in facts.pop("steps", ()) if step]:
        facts["steps"] = steps
    return facts | {"due_on": str(facts["due_on"])}


class AskToWriteForm(AskForm, NewTargetForm):
    """A target as it would be written, and why; steps and how sure one is come along from where they were typed.

    So do the keys of the `need` that it answers and of the `draft` that it was; whose they are is checked when it is
    done.
    """

    need = forms.IntegerField(required=False)
    draft = forms.IntegerField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"words", "success_test", "due_on", "reason"}:
            self.fields[name].widget = forms.HiddenInput()
        self.order_fields(["words", "success_test", "due_on", "reason"])

    @property
    def facts(self) -> dict:
        """What the target would be, as JSON."""
        kept = {name: self.cleaned_data[name] for name in ("need", "draft")}
        return as_facts({name: value for name, value in self.values().items() if name != "seen"} | kept)


class AskToChangeForm(AskForm, ChangeForm):
    """A target as it would be changed, and why, with the token of the wording that was seen; steps if they change."""

    steps = forms.CharField(
        label=_("Steps"),
        help_text=_("One on each line, five at the most."),
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    field_order = ("words", "success_test", "due_on", "seen", "confidence", "steps", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "steps" not in self.initial and "steps" not in self.data:
            del self.fields["steps"]

    def clean_steps(self) -> list[str]:
        """Return the words of each step; an error says when there are too many or one is too long."""
        return rules.clean_steps(self.cleaned_data["steps"].splitlines())

    @property
    def facts(self) -> dict:
        """What the target would become, as JSON; steps only where they are asked about, even if none are left."""
        given = dict(self.cleaned_data)
        steps = {"steps": given.pop("steps")} if "steps" in given else {}
        return as_facts(given) | steps


class AskToCarryForm(AskForm, CarryForm):
    """Into which plan a target would be carried, until when, and why."""

    @property
    def facts(self) -> dict:
        """The later plan and the day there, as JSON."""
        return as_facts({"to": self.cleaned_data["plan"].pk, "due_on": self.cleaned_data["due_on"]})


class AskToShowForm(AskForm):
    """Which piece of evidence would be shown to whom, and why."""

    fields: dict[str, Any]
    evidence = forms.ModelChoiceField(
        label=_("Which piece?"),
        queryset=Evidence.objects.none(),
        error_messages={"required": _("Choose a piece of your evidence."), "invalid_choice": _("Choose one of yours.")},
    )
    shown_to = forms.MultipleChoiceField(
        label=_("Who would see it?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick who would see it.")},
    )

    def __init__(self, *args, learner: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.bonds = choices.adults_of(learner)
        self.fields["evidence"].queryset = Evidence.objects.filter(learner=learner).kept()
        self.fields["shown_to"].choices = choices.choices(self.bonds, self.initial.get("shown_to", ()))
        self.order_fields(["evidence", "shown_to", "reason"])

    @property
    def facts(self) -> dict:
        """The piece, the kinds and the adults, the same in words, and who saw it by then, as JSON."""
        values = self.cleaned_data["shown_to"]
        kinds, adults = choices.read(values, self.bonds)
        names = [words for value, words in self.fields["shown_to"].choices if value in values]
        piece = self.cleaned_data["evidence"]
        whom = {"kinds": kinds, "adults": [adult.pk for adult in adults], "before": choices.chosen(piece.shares.all())}
        return {"evidence": piece.pk, "shown_to": names} | whom


class AnswerForm(forms.Form):
    """Yes or no, and why."""

    allow = yes_no_field(_("Your answer"), _("Yes, do it"), _("No"), empty=_("Say yes or no."))
    reason = reason_field(_("Why?"), _("Whoever asked reads this."))
