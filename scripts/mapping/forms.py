"""What a person chooses on the grid: a step, and the term it moves to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.years import terms_after
from scripts.authoring.models import Step
from scripts.authoring.reading import Picture
from scripts.mapping.markup.grid import UNPLACED, slot_value, slot_words
from scripts.mapping.shapes import ScriptFacts


class MoveForm(forms.Form):
    """One step, and the term it moves to: chosen, or one earlier or later than now."""

    fields: dict[str, Any]  # the constructor sets what they offer
    step = forms.TypedChoiceField(
        coerce=int, error_messages={"invalid_choice": gettext_lazy("This step is not there any more.")}
    )
    to = forms.ChoiceField(error_messages={"invalid_choice": gettext_lazy("Choose one of the terms in the list.")})

    def __init__(self, data, *, picture: Picture, facts: ScriptFacts, slots):
        self.told = {str(key): told for key, told in facts.steps.items()}
        self.steps = {str(step.pk): step for step in picture.all_steps}
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
