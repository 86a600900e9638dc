"""What is typed about targets: their words, a check-in, a rating, a move."""

from typing import cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.web.forms import Scale, day_field, words_field
from plans.targets import rules
from plans.targets.models import Confidence, Level, Plan, TargetStep


class TargetForm(forms.Form):
    """The words, the test and the day of a target."""

    words = words_field(
        _("What I am aiming for"),
        most=rules.MOST_WORDS,
        empty=_("Write what you are aiming for, in your own words."),
        hint=_("In your own words, the way you would say it to a friend."),
    )
    success_test = words_field(
        _("How I will know"),
        most=rules.MOST_WORDS,
        empty=_("Write how you will know that you got there."),
        hint=_("What will you be able to do, show or say that you cannot yet?"),
    )
    due_on = day_field(_("By when"))

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        due_on = self.initial.get("due_on") or today
        self.fields["due_on"].widget.attrs |= {"min": str(min(today, due_on)), "max": str(rules.last_day(plan.year))}


class ConfidenceField(forms.TypedChoiceField):
    """How sure the learner is that they will get there, 1 to 5 in words; may be left out."""

    def __init__(self, **kwargs):
        words = {"label": _("How sure am I that I will get there?"), "help_text": _("Just now. It may change.")}
        how = {"choices": Confidence, "coerce": int, "empty_value": None, "required": False, "widget": Scale}
        super().__init__(**(words | how | kwargs))


class ChangeForm(TargetForm):
    """The wording of a target that is there, with the token of the wording its writer has seen."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    confidence = ConfidenceField()

    def __init__(self, *args, is_learner: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_learner:
            del self.fields["confidence"]  # an adult cannot say it for them


class StepsForm(forms.Form):
    """Up to five steps in their order: the words of each, and beside them the key of the step they were."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, TargetStep.MOST + 1):
            self.fields[f"step_{number}"] = forms.CharField(
                label=_("Step %(number)s") % {"number": number}, required=False, max_length=rules.MOST_IN_STEP
            )
            self.fields[f"key_{number}"] = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    @property
    def step_fields(self) -> list[forms.BoundField]:
        """The fields of the words, in their order."""
        return [words for words, _key in self.rows]

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each step as (words, key)."""
        return [(self[f"step_{number}"], self[f"key_{number}"]) for number in range(1, TargetStep.MOST + 1)]

    def steps(self) -> list[tuple[int | None, str]]:
        """Return the cleaned steps as (key or None, words), those without words too."""
        data = self.cleaned_data
        return [(data[f"key_{number}"], data[f"step_{number}"]) for number in range(1, TargetStep.MOST + 1)]


class NewTargetForm(TargetForm, StepsForm):
    """A target to be: its wording, and if one likes its steps and how sure one is; or a draft of one."""

    confidence = ConfidenceField()

    def __init__(self, *args, is_learner: bool, is_draft: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_learner:
            del self.fields["confidence"]
        if is_draft:
            self.fields["success_test"].required = self.fields["due_on"].required = False

    def ask_for_all(self) -> None:
        """Ask for everything again when it is drawn, whatever a draft or a look at the hints could go without."""
        self.fields["success_test"].required = self.fields["due_on"].required = True

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What a target needs."""
        return [self["words"], self["success_test"], self["due_on"]]

    @property
    def has_more(self) -> bool:
        """Say whether steps or confidence are filled in, or wrong, so that their fold stands open."""
        more = self.step_fields + [self[name] for name in ("confidence",) if name in self.fields]
        return any(field.value() or field.errors for field in more)

    def values(self) -> dict:
        """Return what the actions take: the wording, the words of the steps, the confidence and the token seen."""
        data = self.cleaned_data
        names = ("words", "success_test", "due_on", "seen")
        steps = [words for _key, words in self.steps()]
        return {name: data[name] for name in names} | {"confidence": data.get("confidence"), "steps": steps}


class LetGoForm(forms.Form):
    """Why a target is let go, if one likes to say."""

    reason = words_field(
        _("Why?"), most=rules.MOST_WORDS, hint=_("In a sentence. It stays in the history of the target.")
    )


class PlanField(forms.ModelChoiceField):
    """A choice of plans, by their years."""

    def label_from_instance(self, plan: Plan) -> str:
        """Return the year of the plan."""
        return plan.year_name


class CarryForm(forms.Form):
    """Into which later plan a target goes on, and by when."""

    plan = PlanField(
        queryset=Plan.objects.none(),
        label=_("Into which plan?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick the plan it goes on in."), "invalid_choice": _("Pick one of these plans.")},
    )
    due_on = day_field(_("By when now"))

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        cast(PlanField, self.fields["plan"]).queryset = plans


class LevelForm(forms.Form):
    """An answer on the one scale that learner and adults share."""

    level = forms.TypedChoiceField(
        label=_("How far along am I?"),
        choices=Level,
        coerce=int,
        widget=Scale,
        error_messages={"required": _("Pick one of the five answers.")},
    )


class CheckInForm(LevelForm):
    """How it is going, by the learner."""

    reflection = words_field(
        _("What happened?"),
        most=2000,
        rows=4,
        hint=_("What went well, what was hard, what you tried. Your tutor can read it."),
    )
    confidence = ConfidenceField(label=_("And how sure am I now that I will get there?"), help_text="")


class RateForm(LevelForm):
    """How it is going, by someone else."""

    comment = words_field(
        _("What have you seen?"),
        most=2000,
        empty=_("Say why, in a sentence or two. A number alone helps nobody."),
        rows=4,
        hint=_("The learner reads this beside their own answer. Say what you saw, and what to try next."),
    )

    def __init__(self, *args, learner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].label = _("How far along is %(learner)s?") % {"learner": learner.get_short_name()}
