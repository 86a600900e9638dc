"""The shape of what administrators type about money: a fund, a payment into it, a formula."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, Role
from learnplan.web.forms import PoundsField
from learnplan.years import current_year, year_name
from plans.funding.formula import MOST_PENCE, MOST_PERCENT, VERSION
from plans.funding.models import Fund, Transfer
from plans.funding.wording import NAMES, VALUE_NAMES, purpose_of, year_group_name


class FundForm(forms.Form):
    """A new fund of one of the institutions the user administers."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    name = forms.CharField(
        label=_("Name"),
        max_length=Fund._meta.get_field("name").max_length,
        help_text=_("For instance “Learner choice”."),
    )
    year = forms.TypedChoiceField(label=_("Academic year"), coerce=int)
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        year, administered = current_year(), user.institutions_as(Role.ADMINISTRATOR)
        self.fields["year"].choices = [(n, year_name(n)) for n in (year, year + 1)]
        institution = self.fields["institution"]
        institution.queryset = Institution.objects.filter(pk__in=administered)
        if len(administered) == 1:
            institution.initial, institution.widget = administered[0], forms.HiddenInput()


class PayInForm(forms.Form):
    """Money into a fund, typed in pounds."""

    pence = PoundsField(
        label=_("Amount"),
        help_text=_("In pounds, for instance 250,000 or 1,234.50."),
        validators=[MinValueValidator(1, _("Write an amount above nothing."))],
    )
    reason = forms.CharField(
        label=_("Where it comes from"),
        max_length=Transfer._meta.get_field("reason").max_length,
        help_text=_("For instance “Authority grant, autumn”. It stands in the statement for good."),
    )


class PublishForm(forms.Form):
    """Consent to publish what was shown: `pence` is the sum of it."""

    pence = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class FormulaForm(forms.Form):
    """A rate, an amount for a year group, and percents for circumstances; cleaned to `components`."""

    def __init__(self, data=None, *, year_groups, earlier=None):
        super().__init__(data, initial=initial_of(earlier) if earlier else None)
        self.year_groups = year_groups
        self.fields["rate"] = rate_field(_("For every learner"), required=True)
        for year_group in year_groups:
            self.fields[f"band {year_group}"] = rate_field(year_group_name(year_group), required=False)
        for kind, name in NAMES.items():
            for value, label in VALUE_NAMES.get(kind, {1: name}).items():
                hint = "" if kind in VALUE_NAMES else f"{purpose_of(kind)}."
                self.fields[f"weight {kind} {value}"] = percent_field(label, hint)

    @property
    def bands(self):
        """The fields of the year groups."""
        return [self[f"band {year_group}"] for year_group in self.year_groups]

    @property
    def graded(self):
        """For each circumstance of several values: what learners will read, what it is for, and its fields."""
        return [
            (NAMES[kind], purpose_of(kind), [self[f"weight {kind} {value}"] for value in values])
            for kind, values in VALUE_NAMES.items()
        ]

    @property
    def single(self):
        """The fields of the circumstances that are there or not."""
        return [self[f"weight {kind} 1"] for kind in NAMES if kind not in VALUE_NAMES]

    def clean(self):
        super().clean()
        given = self.cleaned_data
        bands = [
            {"year_group": year_group, "pence": given[f"band {year_group}"]}
            for year_group in self.year_groups
            if given.get(f"band {year_group}") is not None
        ]
        rate = {
            "kind": "rate",
            "name": str(_("Your year’s rate") if bands else _("The rate")),
            "pence": given.get("rate"),
        }
        components = [rate | ({"bands": bands} if bands else {})]
        for kind, name in NAMES.items():
            prefix = f"weight {kind} "
            weights = {
                field.removeprefix(prefix): given[field]
                for field in self.fields
                if field.startswith(prefix) and given.get(field)
            }
            if weights:
                components.append({"kind": "need", "name": str(name), "circumstance": str(kind), "weights": weights})
        given["components"] = {"version": VERSION, "components": components}
        return given


def rate_field(label, *, required: bool) -> PoundsField:
    """Return a field for an amount a learner, refusing what the formula would refuse."""
    no_slip = MaxValueValidator(MOST_PENCE, _("Write at most £1,000,000 for one learner."))
    return PoundsField(label=label, required=required, validators=[no_slip])


def percent_field(label, hint: str) -> forms.IntegerField:
    """Return a field for a weight in whole percent; empty is no weight."""
    refusal = _("Write a whole number of percent, from 0 to %(most)s.") % {"most": MOST_PERCENT}
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=MOST_PERCENT,
        error_messages={"invalid": refusal, "min_value": refusal, "max_value": refusal},
    )


def initial_of(components: dict) -> dict:
    """Return what the form would hold for these components."""
    initial = {}
    for part in components["components"]:
        if part["kind"] == "rate":
            initial["rate"] = part["pence"]
            initial |= {f"band {band['year_group']}": band["pence"] for band in part.get("bands", [])}
        else:
            about = part["circumstance"]
            initial |= {f"weight {about} {value}": percent for value, percent in part.get("weights", {}).items()}
    return initial
