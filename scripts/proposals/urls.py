"""Addresses of what a new version would change in a script."""

from django.urls import path

from scripts.proposals import views

urlpatterns = [
    path("<int:script_id>/proposal/<int:taking_id>/", views.proposal, name="proposal"),
]
