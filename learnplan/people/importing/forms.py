"""Forms of bringing in files."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from learnplan.people.importing.actions import MOST_BYTES
from learnplan.people.models import Institution


class SeveralFiles(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or several files, cleaned to a list: each name once, not too large together, each with one of `endings`."""

    default_error_messages = {"required": _("Choose a file first.")}

    def __init__(self, *, endings: tuple[str, ...], if_other, **options):
        super().__init__(widget=SeveralFiles(attrs={"accept": ",".join(endings)}), **options)
        self.endings, self.if_other = endings, if_other

    def clean(self, data, initial=None):
        one = super().clean
        given = data if isinstance(data, list | tuple) else [data]
        files = [one(file, initial) for file in given] if given else [one(None, initial)]
        if len({file.name.lower() for file in files}) < len(files):
            raise forms.ValidationError(_("Two of the files have the same name."))
        check_size(files)
        if any(not file.name.lower().endswith(self.endings) for file in files):
            raise forms.ValidationError(self.if_other)
        return files


def check_size(files: Iterable[UploadedFile]) -> None:
    """Refuse files that together are more than the site takes in."""
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        message = _("This is more than {n} MB. Ask whoever runs Learnplan to import it.")
        raise forms.ValidationError(message.format(n=MOST_BYTES // 2**20))


class ImportForm(forms.Form):
    """Something to bring in for one of `institutions`."""

    fields: dict[str, Any]  # the constructor sets what some of them offer
    institution = forms.ModelChoiceField(label=_("For"), queryset=Institution.objects.none())

    def __init__(self, *args, institutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions
        if len(institutions) == 1:
            self.fields["institution"].initial = institutions[0]


class RosterForm(ImportForm):
    """A roster to bring in, for an institution that the person administers."""

    files = SeveralFilesField(  # type: ignore[assignment]  # a field, which Django takes off the class
        label=_("Roster"),
        help_text=_("One zip file, or all its CSV files together. OneRoster 1.1 or 1.2, or School Data Sync."),
        endings=(".zip", ".csv"),
        if_other=_("Give a zip file or CSV files."),
    )
    allow_mass_ending = forms.BooleanField(
        label=_("More than half of the people may leave, because the files no longer have them"), required=False
    )

    @property
    def holds_csv(self) -> bool:
        """Whether CSV files were given, rather than a zip file."""
        return self.cleaned_data["files"][0].name.lower().endswith(".csv")

    def clean_files(self):
        """Accept one zip file, or CSV files of different names."""
        files = self.cleaned_data["files"]
        if len(files) > 1 and any(file.name.lower().endswith(".zip") for file in files):
            raise forms.ValidationError(_("Give one zip file, or only CSV files."))
        return files
