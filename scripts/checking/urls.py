"""Addresses of the check of a script."""

from django.urls import path

from scripts.checking import views

urlpatterns = [
    path("branches/<int:branch_id>/check/", views.branch_check, name="branch_check"),
]
