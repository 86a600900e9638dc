"""What is typed about a year: what education is for, why it is opened again, what goes on, and who is rolled over."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from learnplan.people.models import Institution, Membership, User
from learnplan.web.forms import words_field
from learnplan.years import current_year, year_name
from plans.targets.models import Plan, Target
from plans.years import rules
from plans.years.models import RollOver
from plans.years.rolling import entrants, groups, members


class PurposeForm(forms.Form):
    """The learner's own words on what education is for."""

    words = words_field(
        _("What my education is for"),
        most=rules.MOST_PURPOSE,
        empty=_("Write what education is for, in your own words."),
        rows=6,
        hint=_("What do you want to be able to do, be or change, now and later? There is no right answer."),
    )


class ReopenForm(forms.Form):
    """Why a closed year has to be opened again."""

    reason = words_field(
        _("Why does the year have to be opened again?"),
        most=rules.MOST_REASON,
        empty=_("Say why the year has to be opened again."),
        rows=3,
        hint=_("This stays in the history. Everyone who signed is asked to sign again afterwards."),
    )


class CarryForm(forms.Form):
    """Which open targets go into next year's plan; none is an answer too."""

    fields: dict[str, Any]
    targets = forms.ModelMultipleChoiceField(
        label=_("Take these with me"),
        queryset=Target.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Only open targets of this plan can go into next year.")},
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["targets"].queryset = plan.targets.open()


ENTRANTS = "entrants"
UNKNOWN = "unknown"
MOST_FOUND = 50


class RollOverForm(forms.Form):
    """Year groups, planned entrants and single learners of one institution, and what goes along with them."""

    fields: dict[str, Any]
    from_year = forms.TypedChoiceField(label=_("Into which year?"), coerce=int, widget=forms.RadioSelect)
    year_groups = forms.MultipleChoiceField(
        label=_("Whole year groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As they are today."),
    )
    learners = forms.MultipleChoiceField(
        label=_("And these learners"), required=False, widget=forms.CheckboxSelectMultiple
    )
    carry = forms.ChoiceField(
        label=_("What goes along?"),
        choices=RollOver.Carry,
        initial=RollOver.Carry.CHOSEN,
        widget=forms.RadioSelect,
        help_text=_("A learner chooses on the page where the plan is signed. A draft is only an offer to the learner."),
    )

    def __init__(self, *args, institution: Institution, q: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.institution = institution
        year = current_year()
        self.fields["from_year"].choices = [(year - 1, year_name(year)), (year, year_name(year + 1))]
        self.fields["from_year"].initial = year
        named = [(group or UNKNOWN, _group(group, count)) for group, count in groups(institution, year)]
        if count := entrants(institution, year).count():
            words = ngettext("%(n)s planned entrant", "%(n)s planned entrants", count) % {"n": count}
            named.append((ENTRANTS, words))
        self.fields["year_groups"].choices = named
        found = {str(one.pk): str(one) for one in self._found(q)}
        if found:
            self.fields["learners"].choices = list(found.items())
        else:
            del self.fields["learners"]

    def clean(self) -> dict:
        """Refuse an empty choice: it is an error, and never everyone."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("year_groups") and not cleaned.get("learners"):
            raise forms.ValidationError(
                _("Choose at least one year group or one learner. Choosing nobody does not mean everyone.")
            )
        return cleaned

    def chosen(self) -> set[int]:
        """Return the ids of everyone chosen."""
        cleaned, ids = self.cleaned_data, set()
        names = cleaned["year_groups"]
        now = [name.replace(UNKNOWN, "") if name == UNKNOWN else name for name in names if name != ENTRANTS]
        here = Membership.objects.current().filter(institution=self.institution, role="learner", year_group__in=now)
        ids |= set(here.values_list("user", flat=True))
        if ENTRANTS in names:
            ids |= set(entrants(self.institution, cleaned["from_year"]).values_list("user", flat=True))
        return ids | {int(pk) for pk in cleaned.get("learners", [])}

    def _found(self, q: str):
        picked = self.data.getlist("learners") if hasattr(self.data, "getlist") else []
        known = members(self.institution, current_year() - 1).exclude(until_on__lt=timezone.localdate()).values("user")
        if picked:
            return User.objects.filter(pk__in=known).filter(
                pk__in=[pk for pk in picked if pk.isascii() and pk.isdigit()][:MOST_FOUND]
            )
        return User.objects.named(q).filter(pk__in=known)[:MOST_FOUND] if q else []


def _group(group: str, count: int) -> str:
    words = ngettext("Year %(group)s: %(n)s learner", "Year %(group)s: %(n)s learners", count)
    if not group:
        words = ngettext("No year group: %(n)s learner", "No year group: %(n)s learners", count)
    return words % {"group": group, "n": count}
