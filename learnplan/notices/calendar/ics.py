"""Appointments in the format of calendars (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from icalendar import Calendar, Event
from icalendar.enums import CLASS, STATUS

from learnplan.dates import Appointment


def write(appointments: Iterable[Appointment], name: str) -> bytes:
    """Return a calendar called `name`; times are in UTC, and the same appointments give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Learnplan//Learnplan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for one in appointments:
        calendar.add_component(_event(one))
    return calendar.to_ical()


def answer(body: bytes, file_name: str) -> HttpResponse:
    """Return the response that carries a calendar; nobody but its reader may keep it."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=300)
    return response


def _event(one: Appointment) -> Event:
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return Event.new(
        uid=f"{one.key}@{host}",
        stamp=one.changed_at,
        last_modified=one.changed_at,
        start=one.starts_at.astimezone(UTC),
        end=one.ends_at.astimezone(UTC),
        summary=one.words,
        location=one.place or None,
        url=urljoin(settings.SITE_ADDRESS, one.path),
        sequence=one.sequence,
        status=STATUS.CANCELLED if one.is_called_off else STATUS.CONFIRMED,
        classification=CLASS.PRIVATE,
    )
