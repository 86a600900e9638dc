"""Addresses of freedoms."""

from django.urls import path

from plans.coproduction.freedoms import views

urlpatterns = [
    path("<int:plan_id>/freedoms/", views.freedoms, name="freedoms"),
    path("<int:plan_id>/freedoms/ask/<slug:freedom>/", views.freedom_ask, name="freedom_ask"),
    path("freedoms/<int:grant_id>/", views.freedom, name="freedom"),
    path("freedoms/<int:grant_id>/<slug:move>/", views.freedom_move, name="freedom_move"),
]
