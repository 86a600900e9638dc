"""Addresses of what if."""

from django.urls import path

from scripts.comparing import views

urlpatterns = [
    path("<int:script_id>/compare/", views.script_compare, name="script_compare"),
    path("branches/<int:branch_id>/takes/", views.branch_takes, name="branch_takes"),
    path("branches/<int:branch_id>/vary/", views.branch_vary, name="branch_vary"),
]
