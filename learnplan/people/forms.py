"""The forms about people: one's own profile, and looking for someone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["preferred_name", "email"]
        help_texts = {
            "preferred_name": _("Shown to everyone in place of your given name. Leave it empty to use that."),
            "email": _("For notices and for a forgotten password. You may leave it empty."),
        }

    def validate_unique(self):
        """Left to the action, which does not tell whose address it is."""
