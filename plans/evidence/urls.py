"""Addresses of evidence, with the page that asks before a carer is shown something."""

from django.urls import path

from plans.asking.beside import ask_instead
from plans.evidence import views

ASK = {"ask": ask_instead}

urlpatterns = [
    path("<int:plan_id>/evidence/", views.evidence_list, name="evidence_list"),
    path("<int:plan_id>/evidence/new/", views.evidence_new, name="evidence_new"),
    path("evidence/<int:evidence_id>/", views.evidence, name="evidence"),
    path("evidence/<int:evidence_id>/targets/", views.evidence_targets, name="evidence_targets"),
    path("evidence/<int:evidence_id>/sight/", views.evidence_sight, ASK, name="evidence_sight"),
    path("evidence/<int:evidence_id>/take-back/", views.evidence_take_back, name="evidence_take_back"),
    path("evidence/<int:evidence_id>/file/", views.evidence_file, {"which": "file"}, name="evidence_file"),
    path("evidence/<int:evidence_id>/small/", views.evidence_file, {"which": "small"}, name="evidence_small"),
]
