"""Addresses of who may do what, and of asking first."""

from django.urls import path

from plans.asking import views
from plans.matrix import views as views_matrix

urlpatterns = [
    path("who-may/<int:institution_id>/", views_matrix.who_may, name="who_may"),
    path("who-may/<int:institution_id>/new/", views_matrix.matrix_new, name="matrix_new"),
    path("who-may/versions/<int:matrix_id>/", views_matrix.matrix, name="matrix"),
    path("<int:plan_id>/ask/<str:act>/", views.ask, name="ask"),
    path("asked/<int:asked_id>/", views.asked, name="asked"),
    path("asked/<int:asked_id>/withdraw/", views.asked_withdraw, name="asked_withdraw"),
]
