"""Addresses of the variants of a step."""

from django.urls import path

from scripts.editing.views import choices

urlpatterns = [
    path("steps/<int:step_id>/variants/", choices.step_variants, name="step_variants"),
]
