"""What a person types to write a script in depth: where and when a step is, what it could be, what endings ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scripts.authoring.forms import HoursField, lasts_field, term_field, year_choices, year_field
from scripts.authoring.models import Branch, Step, Style
from scripts.authoring.reading import Picture


class WhereForm(forms.Form):
    """After which step a step stands, on any branch: one field, each of its choices a branch and a place there."""

    fields: dict[str, Any]
    to = forms.ChoiceField(label=_("Put it"))

    def __init__(self, *args, picture: Picture, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        branches = [picture.by_id[step.branch_id]] if step.common_item_id else picture.branches
        self.fields["to"].choices = [(branch.name, _places(branch, step)) for branch in branches]
        if step.common_item_id:
            self.fields["to"].help_text = _("A part of the common script stays on it; you can change the order.")

    def place(self) -> tuple[int, int]:
        """Return the branch's id and the position on it, for a valid form."""
        branch_id, position = self.cleaned_data["to"].split("-")
        return int(branch_id), int(position)


def _places(branch: Branch, step: Step) -> list[tuple[str, str]]:
    others = [each for each in branch.own_steps if each.pk != step.pk]
    first = (f"{branch.pk}-0", str(_("at the start")))
    return [
        first,
        *((f"{branch.pk}-{n}", str(_("after %(step)s") % {"step": s.title})) for n, s in enumerate(others, 1)),
    ]


class TermForm(forms.Form):
    """When a step is, and how long it lasts."""

    fields: dict[str, Any]
    year = year_field()
    term = term_field()
    lasts = lasts_field()

    def __init__(self, *args, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(step)


class OptionForm(forms.Form):
    """One thing that a step could be."""

    fields: dict[str, Any]
    title = forms.CharField(
        label=_("What could it be?"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    style = forms.ChoiceField(label=_("How would you do it?"), choices=Style)
    minutes_a_week = HoursField(label=_("How many hours a week?"), required=False)
    item = forms.TypedChoiceField(
        label=_("What would it count for?"), required=False, coerce=int, empty_value=None,
        help_text=_("A part of the common script, if it is one."),
    )  # fmt: skip

    def __init__(self, *args, picture: Picture, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {common.item_id: common.item for common in picture.common_items}
        self.fields["item"].choices = [("", _("nothing")), *((key, item.name) for key, item in self.items.items())]

    def option(self) -> dict:
        """Return what `set_options` takes, for a valid form."""
        return self.cleaned_data | {"item": self.items.get(self.cleaned_data["item"])}


class AsksForm(forms.Form):
    """What an ending asks: one thing on each line."""

    asks = forms.CharField(
        label=_("What does it ask of you?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One thing on each line, like “Maths at 5 or more” or “a portfolio”."),
    )

    def lines(self) -> list[dict]:
        """Return what `set_asks` takes, for a valid form."""
        return [{"words": line} for line in self.cleaned_data["asks"].splitlines() if line.strip()]


class ForkForm(forms.Form):
    """After which step a branch leaves the rest: any that does not come out of the branch itself."""

    fields: dict[str, Any]
    after = forms.ChoiceField(label=_("It branches off after"))

    def __init__(self, *args, picture: Picture, branch: Branch, **kwargs):
        super().__init__(*args, **kwargs)
        self.picture = picture
        branches = [each for each in picture.branches if not _comes_out_of(each, branch, picture)]
        self.steps = {str(step.pk): step for each in branches for step in each.own_steps}
        groups = [(each.name, [(str(step.pk), step.title) for step in each.own_steps]) for each in branches]
        self.fields["after"].choices = [("start", _("nothing: from the very start")), *(g for g in groups if g[1])]

    def fork(self) -> tuple[Branch, Step | None]:
        """Return the branch it leaves and the step it leaves after, for a valid form."""
        step = self.steps.get(self.cleaned_data["after"])
        return self.picture.by_id[step.branch_id] if step else self.picture.trunk, step


def _comes_out_of(branch: Branch, other: Branch, picture: Picture) -> bool:
    """Say whether `branch` is `other`, or a branch of it, however far out."""
    at: Branch | None = branch
    while at is not None:
        if at.pk == other.pk:
            return True
        at = picture.by_id.get(at.parent_id) if at.parent_id else None
    return False


class NameForm(forms.Form):
    """The name of a version."""

    name = forms.CharField(
        label=_("What do you call this version?"),
        required=False,
        max_length=100,
        help_text=_("Like “Before the talk”. A version with a name is kept for good."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
