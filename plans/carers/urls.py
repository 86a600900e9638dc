"""Addresses of what carers see and do."""

from django.urls import path

from plans.carers import views

urlpatterns = [
    path("carers/<int:bond_id>/", views.carer_view, name="carer_view"),
    path("carers/wishes/<int:view_id>/", views.carer_view_answer, name="carer_view_answer"),
    path("carers/say/<int:institution_id>/", views.own_say, name="own_say"),
    path("<int:plan_id>/encourage/", views.encouragement_new, name="encouragement_new"),
    path("encouragements/<int:encouragement_id>/away/", views.encouragement_away, name="encouragement_away"),
]
