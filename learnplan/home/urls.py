"""Addresses of home."""

from django.urls import path

from learnplan.home import views_style

urlpatterns: list = [
    path("style/", views_style.style, name="style"),
]
