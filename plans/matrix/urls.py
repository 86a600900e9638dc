"""Addresses of who may do what."""

from django.urls import path

from plans.matrix import views

urlpatterns = [
    path("who-may/<int:institution_id>/", views.who_may, name="who_may"),
    path("who-may/<int:institution_id>/new/", views.matrix_new, name="matrix_new"),
    path("who-may/versions/<int:matrix_id>/", views.matrix, name="matrix"),
]
