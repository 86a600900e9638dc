"""Addresses of a plan's year. The files that other rooms add to are composed in learnplan/home."""

from django.urls import path

from plans.targets.years import views, views_export, views_paper, views_purpose, views_roll

urlpatterns = [
    path("<int:plan_id>/purpose/", views_purpose.purpose, name="purpose"),
    path("<int:plan_id>/purpose/change/", views_purpose.purpose_change, name="purpose_change"),
    path("<int:plan_id>/purpose/sign/", views_purpose.purpose_sign, name="purpose_sign"),
    path("<int:plan_id>/year/", views.year, name="year"),
    path("<int:plan_id>/year/sign/", views.year_sign, name="year_sign"),
    path("<int:plan_id>/year/reopen/", views.year_reopen, name="year_reopen"),
    path("<int:plan_id>/year/carry/", views.year_carry, name="year_carry"),
    path("<int:plan_id>/page/", views_paper.plan_page, name="plan_page"),
    path("<int:plan_id>/page.pdf", views_paper.plan_pdf, name="plan_pdf"),
    path("<int:plan_id>/export/", views_export.plan_export, name="plan_export"),
    path("years/", views_roll.roll_overs, name="roll_overs"),
    path("years/new/", views_roll.roll_over_new, name="roll_over_new"),
    path("years/<int:roll_over_id>/", views_roll.roll_over, name="roll_over"),
    path("years/lines/<int:line_id>/", views_roll.roll_over_line, name="roll_over_line"),
]
