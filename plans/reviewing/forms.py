"""What is typed when many plans are looked after: who stands in and when."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Membership, Role, User
from learnplan.web.forms import Day, words_field
from plans.targets.forms import LevelForm, RateForm
from plans.targets.models import Level


class AwayForm(forms.Form):
    """Who stands in for a tutor, and from when until when."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    to = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={
            "required": _("Choose who stands in."),
            "invalid_choice": _("Choose a teacher who is there today. Whoever has left cannot stand in."),
        },
    )
    from_on = forms.DateField(label=_("First day away"), widget=Day, initial=timezone.localdate)
    until_on = forms.DateField(label=_("Last day away"), help_text=_("You can end it earlier at any time."), widget=Day)

    def __init__(self, *args, adult: User, **kwargs):
        super().__init__(*args, **kwargs)
        places = adult.institutions_as(Role.TEACHER)
        teaching = Membership.objects.current().filter(role=Role.TEACHER, institution__in=places)
        colleagues = User.objects.filter(pk__in=teaching.values("user"), is_active=True)
        self.fields["to"].queryset = colleagues.exclude(pk=adult.pk)


class BulkForm(forms.Form):
    """What is done to those chosen, with one comment for all, and one level for those without their own."""

    kind = forms.ChoiceField(
        label=_("What to do with those I ticked"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    words = words_field(
        _("What I say to each of them"),
        most=2000,
        empty=_("Write what you say to them."),
        rows=3,
        hint=_("Everyone reads it as if it were written to them alone. Say what you saw, and what to try next."),
    )
    level = forms.TypedChoiceField(
        label=_("Level for those without their own"),
        help_text=_("Only for answers. A level beside a name goes before this one."),
        choices=lambda: [("", _("each has its own")), *levels()],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, kinds: list[tuple[str, Any]], has_levels: bool, **kwargs):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = kinds
        if len(kinds) == 1:
            fields["kind"].widget, self.initial["kind"] = forms.HiddenInput(), kinds[0][0]
        if not has_levels:
            del fields["level"]


def levels() -> list[tuple[int, str]]:
    """Return the five levels for a select, with their numbers before the words."""
    return [(level.value, f"{level.value} {level.label}") for level in Level]


class TogetherForm(forms.Form):
    """With whom a plan is reviewed, and how many targets stand on a screen."""

    fields: dict[str, Any]
    adult = forms.ModelChoiceField(
        label=_("With whom"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose with whom."), "invalid_choice": _("Choose somebody who is with you.")},
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=[("one", _("one target on each screen")), ("all", _("all targets on one screen"))],
        initial="one",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one or all.")},
    )

    def __init__(self, *args, adults, **kwargs):
        super().__init__(*args, **kwargs)
        if adults is None:
            del self.fields["adult"]
        else:
            self.fields["adult"].queryset = adults


class OwnForm(LevelForm):
    """The learner's answer in a review together: first, and in their own words."""

    target_id: int
    reflection = words_field(_("What happened?"), most=2000, rows=3)

    def __init__(self, *args, learner: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].label = _("%(who)s: how far along am I?") % {"who": learner.get_short_name()}


class OtherForm(RateForm):
    """The adult's answer in a review together, after the learner's."""

    target_id: int

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text, self.fields["comment"].widget.attrs["rows"] = "", 3
