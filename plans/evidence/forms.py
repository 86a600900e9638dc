"""What is asked about evidence: the piece itself, the targets it is for, and who sees it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond
from learnplan.web.forms import day_field, words_field
from plans.evidence import choices
from plans.evidence.actions import SHOWN_FIRST
from plans.evidence.addresses import MOST as MOST_URL
from plans.evidence.limits import MOST_UPLOAD_BYTES, in_mb
from plans.evidence.models import Evidence
from plans.targets.models import Target

Kind = Evidence.Kind
# HEIC is not named, so that a phone which takes HEIC photos gives us a JPEG of them.
PICTURES = "image/jpeg,image/png,image/webp,image/gif"
DOCUMENTS = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md"
FIELDS = {
    Kind.TEXT: ("title", "words"),
    Kind.PHOTO: ("camera", "upload", "title", "words"),
    Kind.FILE: ("upload", "title", "words"),
    Kind.LINK: ("url", "title", "words"),
}


class TargetsForm(forms.Form):
    """The targets a piece supports."""

    fields: dict[str, Any]
    targets = forms.ModelMultipleChoiceField(
        label=_("Which targets is it for?"),
        help_text=_("Tick as many as you like. You can change it later."),
        queryset=Target.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these targets is not in your plan any more. Tick again.")},
    )

    def __init__(self, *args, targets: QuerySet[Target], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["targets"].queryset = targets


class SightForm(forms.Form):
    """Who sees a piece, besides the learner."""

    fields: dict[str, Any]
    shown_to = forms.MultipleChoiceField(
        label=_("Who may see it, besides you?"),
        help_text=_("Tick nobody, and only you see it. You can change it at any time."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("You can show it to people who are with you now. Look at the list again.")},
    )

    def __init__(self, *args, bonds: list[Bond], **kwargs):
        super().__init__(*args, **kwargs)
        self.bonds = bonds
        self.fields["shown_to"].choices = choices.choices(bonds, self.initial.get("shown_to", ()))

    def whom(self, *, without_carers: bool = False) -> dict[str, Any]:
        """Return `kinds` and `adults` for the action."""
        bonds = [bond for bond in self.bonds if not (without_carers and bond.kind == Bond.Kind.CARER)]
        kinds, adults = choices.read(self.cleaned_data["shown_to"], bonds)
        return {"kinds": kinds, "adults": adults}


class EvidenceForm(TargetsForm, SightForm):
    """A new piece of one kind."""

    camera = forms.FileField(
        label=_("Take a photo now"),
        help_text=_("This opens your camera. Or choose a picture you have, below."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": PICTURES, "capture": "environment"}),
    )
    upload = forms.FileField(required=False, allow_empty_file=True)
    url = forms.CharField(
        label=_("Address of the page"),
        help_text=_("Copy it from the top of your browser. People see where it leads before they follow it."),
        max_length=MOST_URL,
        widget=forms.URLInput({"autocomplete": "off"}),
        error_messages={"required": _("Write the address of the page.")},
    )
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("A few words, so that you find it again."),
        max_length=120,
        error_messages={"required": _("Say what it is, in a few words.")},
    )
    words = words_field(
        _("What does it show?"),
        most=4000,
        empty=_("Write the words you want to keep."),
        rows=4,
        hint=_("What you did, and what you can do now that you could not do before."),
    )
    made_on = day_field(_("When did you make it?"), empty=_("Pick the day you made it."))

    def __init__(self, *args, kind: str, **kwargs):
        today = timezone.localdate()
        kwargs["initial"] = {"made_on": today, "shown_to": [k.value for k in SHOWN_FIRST]} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        shown = (*FIELDS[Kind(kind)], "targets", "shown_to", "made_on")
        self.fields = {name: self.fields[name] for name in shown}
        self.fields["made_on"].widget.attrs["max"] = str(today)
        self.fields["words"].required = kind == Kind.TEXT
        if kind == Kind.TEXT:
            self.fields["words"].label = _("Your words")
        if "upload" in self.fields:
            self._say_what_comes(kind)

    def _say_what_comes(self, kind: str) -> None:
        upload, most = self.fields["upload"], {"most": in_mb(MOST_UPLOAD_BYTES)}
        is_photo = kind == Kind.PHOTO
        upload.label = _("Choose a picture you have") if is_photo else _("The file")
        upload.widget.attrs["accept"] = PICTURES if is_photo else f"{DOCUMENTS},{PICTURES}"
        upload.help_text = (
            _("Up to %(most)s MB. We do not keep where it was taken.")
            if is_photo
            else _("PDF, Word, Excel, PowerPoint, OpenDocument, plain text or a picture. Up to %(most)s MB.")
        ) % most

    def clean(self):
        """Ask for the photo or the file, whichever of the two ways it comes."""
        cleaned: dict[str, Any] = self.cleaned_data
        if "upload" in self.fields:
            given = cleaned.get("camera") or cleaned.get("upload")
            # An empty file is false, and is for the check to refuse: it says what to do.
            given = given or next((f for f in (cleaned.get("camera"), cleaned.get("upload")) if f is not None), None)
            if given is None:
                photo, other = _("Choose a picture you have, or take a photo with your phone."), _("Choose a file.")
                self.add_error("upload", photo if "camera" in self.fields else other)
            cleaned["upload"] = given
        return cleaned

    def piece(self) -> dict[str, Any]:
        """Return what the action needs to know of the piece, and whom it is shown to."""
        known = ("title", "words", "url", "upload", "targets", "made_on")
        return {name: self.cleaned_data[name] for name in known if name in self.cleaned_data} | self.whom()
