"""Addresses of the variants of a step."""

from django.urls import path

from scripts.authoring.variants import views

urlpatterns = [
    path("steps/<int:step_id>/variants/", views.step_variants, name="step_variants"),
]
