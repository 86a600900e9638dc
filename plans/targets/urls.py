"""Addresses of targets and plans. The pages that other rooms add to are composed in learnplan/home."""

from django.urls import path

from plans.targets.views import change, history, plan, steps, target

urlpatterns = [
    path("start/", plan.plan_start, name="plan_start"),
    path("<int:plan_id>/history/", history.plan_history, name="plan_history"),
    path("targets/<int:target_id>/steps/", steps.target_steps, name="target_steps"),
    path("targets/steps/<int:step_id>/", steps.target_step, name="target_step"),
    path("targets/<int:target_id>/carry/", change.target_carry, name="target_carry"),
    path("targets/<int:target_id>/history/", history.target_history, name="target_history"),
    path("targets/<int:target_id>/check-in/", target.check_in, name="check_in"),
    path("targets/<int:target_id>/rate/", target.rate, name="rate"),
    path("targets/<int:target_id>/state/", target.target_state, name="target_state"),
]
