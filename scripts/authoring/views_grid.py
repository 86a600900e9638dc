"""The page of a script by term: the chosen path beside other branches, and moving a step to another term."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from learnplan.pages import Request, render_page
from learnplan.rules import RuleBroken
from learnplan.years import current_year, terms_after
from scripts.authoring.checking.facts import report_of
from scripts.authoring.editing.actions import move_to_term
from scripts.authoring.editing.answering import written
from scripts.authoring.mapping import tables
from scripts.authoring.mapping.facts import ScriptFacts
from scripts.authoring.mapping.grid import lay_grid, slots_of
from scripts.authoring.mapping.grid_markup import UNPLACED, Column, GridPen, slot_value, slot_words
from scripts.authoring.mapping.telling import tell
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture
from scripts.authoring.views import get_picture


class MoveForm(forms.Form):
    """One step, and the term it moves to: chosen, or one earlier or later than now."""

    fields: dict[str, Any]  # the constructor sets what they offer
    step = forms.TypedChoiceField(
        coerce=int, error_messages={"invalid_choice": gettext_lazy("This step is not there any more.")}
    )
    to = forms.ChoiceField(error_messages={"invalid_choice": gettext_lazy("Choose one of the terms in the list.")})

    def __init__(self, data, *, picture: Picture, facts: ScriptFacts, slots):
        self.told = {str(key): told for key, told in facts.steps.items()}
        self.steps = {str(step.pk): step for steps in picture.steps.values() for step in steps}
        super().__init__(self._said(data) if data is not None else None)
        self.fields["step"].choices = [(key, key) for key in self.steps]
        self.fields["to"].choices = [(UNPLACED, UNPLACED), *((slot_value(slot), slot_words(slot)) for slot in slots)]

    def _said(self, data) -> dict:
        """Read which button was pressed: "Move", with the choice beside it, or a term earlier or later."""
        if "shift" not in data:
            place = data.get("step", "")  # of a step that stands in several columns, the one it is moved from
            return {"step": place.partition("-")[0], "to": data.get(f"to-{place}", "")}
        key, _dot, by = data["shift"].partition(".")
        told = self.told.get(key)
        if told is None or not told.year or not told.term or by not in ("1", "-1"):
            return {"step": key, "to": ""}
        return {"step": key, "to": slot_value(terms_after(told.year, told.term, int(by)))}

    def clean(self) -> None:
        """Refuse to move what is when its offer is."""
        told = self.told.get(str(self.cleaned_data.get("step")))
        if told and told.is_fixed:
            words = _("“%(step)s” takes up an offer, so it is when the offer runs. Take up another one to do it then.")
            raise forms.ValidationError(words % {"step": told.title})

    @property
    def moved(self) -> Step:
        return self.steps[str(self.cleaned_data["step"])]

    @property
    def when(self) -> dict[str, int | None]:
        """Return the year and term of a valid form, None for not decided."""
        if self.cleaned_data["to"] == UNPLACED:
            return {"year": None, "term": None}
        year, term = map(int, self.cleaned_data["to"].split("."))
        return {"year": year, "term": term or None}


@require_http_methods(["GET", "POST"])
def script_grid(request: Request, script_id: int) -> HttpResponse:
    """Show the chosen path by term, beside the branches that are asked for; move a step to another term."""
    picture, context = get_picture(request, script_id=script_id)
    if request.method == "POST" and not context["may_write"]:
        raise PermissionDenied
    shown = _shown(picture, request.GET.getlist("branch"))
    facts = tell(picture, is_mine=context["is_mine"])
    paths = [[facts.steps[step.pk] for step in picture.path(branch)] for branch in shown]
    slots = slots_of(paths, current_year(), [slot for branch in shown for slot in report_of(picture, branch).load])
    further = [terms_after(slots[0][0], 1, -1), *slots, terms_after(slots[-1][0], 3, 1)]
    form = MoveForm(request.POST if request.method == "POST" else None, picture=picture, facts=facts, slots=further)
    if form.is_valid():
        try:
            move_to_term(step=form.moved, actor=request.user, **form.when)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            words = _("“%(step)s” is in %(term)s now.") % {"step": form.moved, "term": _term_words(form.when)}
            path = f"{reverse('script_grid', args=[script_id])}{_asked(request)}"
            return written(request, path, script=picture.script, message=words)
    context |= {"form": form, "shown": shown, "tab": "grid", **_drawn(picture, facts, shown, paths, slots, context)}
    return render_page(request, "scripts/script_grid.html", context)


def _shown(picture: Picture, asked: list[str]) -> list[Branch]:
    """Return the branches to show: the chosen path, or the trunk, and those asked for."""
    first = picture.chosen or picture.trunk
    return [first, *(branch for branch in picture.branches if branch is not first and str(branch.pk) in asked)]


def _asked(request: Request) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _term_words(when: dict) -> str:
    return slot_words((when["year"], when["term"] or 0)) if when["year"] else _("no term")


def _drawn(picture: Picture, facts: ScriptFacts, shown: list[Branch], paths: list, slots: list, context: dict) -> dict:
    """Return what the page shows: for each path its heading and columns, the rows, and the steps without a year."""
    told = {branch.key: branch for branch in facts.branches}
    columns = [
        Column(told[branch.pk], lay_grid(path, slots, report_of(picture, branch).load))
        for branch, path in zip(shown, paths, strict=True)
    ]
    pen = GridPen(
        slots,
        most=picture.script.common_script.most_minutes_a_week,
        may_write=context["may_write"],
        branch_of={step.key: branch.key for branch in facts.branches for step in branch.steps},
    )
    unplaced = {step.key: step for column in columns for step in column.grid.unplaced}
    return {
        "heads": [
            (branch, column.grid.width + 1, tables.head(column.branch), report_of(picture, branch))
            for branch, column in zip(shown, columns, strict=True)
        ],
        "rows": pen.rows(columns),
        "unplaced": pen.listed(unplaced.values()),
        "most": pen.most,
        "others": [branch for branch in picture.branches if branch is not shown[0]],
    }
