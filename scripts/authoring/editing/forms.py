"""What a person types to write a script in depth: where and when a step is, what it could be, what endings ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scripts.authoring.forms import HoursField, lasts_field, term_field, year_choices, year_field
from scripts.authoring.models import Branch, Step, Style
from scripts.authoring.reading import Picture

START = "here"  # a branch that leaves another at its start goes on doing so


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
        starts = [("start", str(_("nothing: from the very start")))]
        parent = picture.by_id.get(branch.parent_id) if branch.parent_id else None
        if parent and not parent.is_trunk and branch.forks_after_id is None:
            starts.append((START, str(_("nothing of “%(branch)s”: from its start, as now")) % {"branch": parent}))
        self.fields["after"].choices = [*starts, *(group for group in groups if group[1])]
        self.initial.setdefault("after", branch.forks_after_id or starts[-1][0])
        self.parents = {"start": picture.trunk, START: parent}

    def fork(self) -> tuple[Branch, Step | None]:
        """Return the branch it leaves and the step it leaves after, for a valid form."""
        step = self.steps.get(self.cleaned_data["after"])
        parent = self.parents.get(self.cleaned_data["after"]) or self.picture.trunk
        return self.picture.by_id[step.branch_id] if step else parent, step


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
