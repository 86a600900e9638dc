"""Addresses of notices, and of the calendar, with the appointments that each room has for it."""

from django.urls import path

from learnplan.notices import views
from plans.consultation.beside import appointments

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_notices, name="read_notices"),
    path("calendar/", views.calendar_address, name="calendar_address"),
    path("calendar/<str:token>.ics", views.calendar_feed, {"dates": (appointments,)}, name="calendar_feed"),
    path("<int:notice_id>/", views.open_notice, name="notice"),
]
