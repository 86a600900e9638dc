"""What an administrator takes of a new version: one tick for each change, and for a new item whether it is required."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scripts.frameworks.actions import MOST_ITEMS
from scripts.frameworks.versions.reading import Pending
from scripts.frameworks.versions.wording import shown

STAY, MAY, MUST = "", "may", "must"


class TakeForm(forms.Form):
    """`step` is the button pressed: "take" what is ticked, or "keep" the common script as it is.

    `version` is the number of the newest version when the page was shown: what nobody has seen is not decided.
    """

    fields: dict[str, Any]
    step = forms.ChoiceField(
        choices=[("take", "take"), ("keep", "keep")], error_messages={"required": _("Press one of the buttons.")}
    )
    version = forms.IntegerField(required=False)

    def __init__(self, *args, waiting: Pending, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        self.added = waiting.added[:MOST_ITEMS]  # a common script holds no more
        for change in self.added:
            self.fields[f"add-{change.item_id}"] = forms.ChoiceField(
                label=_("Take it"),
                choices=[(STAY, _("Leave it out")), (MAY, _("Take it")), (MUST, _("Take it as required"))],
                required=False,
                widget=forms.Select(attrs={"class": "input"}),
            )
        for change in waiting.reworded:
            self.fields[f"reword-{change.item_id}"] = forms.BooleanField(label=_("Offer the new words"), required=False)
        for change in waiting.ended:
            self.fields[f"end-{change.item_id}"] = forms.BooleanField(label=_("Let it go"), required=False)

    def sections(self, names: Mapping[int, str]) -> list[tuple[str, list]]:
        """Return (kind, [(change as shown, its field)]) for each kind that has any."""
        every = (("reword", self.waiting.reworded), ("end", self.waiting.ended), ("add", self.added))
        return [
            (kind, [(each, self[f"{kind}-{each.item_id}"]) for each in shown(changes, names)])
            for kind, changes in every
            if changes
        ]

    @property
    def not_shown(self) -> int:
        """How many new items are too many to decide on here."""
        return len(self.waiting.added) - len(self.added)

    def clean(self):
        """Refuse a list that is out of date, and "take" with nothing ticked: an empty choice is no decision."""
        if self.cleaned_data.get("version") != self.waiting.newest.number:
            words = _("A newer version came in while you were looking. This is what there is to decide now.")
            raise forms.ValidationError(words)
        if self.cleaned_data.get("step") == "take" and not any(self.decision().values()):
            raise forms.ValidationError(_("Nothing is chosen. Choose at least one change, or keep it as it is."))
        return self.cleaned_data

    def decision(self) -> dict:
        """Return the arguments of take_changes that the ticks mean; with "keep" all empty."""
        data = self.cleaned_data if self.cleaned_data.get("step") == "take" else {}
        chosen: dict[str, dict[int, str | bool]] = {"add": {}, "reword": {}, "end": {}}
        for kind, dash, item in (name.partition("-") for name, value in data.items() if value):
            if dash:
                chosen[kind][int(item)] = data[f"{kind}-{item}"]
        adds = {pk: value == MUST for pk, value in chosen["add"].items()}
        return {"adds": adds, "rewords": set(chosen["reword"]), "ends": set(chosen["end"])}
