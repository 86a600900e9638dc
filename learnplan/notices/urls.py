"""Addresses of notices. The calendar feed itself is composed in learnplan/home."""

from django.urls import path

from learnplan.notices import views
from learnplan.notices.views import calendar_address

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_notices, name="read_notices"),
    path("calendar/", calendar_address, name="calendar_address"),
    path("<int:notice_id>/", views.open_notice, name="notice"),
]
