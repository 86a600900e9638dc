"""Addresses of notices."""

from django.urls import path

from learnplan.notices import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_notices, name="read_notices"),
    path("<int:notice_id>/", views.open_notice, name="notice"),
]
