"""Addresses of a plan's year, with what other rooms have to be taken along."""

from django.urls import path

from plans.coproduction.freedoms.beside import FREEDOMS
from plans.funding.beside import MONEY, MONEY_MOVES
from plans.years.views import export, rolling, year
from scripts.authoring.beside import SCRIPT
from scripts.contesting.beside import CORE_REQUESTS
from scripts.places.beside import PLACES
from scripts.publishing.beside import SUGGESTIONS, TEMPLATES
from scripts.sharing.beside import COMMENTS, SHOWN_BRANCHES, SIGNED_VERSIONS

# In the order in which they stand in the file; a room adds its parts here.
TAKEN_ALONG = (
    FREEDOMS,
    SCRIPT,
    CORE_REQUESTS,
    SHOWN_BRANCHES,
    TEMPLATES,
    SUGGESTIONS,
    SIGNED_VERSIONS,
    COMMENTS,
    PLACES,
    MONEY,
    MONEY_MOVES,
)

urlpatterns = [
    path("<int:plan_id>/purpose/", year.purpose, name="purpose"),
    path("<int:plan_id>/purpose/change/", year.purpose_change, name="purpose_change"),
    path("<int:plan_id>/purpose/sign/", year.purpose_sign, name="purpose_sign"),
    path("<int:plan_id>/year/", year.year, name="year"),
    path("<int:plan_id>/year/sign/", year.year_sign, name="year_sign"),
    path("<int:plan_id>/year/reopen/", year.year_reopen, name="year_reopen"),
    path("<int:plan_id>/year/carry/", year.year_carry, name="year_carry"),
    path("<int:plan_id>/page/", export.plan_page, name="plan_page"),
    path("<int:plan_id>/page.pdf", export.plan_pdf, name="plan_pdf"),
    path("<int:plan_id>/export/", export.plan_export, name="plan_export"),
    path("<int:plan_id>/export.json", export.plan_export_json, {"more": TAKEN_ALONG}, name="plan_export_json"),
    path("<int:plan_id>/export.html", export.plan_export_html, {"more": TAKEN_ALONG}, name="plan_export_html"),
    path("years/", rolling.roll_overs, name="roll_overs"),
    path("years/new/", rolling.roll_over_new, name="roll_over_new"),
    path("years/<int:roll_over_id>/", rolling.roll_over, name="roll_over"),
    path("years/lines/<int:line_id>/", rolling.roll_over_line, name="roll_over_line"),
]
