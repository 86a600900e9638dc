"""What is typed to suggest a template to a learner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User


class SuggestForm(forms.Form):
    """Which learner is to look at a template, and why one thinks of them."""

    fields: dict[str, Any]  # the constructor sets whom one of them offers
    learner = forms.TypedChoiceField(
        label=_("Which learner?"),
        coerce=int,
        error_messages={
            "required": _("Choose the learner you think of."),
            "invalid_choice": _("Choose one of the learners who are with you today."),
        },
    )
    words = forms.CharField(
        label=_("Why do you think of them?"),
        help_text=_("They read this. They need not take it up, and need not say why."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, learners: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.learners = {learner.pk: learner for learner in learners}
        names = [(pk, str(learner)) for pk, learner in self.learners.items()]
        self.fields["learner"].choices = [("", _("Choose")), *names]
