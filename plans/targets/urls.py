"""Addresses of targets and plans. The pages that other rooms add to are composed in learnplan/home."""

from django.urls import path

from plans.targets import (
    history,
    target_history,
    views,
    views_change,
    views_steps,
    views_target,
)

urlpatterns = [
    path("start/", views.plan_start, name="plan_start"),
    path("<int:plan_id>/history/", history.plan_history, name="plan_history"),
    path("targets/<int:target_id>/steps/", views_steps.target_steps, name="target_steps"),
    path("targets/steps/<int:step_id>/", views_steps.target_step, name="target_step"),
    path("targets/<int:target_id>/carry/", views_change.target_carry, name="target_carry"),
    path("targets/<int:target_id>/history/", target_history.target_history, name="target_history"),
    path("targets/<int:target_id>/check-in/", views_target.check_in, name="check_in"),
    path("targets/<int:target_id>/rate/", views_target.rate, name="rate"),
    path("targets/<int:target_id>/state/", views_target.target_state, name="target_state"),
]
