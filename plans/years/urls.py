"""Addresses of a plan's year. The files that other rooms add to are composed in learnplan/home."""

from django.urls import path

from plans.years.views import export, purpose, rolling, year

urlpatterns = [
    path("<int:plan_id>/purpose/", purpose.purpose, name="purpose"),
    path("<int:plan_id>/purpose/change/", purpose.purpose_change, name="purpose_change"),
    path("<int:plan_id>/purpose/sign/", purpose.purpose_sign, name="purpose_sign"),
    path("<int:plan_id>/year/", year.year, name="year"),
    path("<int:plan_id>/year/sign/", year.year_sign, name="year_sign"),
    path("<int:plan_id>/year/reopen/", year.year_reopen, name="year_reopen"),
    path("<int:plan_id>/year/carry/", year.year_carry, name="year_carry"),
    path("<int:plan_id>/page/", export.plan_page, name="plan_page"),
    path("<int:plan_id>/page.pdf", export.plan_pdf, name="plan_pdf"),
    path("<int:plan_id>/export/", export.plan_export, name="plan_export"),
    path("years/", rolling.roll_overs, name="roll_overs"),
    path("years/new/", rolling.roll_over_new, name="roll_over_new"),
    path("years/<int:roll_over_id>/", rolling.roll_over, name="roll_over"),
    path("years/lines/<int:line_id>/", rolling.roll_over_line, name="roll_over_line"),
]
