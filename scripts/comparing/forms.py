"""What is typed to compare: the name of a branch that is written once more."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VaryForm(forms.Form):
    """What the variant is called."""

    name = forms.CharField(
        label=_("What do you call the variant?"),
        help_text=_("A few words, such as “Engineering, but nearer home”."),
        max_length=100,
        error_messages={"required": _("Give it a name, so that you can tell the two apart.")},
    )
