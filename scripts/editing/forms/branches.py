"""What a person types about a branch: its name, its state, where it forks, what its ending asks; and the name of a
version.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import line_field, words_field
from scripts.authoring.models import Branch, Step
from scripts.authoring.path import lineage
from scripts.authoring.reading import Picture


class BranchForm(forms.Form):
    """The name of a branch, and where it ends."""

    name = line_field(
        _("What do you call this branch?"),
        most=100,
        hint=_("A word or two you will know it by, like “Engineering”."),
        empty=_("Give it a name: a word or two are enough."),
    )
    ending = line_field(
        _("Where could it end?"), most=150, hint=_("A job, a course, a way of living. You can leave this for later.")
    )


class NewBranchForm(BranchForm):
    """A new branch: its name, and after which step of the script it forks."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    after = forms.ChoiceField(label=_("It branches off after"))
    field_order = ["name", "after", "ending"]

    def __init__(self, *args, picture: Picture, **kwargs):
        super().__init__(*args, **kwargs)
        self.picture = picture
        self.fields["after"].choices = [("start", _("nothing: from the very start")), *_steps_of(picture.branches)]

    def fork(self) -> tuple[Branch, Step | None]:
        """Return the branch it leaves and the step it leaves after, for a valid form."""
        step = next((each for each in self.picture.all_steps if str(each.pk) == self.cleaned_data["after"]), None)
        return self.picture.by_id[step.branch_id] if step else self.picture.trunk, step


def _steps_of(branches: list[Branch]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the steps of branches as choices, in a group for each branch that has some."""
    return [(each.name, [(str(step.pk), step.title) for step in each.own_steps]) for each in branches if each.own_steps]


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


START = "here"  # a branch that leaves another at its start goes on doing so


class AsksForm(forms.Form):
    """What an ending asks: one thing on each line."""

    asks = words_field(
        _("What does it ask of you?"),
        most=3000,
        rows=6,
        hint=_("One thing on each line, like “Maths at 5 or more” or “a portfolio”."),
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
        branches = [each for each in picture.branches if branch not in lineage(each, picture.by_id)]
        starts = [("start", str(_("nothing: from the very start")))]
        parent = picture.by_id.get(branch.parent_id) if branch.parent_id else None
        if parent and not parent.is_trunk and branch.forks_after_id is None:
            starts.append((START, str(_("nothing of “%(branch)s”: from its start, as now")) % {"branch": parent}))
        self.fields["after"].choices = [*starts, *_steps_of(branches)]
        self.initial.setdefault("after", branch.forks_after_id or starts[-1][0])
        self.parents = {"start": picture.trunk, START: parent}

    def fork(self) -> tuple[Branch, Step | None]:
        """Return the branch it leaves and the step it leaves after, for a valid form."""
        asked = self.cleaned_data["after"]
        step = next((each for each in self.picture.all_steps if str(each.pk) == asked), None)
        return self.picture.by_id[step.branch_id] if step else self.parents.get(asked) or self.picture.trunk, step


class NameForm(forms.Form):
    """The name of a version."""

    name = line_field(
        _("What do you call this version?"),
        most=100,
        hint=_("Like “Before the talk”. A version with a name is kept for good."),
    )
