"""Addresses of asking first."""

from django.urls import path

from plans.asking import views

urlpatterns = [
    path("<int:plan_id>/ask/<str:act>/", views.ask, name="ask"),
    path("asked/<int:asked_id>/", views.asked, name="asked"),
    path("asked/<int:asked_id>/withdraw/", views.asked_withdraw, name="asked_withdraw"),
]
