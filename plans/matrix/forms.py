"""What an administrator fills in to set who may do what."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import reason_field
from plans.matrix.acts import Act
from plans.matrix.presets import MEANS, PRESETS, Cells, Preset, cells_in_order, options, preset_of


def field_of(act: str, column: str) -> str:
    """Return the name of the field for one cell."""
    return f"{act.replace('.', '_')}__{column}"


class MatrixForm(forms.Form):
    """A preset, or each act set by itself; cleaned to `cells`."""

    preset = forms.ChoiceField(
        label=_("Which of these?"),
        choices=[(preset, capfirst(preset.label)) for preset in Preset],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four.")},
    )
    reason = reason_field(_("Why this?"), _("Everyone of the institution can read it, with your name and the day."))

    def __init__(self, data=None, *, cells: Cells):
        super().__init__(data, initial={"preset": preset_of(cells)})
        for act, column in cells_in_order():
            self.fields[field_of(act, column)] = forms.ChoiceField(
                label=capfirst(column.label),
                choices=[(one, one.label) for one in options(act, column)],
                initial=cells.get(act, {}).get(column) or PRESETS[Preset.LEARNER_LED][act][column],
                required=False,
                widget=forms.Select({"aria-label": f"{act.label}: {column.label}"}),
            )

    @property
    def meanings(self) -> list[tuple[Any, Any]]:
        """What each preset means, in words."""
        return [(capfirst(preset.label), MEANS[preset]) for preset in Preset]

    @property
    def acts(self) -> list[tuple[Act, list]]:
        """The fields of each act."""
        rows: dict[Act, list] = {}
        for act, column in cells_in_order():
            rows.setdefault(act, []).append(self[field_of(act, column)])
        return list(rows.items())

    @property
    def is_own(self) -> bool:
        """The reader sets each act by itself."""
        return self["preset"].value() == Preset.OWN

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if (preset := given.get("preset")) in PRESETS:
            given["cells"] = PRESETS[preset]
        elif preset:
            given["cells"] = self._own(given)
        return given

    def _own(self, given: dict) -> Cells:
        cells: Cells = {}
        for act, column in cells_in_order():
            value = given.get(field_of(act, column)) or ""
            if not value:
                self.add_error(field_of(act, column), _("Choose one."))
            cells.setdefault(str(act), {})[str(column)] = value
        return cells
