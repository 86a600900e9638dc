"""Addresses of what changed between versions, and of what a common script takes."""

from django.urls import path

from scripts.frameworks.versions import views

urlpatterns = [
    path("frameworks/<int:framework_id>/changes/", views.framework_changes, name="framework_changes"),
    path("common/<int:common_script_id>/changes/", views.common_changes, name="common_changes"),
]
