"""Addresses of writing a script in depth: order, terms, alternatives, endings, versions."""

from django.urls import path

from scripts.authoring.editing import views, views_choices, views_versions

urlpatterns = [
    path("branches/<int:branch_id>/order/", views.branch_order, name="branch_order"),
    path("branches/<int:branch_id>/forward/", views.branch_forward, name="branch_forward"),
    path("branches/<int:branch_id>/fork/", views.branch_fork, name="branch_fork"),
    path("branches/<int:branch_id>/ending/", views_choices.branch_ending, name="branch_ending"),
    path("asks/<int:ask_id>/", views_choices.ask_meet, name="ask_meet"),
    path("steps/<int:step_id>/move/", views.step_move, name="step_move"),
    path("steps/<int:step_id>/term/", views.step_term, name="step_term"),
    path("steps/<int:step_id>/options/", views_choices.step_options, name="step_options"),
    path("steps/<int:step_id>/options/one/", views_choices.step_option, name="step_option"),
    path("steps/<int:step_id>/pick/", views_choices.step_pick, name="step_pick"),
    path("<int:script_id>/versions/", views_versions.script_versions, name="script_versions"),
    path("<int:script_id>/versions/<int:number>/", views_versions.script_version, name="script_version"),
    path("<int:script_id>/versions/<int:number>/name/", views_versions.version_name, name="version_name"),
    path("<int:script_id>/versions/<int:number>/back/", views_versions.version_restore, name="version_restore"),
    path("<int:script_id>/undo/", views_versions.script_undo, name="script_undo"),
]
