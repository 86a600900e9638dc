"""What a person types about a step: what, how and when it is, where it stands, and what it could be."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import line_field
from learnplan.years import TERM_NAMES, current_year, year_name
from plans.targets.models import Target
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture
from scripts.authoring.rules import MOST_TERMS
from scripts.frameworks.models import FrameworkItem
from scripts.offers.styles import Style

YEARS_AHEAD = 6


class HoursField(forms.DecimalField):
    """Hours a week as a person types them (2.5); the form holds whole minutes. Empty is None: not known."""

    MOST = 60

    def __init__(self, **kwargs):
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "autocomplete": "off", "step": "0.25"})
        super().__init__(min_value=0, max_value=self.MOST, decimal_places=2, widget=widget, **kwargs)

    def clean(self, value) -> int | None:
        hours = super().clean(value)
        return None if hours is None else round(hours * 60)

    def prepare_value(self, value):
        """Return minutes as hours; what a person typed stays as it was typed."""
        return f"{value / 60:.4g}" if isinstance(value, int) else value


def number_field(label, **how) -> forms.TypedChoiceField:
    """Return a field to choose a number, None where it is left open; the constructor of a form may set its choices."""
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, **how)


class TermForm(forms.Form):
    """When a step is, and how long it lasts; left empty, that stays as it is."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    year = number_field(_("Which year?"), help_text=_("Leave it if you do not know."))
    term = number_field(_("Which term?"), choices=[("", _("not decided")), *TERM_NAMES.items()])
    lasts = number_field(
        _("How long does it last?"),
        choices=[(1, _("one term")), *((n, _("%(count)s terms") % {"count": n}) for n in range(2, MOST_TERMS + 1))],
        initial=1,
    )

    def __init__(self, *args, step: Step | None, **kwargs):
        super().__init__(*args, **kwargs)
        year = current_year()
        years = {*range(year, year + YEARS_AHEAD), *([step.year] if step and step.year else [])}
        self.fields["year"].choices = [("", _("not decided")), *((each, year_name(each)) for each in sorted(years))]


class StepForm(TermForm):
    """A step: what, how, when, where on its branch, and what it is for."""

    field_order = ["title", "style"]
    title = line_field(_("What is the step?"), most=150, empty=_("Say what the step is, in a few words."))
    style = forms.ChoiceField(label=_("How would you do it?"), choices=Style)
    minutes_a_week = HoursField(
        label=_("How many hours a week?"),
        required=False,
        help_text=_("A guess is enough. Leave it if you do not know."),
    )
    position = number_field(_("Where on the branch?"))
    target = forms.ModelChoiceField(
        label=_("Is it for one of your targets?"), queryset=Target.objects.none(), required=False, empty_label=_("no")
    )
    covers = forms.TypedMultipleChoiceField(
        label=_("Which parts of the common script does it count for?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)  # the step as it was when the form was opened

    def __init__(self, *args, picture: Picture, branch: Branch, step: Step | None = None, **kwargs):
        super().__init__(*args, step=step, **kwargs)
        script = picture.script
        if step is None:
            del self.fields["was"]
        others = [each for each in branch.own_steps if each != step]
        self.fields["position"].choices = [
            ("", _("where it is now") if step else _("at the end")),
            (0, _("at the start")),
            *((place, _("after %(step)s") % {"step": each.title}) for place, each in enumerate(others, 1)),
        ]
        its_own = Q(pk=step.target_id) if step and step.target_id else Q()
        open_ones = Q(plan__learner=script.learner_id, state__in=Target.OPEN)
        self.fields["target"].queryset = Target.objects.filter(open_ones | its_own).select_related("plan")
        if step and step.common_item_id:
            del self.fields["covers"]
            self.fields["title"].disabled = True
            self.fields["title"].help_text = _("A part of the common script keeps its name.")
        else:
            self.fields["covers"].choices = [(part.item_id, part.name) for part in picture.core]


class WhereForm(forms.Form):
    """After which step a step stands, on any branch: one field, each of its choices a branch and a step there.

    The step says where, not its number, which is another's when somebody adds a step in the meantime.
    """

    fields: dict[str, Any]
    to = forms.ChoiceField(label=_("Put it"))

    def __init__(self, *args, picture: Picture, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        branches = [picture.by_id[step.branch_id]] if step.common_item_id else picture.branches
        self.others = {branch.pk: [each for each in branch.own_steps if each.pk != step.pk] for branch in branches}
        self.fields["to"].choices = [(branch.name, _places(branch.pk, self.others[branch.pk])) for branch in branches]
        own = picture.by_id[step.branch_id].own_steps
        place = next(number for number, each in enumerate(own) if each.pk == step.pk)
        self.initial.setdefault("to", f"{step.branch_id}-{own[place - 1].pk if place else 0}")
        if step.common_item_id:
            self.fields["to"].help_text = _("A part of the common script stays on it; you can change the order.")

    def place(self) -> tuple[int, int]:
        """Return the branch's id and the position on it, for a valid form."""
        branch_id, after = map(int, self.cleaned_data["to"].split("-"))
        keys = [each.pk for each in self.others[branch_id]]
        return branch_id, keys.index(after) + 1 if after else 0


def _places(branch_id: int, steps: list[Step]) -> list[tuple[str, str]]:
    after = [(f"{branch_id}-{step.pk}", str(_("after %(step)s") % {"step": step.title})) for step in steps]
    return [(f"{branch_id}-0", str(_("at the start"))), *after]


class OptionForm(forms.Form):
    """One thing that a step could be."""

    fields: dict[str, Any]
    title = forms.CharField(
        label=_("What could it be?"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    style = forms.ChoiceField(label=_("How would you do it?"), choices=Style)
    minutes_a_week = HoursField(label=_("How many hours a week?"), required=False)
    item = number_field(_("What would it count for?"), help_text=_("A part of the common script, if it is one."))

    def __init__(self, *args, picture: Picture, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(part.item_id, part.name) for part in picture.core]
        self.fields["item"].choices = [("", _("nothing")), *choices]

    def option(self) -> dict:
        """Return what `set_options` takes, for a valid form."""
        return self.cleaned_data | {"item": FrameworkItem.objects.filter(pk=self.cleaned_data["item"]).first()}


class VariantsForm(forms.Form):
    """Those of the variants that are not on the step yet; the first ones are ticked, as many as there is room for."""

    fields: dict[str, Any]
    variants = forms.TypedMultipleChoiceField(
        label=_("Which of these could it be?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of them.")},
    )

    def __init__(self, *args, choices: list[tuple[int, str]], room: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variants"].choices = choices
        self.initial.setdefault("variants", [key for key, _title in choices[:room]])
