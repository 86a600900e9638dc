"""The forms about people: one's own profile, and looking for someone."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond, Circumstance, Institution, Role, User
from learnplan.web.forms import Day


def field_of(model, name: str, **options) -> forms.Field:
    """Return the form field of a model's field, without the model's own checks of the whole row: actions do those."""
    return model._meta.get_field(name).formfield(**options)


class ProfileForm(forms.Form):
    """One's own name and e-mail. Whoever has the e-mail can have the password: changing it asks for that."""

    preferred_name = field_of(
        User, "preferred_name", help_text=_("Shown to everyone in place of your given name. Empty means that one.")
    )
    email = field_of(User, "email", help_text=_("For notices and for a forgotten password. You may leave it empty."))
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only to change your e-mail."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean(self) -> dict:
        """Take a new e-mail only with the password; wrong ones are counted as at the sign-in page."""
        given = self.cleaned_data
        is_new = "email" in given and given["email"] != self.user.email
        if is_new and "password" in self.fields and not get_adapter().reauthenticate(self.user, given["password"]):
            self.add_error("password", _("To change your e-mail, give the password you have now."))
        return given


class LookForm(forms.Form):
    """Looking for someone; an empty form finds everyone."""

    q = forms.CharField(label=_("Name or username"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Who"), required=False, choices=[("", _("everyone")), *Role.choices])


class BondForm(forms.Form):
    """Naming an adult for a learner, by the username that staff know each other by."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    kind = forms.ChoiceField(label=_("As what"), choices=Bond.Kind.choices)
    adult = forms.CharField(label=_("Username of the adult"), max_length=150)
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("At"), empty_label=None)
    from_on = forms.DateField(label=_("From"), widget=Day)

    def __init__(self, *args, institutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions

    def clean_adult(self) -> User:
        try:
            return User.objects.get(username__iexact=self.cleaned_data["adult"], is_active=True)
        except User.DoesNotExist:
            raise forms.ValidationError(_("Nobody here has this username. Look them up under People.")) from None


class CircumstanceForm(forms.Form):
    kind = field_of(Circumstance, "kind")
    value = field_of(Circumstance, "value", help_text=_("As the kind says: 1 to 10, 1 to 5, or 1 for “it is so”."))
    source = field_of(
        Circumstance, "source", help_text=_("Where this is known from: a letter, the roster, the learner.")
    )
    from_on = field_of(Circumstance, "from_on", widget=Day)


class AdmitForm(forms.Form):
    """A person whom no roster knows, such as a partner's staff or an advocate."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    institution = forms.ModelChoiceField(label=_("At"), queryset=Institution.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    given_name = field_of(User, "given_name")
    family_name = field_of(User, "family_name", required=True)
    username = field_of(
        User,
        "username",
        help_text=_("What they sign in with: letters, digits and @ . + - _"),
        validators=[UnicodeUsernameValidator()],
    )
    email = field_of(User, "email", help_text=_("They choose their first password by e-mail."))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        administered = Institution.objects.filter(pk__in=user.institutions_as(Role.ADMINISTRATOR))
        self.fields["institution"].queryset = administered


class ClassTutorForm(forms.Form):
    """Which of its teachers is the tutor of a class, and from when."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    tutor = forms.ModelChoiceField(label=_("Tutor"), queryset=User.objects.none(), empty_label=_("Choose"))
    from_on = forms.DateField(label=_("From"), widget=Day, initial=timezone.localdate)

    def __init__(self, *args, in_class, **kwargs):
        super().__init__(*args, **kwargs)
        teaching = in_class.enrolments.current().filter(role=Role.TEACHER)
        self.fields["tutor"].queryset = User.objects.filter(pk__in=teaching.values("user"))
