"""Pages of bringing in offers: the upload, and an empty file to fill in."""

import csv

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.pages import Request, render_page, saved
from learnplan.people.importing.actions import receive
from learnplan.people.importing.forms import OneFileForm
from learnplan.people.imports import Import
from learnplan.people.models import Institution, Role
from learnplan.rules import RuleBroken
from scripts.authoring.models import Style
from scripts.partnership.offer_cells import COLUMNS, REQUIRED

BRINGERS = (Role.PROVIDER, Role.ADMINISTRATOR)


@require_http_methods(["GET", "POST"])
def offers_import(request: Request) -> HttpResponse:
    """Take a file of offers, and lead to its dry run."""
    mine = request.user.institutions_as(*BRINGERS)
    if not mine:
        raise PermissionDenied
    form = OneFileForm(
        request.POST or None,
        request.FILES or None,
        institutions=Institution.objects.filter(pk__in=mine),
        ending=".csv",
        help_text=_("A CSV file, as a spreadsheet saves it. Choose “CSV UTF-8” if there is a choice."),
    )
    if request.method == "POST" and form.is_valid():
        file, institution = form.cleaned_data["file"], form.cleaned_data["institution"]
        try:
            options = {"name": file.name[:255]}
            received = receive(
                kind=Import.Kind.OFFERS, institution=institution, files=[file], actor=request.user, options=options
            )
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, "import", received.pk)
    context = {
        "form": form,
        "required": REQUIRED,
        "optional": [column for column in COLUMNS if column not in REQUIRED],
        "styles": Style.values,
        "is_administrator": bool(request.user.institutions_as(Role.ADMINISTRATOR)),
    }
    return render_page(request, "scripts/frameworks/offers_import.html", context)


@require_safe
def offers_template(request: Request) -> HttpResponse:
    """Give a file with the columns of offers in its first line, and nothing else."""
    if not request.user.institutions_as(*BRINGERS):
        raise PermissionDenied
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="offers.csv"'
    response.write("\ufeff")
    csv.writer(response).writerow(COLUMNS)
    return response
