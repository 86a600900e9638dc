"""Addresses of a script as a map, as a list, and by term, and of one branch."""

from django.urls import path

from scripts.mapping import views

urlpatterns = [
    path("<int:script_id>/", views.script, name="script"),
    path("branches/<int:branch_id>/", views.branch, name="branch"),
    path("<int:script_id>/list/", views.script_list, name="script_list"),
    path("<int:script_id>/grid/", views.script_grid, name="script_grid"),
]
