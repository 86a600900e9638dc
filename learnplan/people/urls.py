"""Addresses of people. The page of one person, which shows plan and script too, is among those of home."""

from django.urls import path

from learnplan.people import views as views_people
from learnplan.people.cards import views as cards
from learnplan.people.classes import views
from learnplan.people.importing import views as importing

urlpatterns = [
    path("", views_people.people, name="people"),
    path("new/", views_people.person_new, name="person_new"),
    path("me/", views_people.profile, name="profile"),
    path("<int:user_id>/bonds/new/", views_people.bond_new, name="bond_new"),
    path("<int:user_id>/circumstances/new/", views_people.circumstance_new, name="circumstance_new"),
    path("bonds/<int:bond_id>/consent/", views_people.bond_consent, name="bond_consent"),
    path("bonds/<int:bond_id>/end/", views_people.bond_end, name="bond_end"),
    path("card/", cards.card_sign_in, name="card_sign_in"),
    path("card/password/", cards.card_password, name="card_password"),
    path("classes/", views.classes, name="classes"),
    path("classes/<int:class_id>/tutor/", views.class_tutor, name="class_tutor"),
    path("classes/<int:class_id>/cards/", cards.class_cards, name="class_cards"),
    path("imports/", importing.imports, name="imports"),
    path("imports/roster/", importing.roster_import, name="roster_import"),
    path("imports/<int:import_id>/", importing.import_page, name="import"),
    path("imports/<int:import_id>/report.<str:ending>", importing.import_report, name="import_report"),
]
