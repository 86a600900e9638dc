"""What is typed about targets: their words, a check-in, a rating, a move."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.forms import Day, Scale
from plans.targets import rules
from plans.targets.models import Level, Plan


class TargetForm(forms.Form):
    """The words, the test and the day of a target."""

    words = forms.CharField(
        label=_("What I am aiming for"),
        help_text=_("In your own words, the way you would say it to a friend."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write what you are aiming for, in your own words.")},
    )
    success_test = forms.CharField(
        label=_("How I will know"),
        help_text=_("What will you be able to do, show or say that you cannot yet?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write how you will know that you got there.")},
    )
    due_on = forms.DateField(
        label=_("By when"),
        widget=Day,
        error_messages={
            "required": _("Pick a day. You can change it later."),
            "invalid": _("Write a day, like 2026-12-19."),
        },
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        attrs = {"min": min(today, self.initial.get("due_on", today)), "max": rules.last_day(plan.year)}
        self.fields["due_on"].widget.attrs |= {name: str(day) for name, day in attrs.items()}


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

    reflection = forms.CharField(
        label=_("What happened?"),
        help_text=_("What went well, what was hard, what you tried. Your tutor can read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class RateForm(LevelForm):
    """How it is going, by someone else."""

    comment = forms.CharField(
        label=_("What have you seen?"),
        help_text=_("The learner reads this beside their own answer. Say what you saw, and what to try next."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why, in a sentence or two. A number alone helps nobody.")},
    )

    def __init__(self, *args, learner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].label = _("How far along is %(learner)s?") % {"learner": learner.get_short_name()}
