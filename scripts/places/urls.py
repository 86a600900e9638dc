"""Addresses of places."""

from django.urls import path

from scripts.places import views

urlpatterns = [
    path("offers/<int:offer_id>/ask/", views.place_ask, name="place_ask"),
    path("places/", views.places, name="places"),
    path("places/<int:place_id>/", views.place, name="place"),
    path("places/<int:place_id>/undo/", views.place_undo, name="place_undo"),
    path("places/<int:place_id>/<slug:move>/", views.place_move, name="place_move"),
]
