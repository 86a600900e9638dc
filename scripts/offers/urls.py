"""Addresses of offers, places and partners."""

from django.urls import path

from scripts.offers import views
from scripts.places import views as views_places

urlpatterns = [
    path("offers/", views.offers, name="offers"),
    path("offers/new/", views.offer_new, name="offer_new"),
    path("offers/import/", views.offers_import, name="offers_import"),
    path("offers/template.csv", views.offers_template, name="offers_template"),
    path("offers/<int:offer_id>/", views.offer, name="offer"),
    path("offers/<int:offer_id>/change/", views.offer_change, name="offer_change"),
    path("offers/<int:offer_id>/close/", views.offer_close, name="offer_close"),
    path("offers/<int:offer_id>/ask/", views_places.place_ask, name="place_ask"),
    path("places/", views_places.places, name="places"),
    path("places/<int:place_id>/", views_places.place, name="place"),
    path("places/<int:place_id>/undo/", views_places.place_undo, name="place_undo"),
    path("places/<int:place_id>/<slug:move>/", views_places.place_move, name="place_move"),
    path("partners/", views.partners, name="partners"),
    path("partners/new/", views.partner_new, name="partner_new"),
    path("partners/<int:agreement_id>/way/", views.partner_way, name="partner_way"),
]
