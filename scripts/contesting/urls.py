"""Addresses of contesting the core."""

from django.urls import path

from scripts.contesting import views

urlpatterns = [
    path("steps/<int:step_id>/contest/", views.core_ask, name="core_ask"),
    path("core/", views.core_requests, name="core_requests"),
    path("core/<int:asked_id>/", views.core_request, name="core_request"),
    path("core/<int:asked_id>/take-back/", views.core_take_back, name="core_take_back"),
]
