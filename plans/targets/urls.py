"""Addresses of targets and of the plan that holds them. The page of one target is composed in learnplan/home."""

from django.urls import path

from plans.targets import caseload, history, views, views_target

urlpatterns = [
    path("", caseload.caseload, name="caseload"),
    path("start/", views.plan_start, name="plan_start"),
    path("<int:plan_id>/", views.plan, name="plan"),
    path("<int:plan_id>/history/", history.plan_history, name="plan_history"),
    path("<int:plan_id>/targets/new/", views.target_new, name="target_new"),
    path("targets/<int:target_id>/change/", views_target.target_change, name="target_change"),
    path("targets/<int:target_id>/check-in/", views_target.check_in, name="check_in"),
    path("targets/<int:target_id>/rate/", views_target.rate, name="rate"),
    path("targets/<int:target_id>/state/", views_target.target_state, name="target_state"),
]
