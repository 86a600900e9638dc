"""Addresses of home."""

from django.urls import path

from learnplan.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("my/money/", views.my_money, name="my_money"),
]
