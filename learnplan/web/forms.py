"""How every form is drawn, and the three inputs that Django has no drawing for: a scale, a day, an amount."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class PartsRenderer(TemplatesSetting):
    """Draws forms and fields with the parts of this product (setting FORM_RENDERER)."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


def words_field(label, *, most: int, empty=None, rows: int = 2, hint="") -> forms.CharField:
    """Return a field for at most `most` characters in `rows` lines; `empty` says what to do when nothing is written.

    Without it the field may stay empty.
    """
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=empty is not None,
        widget=forms.Textarea({"rows": rows}),
        error_messages={} if empty is None else {"required": empty},
    )


def line_field(label, *, most: int, empty=None, hint="", initial: str | None = None) -> forms.CharField:
    """Return a field for one line that the browser does not fill in; `empty` is as in `words_field`."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        initial=initial,
        required=empty is not None,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={} if empty is None else {"required": empty},
    )


def day_field(label, *, empty=None, hint="") -> forms.DateField:
    """Return a field for a day, which is always needed; `empty` says so."""
    wrong = {
        "required": empty or _("Pick a day. You can change it later."),
        "invalid": _("Write a day, like 2026-12-19."),
    }
    return forms.DateField(label=label, help_text=hint, widget=Day, error_messages=wrong)


def reason_field(label, hint, *, most: int = 1000, rows: int = 3) -> forms.CharField:
    """Return a field for a reason of up to `most` characters, which is always needed."""
    return words_field(label, most=most, empty=_("Say why, in a sentence."), rows=rows, hint=hint)


def pick_field(label, choices=(), *, empty, coerce=str) -> forms.TypedChoiceField:
    """Return a field to pick one of the `choices` (or of those that the form sets); `empty` says so when none is."""
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=coerce,
        widget=forms.RadioSelect,
        error_messages={"required": empty, "invalid_choice": _("Pick one of the list.")},
    )


def yes_no_field(label, yes, no, *, empty) -> forms.TypedChoiceField:
    """Return a field to say yes or no in the words given; cleaned to a bool."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": empty},
    )


class Scale(forms.RadioSelect):
    """A radio scale of 1 to 5 in words: five large labels, side by side where there is room.

    Its choices are (number, words), for instance (3, "nearly on my own").
    """

    template_name = "parts/scale.html"


class Day(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class PoundsInput(forms.TextInput):
    """An amount of pounds for people to type; the form holds pence."""

    template_name = "parts/pounds.html"

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value):
        """Return whole pence as pounds; what a person typed stays as it was typed."""
        if isinstance(value, int):
            return f"{value // 100}" if value % 100 == 0 else f"{value // 100}.{value % 100:02d}"
        return super().format_value(value)


class PoundsField(forms.Field):
    """An amount typed in pounds ("1,234.50", "£20") and cleaned to integer pence; empty is None."""

    widget = PoundsInput
    default_error_messages = {
        "invalid": _("Write an amount in pounds, like 250 or 1,234.50."),
        "negative": _("Write an amount of nothing or more."),
    }

    def to_python(self, value) -> int | None:
        """Return pence; raise ValidationError for anything finer than a penny or not an amount."""
        text = str(value or "").replace("£", "").replace(",", "").strip()
        if not text:
            return None
        try:
            pence = Decimal(text) * 100
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not pence.is_finite() or pence != pence.to_integral_value() or pence >= 10**13:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if pence < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        return int(pence)

    def has_changed(self, initial, data):
        """Compare amounts, not the way they are typed."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
