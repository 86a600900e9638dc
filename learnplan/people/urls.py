"""Addresses of people, with what other rooms know of a learner."""

from django.urls import path

from learnplan.people import views
from learnplan.people.cards import views as cards
from learnplan.people.classes import views as classes
from learnplan.people.importing import views as importing
from plans.funding.beside import money_of
from plans.targets.beside import plan_of
from scripts.authoring.beside import script_of
from scripts.places.beside import places_of

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.person_new, name="person_new"),
    path("me/", views.profile, name="profile"),
    path("<int:user_id>/", views.person, {"beside": (plan_of, money_of, script_of, places_of)}, name="person"),
    path("<int:user_id>/bonds/new/", views.bond_new, name="bond_new"),
    path("<int:user_id>/circumstances/new/", views.circumstance_new, name="circumstance_new"),
    path("bonds/<int:bond_id>/consent/", views.bond_consent, name="bond_consent"),
    path("bonds/<int:bond_id>/end/", views.bond_end, name="bond_end"),
    path("card/", cards.card_sign_in, name="card_sign_in"),
    path("card/password/", cards.card_password, name="card_password"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:class_id>/tutor/", classes.class_tutor, name="class_tutor"),
    path("classes/<int:class_id>/cards/", cards.class_cards, name="class_cards"),
    path("imports/", importing.imports, name="imports"),
    path("imports/roster/", importing.roster_import, name="roster_import"),
    path("imports/<int:import_id>/", importing.import_page, name="import"),
    path("imports/<int:import_id>/report.<str:ending>", importing.import_report, name="import_report"),
]
