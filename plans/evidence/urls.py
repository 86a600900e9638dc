"""Addresses of evidence."""

from django.urls import path

from plans.evidence import views

urlpatterns = [
    path("<int:plan_id>/evidence/", views.evidence_list, name="evidence_list"),
    path("<int:plan_id>/evidence/new/", views.evidence_new, name="evidence_new"),
    path("evidence/<int:evidence_id>/", views.evidence, name="evidence"),
    path("evidence/<int:evidence_id>/targets/", views.evidence_targets, name="evidence_targets"),
    path("evidence/<int:evidence_id>/sight/", views.evidence_sight, name="evidence_sight"),
    path("evidence/<int:evidence_id>/take-back/", views.evidence_take_back, name="evidence_take_back"),
    path("evidence/<int:evidence_id>/file/", views.evidence_file, name="evidence_file"),
    path("evidence/<int:evidence_id>/small/", views.evidence_small, name="evidence_small"),
]
