"""Addresses of people."""

from django.urls import path

from learnplan.people import views
from learnplan.people.cards import views as cards
from learnplan.people.importing import views as importing

urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("card/", cards.card_sign_in, name="card_sign_in"),
    path("card/password/", cards.card_password, name="card_password"),
    path("classes/<int:class_id>/cards/", cards.class_cards, name="class_cards"),
    path("imports/", importing.imports, name="imports"),
    path("imports/roster/", importing.roster_import, name="roster_import"),
    path("imports/<int:import_id>/", importing.import_page, name="import"),
    path("imports/<int:import_id>/report.<str:ending>", importing.import_report, name="import_report"),
]
