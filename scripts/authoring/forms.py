"""What a person types to write a script: a branch, a step, a state."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learnplan.years import current_year, year_name
from plans.targets.models import Target
from scripts.authoring.models import Branch, Step, Style
from scripts.authoring.reading import Picture
from scripts.authoring.step_rules import MOST_TERMS

YEARS_AHEAD = 6


class BranchForm(forms.Form):
    """The name of a branch, and where it ends."""

    name = forms.CharField(
        label=_("What do you call this branch?"),
        max_length=100,
        help_text=_("A word or two you will know it by, like “Engineering”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give it a name: a word or two are enough.")},
    )
    ending = forms.CharField(
        label=_("Where could it end?"),
        max_length=150,
        required=False,
        help_text=_("A job, a course, a way of living. You can leave this for later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewBranchForm(BranchForm):
    """A new branch: its name, and after which step of the script it forks."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    after = forms.ChoiceField(label=_("It branches off after"))
    field_order = ["name", "after", "ending"]

    def __init__(self, *args, picture: Picture, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps = {str(step.pk): step for steps in picture.steps.values() for step in steps}
        self.trunk = picture.trunk
        groups = [
            (branch.name, [(str(step.pk), step.title) for step in branch.own_steps])
            for branch in picture.branches
            if branch.own_steps
        ]
        self.fields["after"].choices = [("start", _("nothing: from the very start")), *groups]

    def fork(self) -> dict:
        """Return the parent branch's id and the step it forks after, for a valid form."""
        step = self.steps.get(self.cleaned_data["after"])
        return {"parent_id": step.branch_id if step else self.trunk.pk, "forks_after": step}


class StateForm(forms.Form):
    """What a branch is from now on; choosing a path has its own page."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    state = forms.ChoiceField(label=_("This branch is now"), widget=forms.RadioSelect)
    WORDS = {
        Branch.State.IDEA: _("An idea: just something to look at"),
        Branch.State.POSSIBLE: _("Possible: I could really do this"),
        Branch.State.SET_ASIDE: _("Set aside: not now, but do not lose it"),
        Branch.State.FINISHED: _("Finished: I have done all of it"),
    }

    def __init__(self, *args, branch: Branch, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, words) for state, words in self.WORDS.items() if state != branch.state]


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

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


def year_field() -> forms.TypedChoiceField:
    """Return the field of an academic year; its choices are `year_choices`."""
    return forms.TypedChoiceField(
        label=_("Which year?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Leave it if you do not know."),
    )


def term_field() -> forms.TypedChoiceField:
    """Return the field of a term."""
    terms = Step._meta.get_field("term").choices or ()
    choices = [("", _("not decided")), *terms]
    return forms.TypedChoiceField(label=_("Which term?"), required=False, coerce=int, empty_value=None, choices=choices)


def lasts_field() -> forms.TypedChoiceField:
    """Return the field of how many terms a step lasts; left empty, it stays as it is."""
    terms = [(1, _("one term")), *((n, _("%(count)s terms") % {"count": n}) for n in range(2, MOST_TERMS + 1))]
    return forms.TypedChoiceField(
        label=_("How long does it last?"), required=False, coerce=int, empty_value=None, choices=terms, initial=1
    )


def year_choices(step: Step | None) -> list[tuple[int | str, Any]]:
    """Return this year and those ahead, with the year that the step has already."""
    year = current_year()
    years = {*range(year, year + YEARS_AHEAD), *([step.year] if step and step.year else [])}
    return [("", _("not decided")), *((each, year_name(each)) for each in sorted(years))]


class StepForm(forms.Form):
    """A step: what, how, when, where on its branch, and what it is for."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    title = forms.CharField(
        label=_("What is the step?"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say what the step is, in a few words.")},
    )
    style = forms.ChoiceField(label=_("How would you do it?"), choices=Style)
    year = year_field()
    term = term_field()
    lasts = lasts_field()
    minutes_a_week = HoursField(
        label=_("How many hours a week?"),
        required=False,
        help_text=_("A guess is enough. Leave it if you do not know."),
    )
    position = forms.TypedChoiceField(label=_("Where on the branch?"), required=False, coerce=int, empty_value=None)
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
        super().__init__(*args, **kwargs)
        script = picture.script
        self.fields["year"].choices = year_choices(step)
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
            self.fields["covers"].choices = [(item.item_id, item.item.name) for item in picture.common_items]
