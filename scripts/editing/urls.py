"""Addresses of writing a script: its start, branches and steps, order, alternatives, endings, versions."""

from django.urls import path

from scripts.editing.views import branches, choices, order, steps, versions

urlpatterns = [
    path("start/", branches.script_start, name="script_start"),
    path("<int:script_id>/branches/new/", branches.branch_new, name="branch_new"),
    path("branches/<int:branch_id>/change/", branches.branch_change, name="branch_change"),
    path("branches/<int:branch_id>/choose/", branches.branch_choose, name="branch_choose"),
    path("branches/<int:branch_id>/state/", branches.branch_state, name="branch_state"),
    path("branches/<int:branch_id>/steps/new/", steps.step_new, name="step_new"),
    path("steps/<int:step_id>/", steps.step_change, name="step_change"),
    path("steps/<int:step_id>/remove/", steps.step_remove, name="step_remove"),
    path("steps/<int:step_id>/done/", steps.step_done, name="step_done"),
    path("branches/<int:branch_id>/order/", order.branch_order, name="branch_order"),
    path("branches/<int:branch_id>/forward/", order.branch_forward, name="branch_forward"),
    path("branches/<int:branch_id>/fork/", order.branch_fork, name="branch_fork"),
    path("branches/<int:branch_id>/ending/", choices.branch_ending, name="branch_ending"),
    path("asks/<int:ask_id>/", choices.ask_meet, name="ask_meet"),
    path("steps/<int:step_id>/move/", order.step_move, name="step_move"),
    path("steps/<int:step_id>/term/", order.step_term, name="step_term"),
    path("steps/<int:step_id>/options/", choices.step_options, name="step_options"),
    path("steps/<int:step_id>/options/one/", choices.step_option, name="step_option"),
    path("steps/<int:step_id>/pick/", choices.step_pick, name="step_pick"),
    path("steps/<int:step_id>/variants/", choices.step_variants, name="step_variants"),
    path("<int:script_id>/versions/", versions.script_versions, name="script_versions"),
    path("<int:script_id>/versions/<int:number>/", versions.script_version, name="script_version"),
    path("<int:script_id>/versions/<int:number>/name/", versions.version_name, name="version_name"),
    path("<int:script_id>/versions/<int:number>/back/", versions.version_restore, name="version_restore"),
    path("<int:script_id>/undo/", versions.script_undo, name="script_undo"),
]
