"""Addresses of a learner's script: the map, the list, branches and steps."""

from django.urls import path

from scripts.editing.views import branches, steps
from scripts.mapping import views

urlpatterns = [
    path("start/", branches.script_start, name="script_start"),
    path("<int:script_id>/", views.script, name="script"),
    path("<int:script_id>/list/", views.script_list, name="script_list"),
    path("<int:script_id>/grid/", views.script_grid, name="script_grid"),
    path("<int:script_id>/branches/new/", branches.branch_new, name="branch_new"),
    path("branches/<int:branch_id>/", branches.branch, name="branch"),
    path("branches/<int:branch_id>/change/", branches.branch_change, name="branch_change"),
    path("branches/<int:branch_id>/choose/", branches.branch_choose, name="branch_choose"),
    path("branches/<int:branch_id>/state/", branches.branch_state, name="branch_state"),
    path("branches/<int:branch_id>/steps/new/", steps.step_new, name="step_new"),
    path("steps/<int:step_id>/", steps.step_change, name="step_change"),
    path("steps/<int:step_id>/remove/", steps.step_remove, name="step_remove"),
    path("steps/<int:step_id>/done/", steps.step_done, name="step_done"),
]
