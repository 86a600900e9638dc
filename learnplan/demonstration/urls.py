"""Addresses that are there in demonstration mode only."""

from django.urls import path

from learnplan.demonstration import views

urlpatterns = [
    path("demonstration/", views.demonstration_sign_in, name="demonstration_sign_in"),
    path("style/", views.style, name="style"),
]
