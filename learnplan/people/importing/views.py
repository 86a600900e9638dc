"""Pages of imports: what was brought in, bringing in a roster, and the report of one import."""

import json

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.people.importing.actions import receive, rows_so_far, set_aside, start_import
from learnplan.people.importing.forms import RosterForm
from learnplan.people.importing.kinds import KINDS
from learnplan.people.importing.models import Import
from learnplan.people.models import Institution, Role
from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved, wants_part
from learnplan.web.reports import write_csv

IMPORTS_ON_A_PAGE = 25
PROBLEMS_ON_A_PAGE = 50
SEVERITIES = ("refused", "warning")


@require_GET
def imports(request: Request) -> HttpResponse:
    """Show what was brought in, newest first."""
    if not request.user.institutions_as(Role.ADMINISTRATOR, Role.PROVIDER):
        raise PermissionDenied
    found = Import.objects.visible_to(request.user).for_list().fetch_mode(models.FETCH_RAISE)
    page = Paginator(found, IMPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    may_bring_roster = bool(request.user.institutions_as(Role.ADMINISTRATOR))
    return render_page(request, "people/importing/imports.html", {"page": page, "may_bring_roster": may_bring_roster})


@require_http_methods(["GET", "POST"])
def roster_import(request: Request) -> HttpResponse:
    """Take a roster, and lead to its dry run."""
    administered = request.user.institutions_as(Role.ADMINISTRATOR)
    if not administered:
        raise PermissionDenied
    institutions = Institution.objects.filter(pk__in=administered)
    form = RosterForm(request.POST or None, request.FILES or None, institutions=institutions)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        given = {"kind": Import.Kind.ROSTER, "institution": chosen["institution"], "files": chosen["files"]}
        options = {"allow_mass_ending": True} if chosen["allow_mass_ending"] else {}
        if received := attempt(form, receive, options=options, packed=form.holds_csv, actor=request.user, **given):
            return saved(request, "import", received.pk)
    return render_page(request, "people/importing/roster.html", {"form": form})


@require_http_methods(["GET", "POST"])
def import_page(request: Request, import_id: int) -> HttpResponse:
    """Show an import: its progress, then its report; and import a checked file, or set it aside."""
    one = get_visible(Import.objects.visible_to(request.user).select_related("institution", "by"), pk=import_id)
    may_decide = KINDS[one.kind].may(request.user, one.institution)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        given = {"checked": one, "actor": request.user}
        if "set_aside" in request.POST:
            words = _("Set aside. Nothing was imported and the file is deleted.")
            attempt_at_once(request, set_aside, message=words, **given)
        else:
            attempt_at_once(request, start_import, **given)
        return saved(request, one)
    response = render_page(
        request, "people/importing/import.html", report_context(request, one, may_decide), part="going"
    )
    if wants_part(request) and not one.is_running:
        response["HX-Refresh"] = "true"
    return response


def report_context(request: Request, one: Import, may_decide: bool) -> dict:
    """Return what the page of an import shows: counts, and one page of its problems."""
    report = one.report or {"files": {}, "problems": []}
    problems = report["problems"]
    severity = request.GET.get("severity")
    shown = [p for p in problems if p["severity"] == severity] if severity in SEVERITIES else problems
    refused = sum(problem["severity"] == "refused" for problem in problems)
    tabs = [("", _("All"), len(problems)), ("refused", _("Refused"), refused)]
    tabs.append(("warning", _("Warnings"), len(problems) - refused))
    return {
        "one": one,
        "rows": rows_so_far(one),
        "files": [{"name": name, **counts} for name, counts in report["files"].items()],
        "problems": Paginator(shown, PROBLEMS_ON_A_PAGE).get_page(request.GET.get("page")),
        "has_problems": bool(problems),
        "refused": refused,
        "tabs": [
            {"url": f"?severity={key}" if key else "?", "label": f"{label} ({n})", "current": key == (severity or "")}
            for key, label, n in tabs
        ],
        "may_decide": may_decide and one.is_ready,
        "leads_to": KINDS[one.kind].leads_to if one.state == Import.State.IMPORTED else "",
    }


@require_GET
def import_report(request: Request, import_id: int, ending: str) -> HttpResponse:
    """Give the report as a file: JSON as the command prints it, or its problems as CSV."""
    one = get_visible(Import.objects.visible_to(request.user), pk=import_id)
    report = one.report or {"committed": False, "files": {}, "problems": []}
    if ending == "json":
        text = json.dumps(report, indent=2, ensure_ascii=False)
        response = HttpResponse(text, content_type="application/json")
    else:
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        write_csv(report["problems"], response)
    response["Content-Disposition"] = f'attachment; filename="import-{one.pk}.{ending}"'
    return response
