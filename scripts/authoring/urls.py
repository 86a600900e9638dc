"""Addresses of a learner's script: the map, the list, branches and steps."""

from django.urls import path

from scripts.authoring import views, views_grid, views_steps

urlpatterns = [
    path("start/", views.script_start, name="script_start"),
    path("<int:script_id>/", views.script, name="script"),
    path("<int:script_id>/list/", views.script_list, name="script_list"),
    path("<int:script_id>/grid/", views_grid.script_grid, name="script_grid"),
    path("<int:script_id>/branches/new/", views.branch_new, name="branch_new"),
    path("branches/<int:branch_id>/", views.branch, name="branch"),
    path("branches/<int:branch_id>/change/", views.branch_change, name="branch_change"),
    path("branches/<int:branch_id>/choose/", views.branch_choose, name="branch_choose"),
    path("branches/<int:branch_id>/state/", views.branch_state, name="branch_state"),
    path("branches/<int:branch_id>/steps/new/", views_steps.step_new, name="step_new"),
    path("steps/<int:step_id>/", views_steps.step_change, name="step_change"),
    path("steps/<int:step_id>/remove/", views_steps.step_remove, name="step_remove"),
    path("steps/<int:step_id>/done/", views_steps.step_done, name="step_done"),
]
