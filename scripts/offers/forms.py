"""The shape of what people type about offers and agreements, and of what they search for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learnplan.people.importing.forms import ImportForm, check_size
from learnplan.people.models import Institution, Role
from learnplan.web.forms import Day, PoundsField
from scripts.frameworks.models import FrameworkItem
from scripts.offers.file import MINUTES_IN_A_WEEK
from scripts.offers.models import Agreement, Offer
from scripts.offers.rows import known_items, why_no_item
from scripts.offers.slots import Times, TimeWrong, read_slots, write_slots
from scripts.offers.styles import Style


class OfferSearch(forms.Form):
    """What somebody looks for among the offers; an unknown value is an error, never silently everything.

    `learners` are those on whose path an adult may look; `is_learner` says that there is a path of one's own. Nobody
    else is asked about paths, but who asks all the same is told why nothing is found.
    """

    fields: dict[str, Any]  # the constructor sets what some of them offer
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    style = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("any way")), *Style.choices])
    learner = forms.TypedChoiceField(label=_("For whose path"), required=False, coerce=int, empty_value=None)
    sort = forms.ChoiceField(
        label=_("In what order"), required=False, choices=[("", _("by name")), ("wanted", _("what is missing first"))]
    )
    on_path = forms.BooleanField(label=_("Only what is on the path"), required=False)
    with_room = forms.BooleanField(label=_("Only with places left"), required=False)

    def __init__(self, data=None, *, learners=(), is_learner=False):
        super().__init__(data)
        self.fields["learner"].choices = [("", _("nobody’s")), *learners]
        asked = set(data or ())
        may = {"learner": bool(learners), "on_path": bool(learners) or is_learner, "sort": bool(learners) or is_learner}
        for name, is_for_them in may.items():
            if not is_for_them and name not in asked:
                del self.fields[name]

    @property
    def needs_path(self) -> list[str]:
        """The fields filled in that mean something only beside a path."""
        return [name for name in ("on_path", "sort") if self.cleaned_data.get(name)]


class SlotsField(forms.CharField):
    """Times in the week, one a line, cleaned to what `read_slots` returns."""

    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})

    def clean(self, value) -> list[Times]:
        """Return the times; raise ValidationError for one that cannot be read."""
        try:
            return read_slots(super().clean(value))
        except TimeWrong as error:
            raise forms.ValidationError(str(error), code="bad_time") from None


class ItemsField(forms.CharField):
    """Framework items by their codes, with semicolons between, cleaned to rows of one id."""

    def clean(self, value) -> list[tuple[int]]:
        """Return a row for each item; raise ValidationError for a code that names none, or several."""
        codes = list(dict.fromkeys(code.strip() for code in super().clean(value).split(";") if code.strip()))
        known = known_items(codes)
        wrong = [why_no_item(code, known[code]) for code in codes if len(known[code]) != 1]
        if wrong:
            raise forms.ValidationError(wrong, code="unknown_item")
        return [(pk,) for code in codes for pk in known[code]]


class OfferForm(forms.ModelForm):
    """An offer as its provider writes it; `beside` are its rows in the tables of `rows.TABLES`, if it has any."""

    slots = SlotsField(
        label=_("times in the week"),
        required=False,
        help_text=_("One a line, such as Wednesday 13.00 to 16.00. Learners are told when two offers clash."),
    )
    entry = ItemsField(
        label=_("what must be covered first"),
        required=False,
        max_length=1000,
        help_text=_("Codes of the parts a learner has to have covered before it starts, with ; between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    price_pence = PoundsField(label=_("price of a place"), help_text=_("For the whole programme, in pounds."))

    class Meta:
        model = Offer
        fields = [
            "title",
            "code",
            "summary",
            "style",
            "level",
            "asks",
            "location",
            "timetable",
            "minutes_a_week",
            "starts_on",
            "ends_on",
            "places",
            "price_pence",
        ]
        widgets = {"starts_on": Day, "ends_on": Day, "summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "code": _("Your own short name for it; a file of offers finds it again by this."),
            "asks": _("What a learner needs to bring, in plain words. Leave empty if nothing."),
            "timetable": _("In words, as learners read it: Wednesdays, and two Saturdays in May."),
            "minutes_a_week": _("With the work at home. Leave empty to count the times in the week."),
        }

    field_order = [*Meta.fields[:8], "slots", "minutes_a_week", "entry"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            slots = self.instance.slots.values_list("weekday", "starts_at", "ends_at")
            self.initial["slots"] = write_slots(slots, between="\n")
            items = FrameworkItem.objects.filter(pk__in=self.instance.entry_asks.values("item")).order_by("pk")
            self.initial["entry"] = "; ".join(item.code or item.identifier for item in items)

    def clean_minutes_a_week(self):
        minutes = self.cleaned_data["minutes_a_week"]
        if minutes is not None and minutes > MINUTES_IN_A_WEEK:
            raise forms.ValidationError(_("A week has %(most)d minutes.") % {"most": MINUTES_IN_A_WEEK})
        return minutes

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("This is before the first day. Put the later day here."))
        return cleaned


class AgreementForm(forms.ModelForm):
    """What two institutions agreed; `home` is the administrator's own."""

    fields: dict[str, Any]  # the constructor sets what some of them offer

    class Meta:
        model = Agreement
        fields = ["provider", "home", "from_on", "until_on", "quota", "travel_minutes", "data_shared"]
        labels = {"provider": _("Partner"), "home": _("For learners of")}
        widgets = {"from_on": Day, "until_on": Day, "data_shared": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "quota": _("Leave empty for no limit."),
            "travel_minutes": _("One way, from your door to theirs. Learners are told when they could not be there."),
            "data_shared": _("For instance: name, year group, what the learner wants to do. Nothing else is shown."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = Institution.objects.filter(pk__in=user.institutions_as(Role.ADMINISTRATOR))
        self.fields["home"].empty_label = None
        self.fields["provider"].queryset = Institution.objects.filter(ended_on=None)

    def _post_clean(self):
        """Leave the rules between rows to the action, which says them in plain words."""
        self.instance.pk = None


class WayForm(forms.ModelForm):
    """How long the journey to a partner takes."""

    class Meta:
        model = Agreement
        fields = ["travel_minutes"]
        help_texts = {"travel_minutes": _("One way, from your door to theirs. Leave empty if nobody knows.")}


class OffersFileForm(ImportForm):
    """A file of offers to bring in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file, as a spreadsheet saves it. Choose “CSV UTF-8” if there is a choice."),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )

    def clean_file(self):
        """Accept a file of the right kind that is not too large."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".csv"):
            raise forms.ValidationError(_("Give a file whose name ends in .csv."))
        check_size([file])
        return file
