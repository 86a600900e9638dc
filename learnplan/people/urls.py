"""Addresses of people."""

from django.urls import path

from learnplan.people import views
from learnplan.people.cards import views as cards

urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("card/", cards.card_sign_in, name="card_sign_in"),
    path("card/password/", cards.card_password, name="card_password"),
    path("classes/<int:class_id>/cards/", cards.class_cards, name="class_cards"),
]
