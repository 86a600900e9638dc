"""Addresses of offers and partners, with what rooms above add to their pages."""

from django.urls import path

from scripts.authoring.beside import put_in_script, takes_up
from scripts.chosen.beside.offers import learners_with_path, read_path_offers
from scripts.offers import views

urlpatterns = [
    path("offers/", views.offers, {"beside": (learners_with_path, read_path_offers)}, name="offers"),
    path("offers/new/", views.offer_new, name="offer_new"),
    path("offers/import/", views.offers_import, name="offers_import"),
    path("offers/template.csv", views.offers_template, name="offers_template"),
    path("offers/<int:offer_id>/", views.offer, {"leads": takes_up, "beside": put_in_script}, name="offer"),
    path("offers/<int:offer_id>/change/", views.offer_change, {"leads": takes_up}, name="offer_change"),
    path("offers/<int:offer_id>/close/", views.offer_close, {"leads": takes_up}, name="offer_close"),
    path("partners/", views.partners, name="partners"),
    path("partners/new/", views.partner_new, name="partner_new"),
    path("partners/<int:agreement_id>/way/", views.partner_way, name="partner_way"),
]
