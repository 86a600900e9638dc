"""What a person's calendar holds, an appointment, and the format calendars read (iCalendar, RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from icalendar import Calendar, Event
from icalendar.enums import CLASS, STATUS


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something at a time. `key` names it for good, such as "talk-7"; `sequence` counts how often it was moved.

    `words` is all that leaves Learnplan of it, with `place` and the way back (`path`): keep it to what may be read
    on a stranger's screen.
    """

    key: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    words: str
    place: str
    path: str
    changed_at: dt.datetime
    sequence: int = 0
    is_called_off: bool = False


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
