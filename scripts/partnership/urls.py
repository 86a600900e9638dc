"""Addresses of offers, places and partners."""

from django.urls import path

from scripts.partnership import offer_views, offers_import_views, views

urlpatterns = [
    path("offers/", offer_views.offers, name="offers"),
    path("offers/new/", offer_views.offer_new, name="offer_new"),
    path("offers/import/", offers_import_views.offers_import, name="offers_import"),
    path("offers/template.csv", offers_import_views.offers_template, name="offers_template"),
    path("offers/<int:offer_id>/", offer_views.offer, name="offer"),
    path("offers/<int:offer_id>/change/", offer_views.offer_change, name="offer_change"),
    path("offers/<int:offer_id>/close/", offer_views.offer_close, name="offer_close"),
    path("offers/<int:offer_id>/ask/", views.place_ask, name="place_ask"),
    path("places/", views.places, name="places"),
    path("places/<int:place_id>/", views.place, name="place"),
    path("places/<int:place_id>/undo/", views.place_undo, name="place_undo"),
    path("places/<int:place_id>/<slug:move>/", views.place_move, name="place_move"),
    path("partners/", offer_views.partners, name="partners"),
    path("partners/new/", offer_views.partner_new, name="partner_new"),
    path("partners/<int:agreement_id>/way/", offer_views.partner_way, name="partner_way"),
]
