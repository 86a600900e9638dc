"""The inbox, newest first; the page of one's calendar address, and the feed that calendars read without signing in."""

from collections.abc import Callable, Sequence
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.notices.actions import read, read_all, renew_feed
from learnplan.notices.appointments import Appointment, answer, write
from learnplan.notices.models import CalendarFeed, Notice
from learnplan.people.models import User
from learnplan.web.pages import OpenRequest, Request, get_visible, render_page, saved
from learnplan.web.paging import first_page, page_after
from learnplan.web.prepared import prepared

PAGE = 30
NEWEST_FIRST = ("-at", "-pk")


def _notices(user: User):
    return Notice.objects.visible_to(user).order_by(*NEWEST_FIRST).fetch_mode(models.FETCH_RAISE)


@prepared
def _newest(user: User):
    return _notices(user)[: PAGE + 1]


@require_GET
def inbox(request: Request) -> HttpResponse:
    """Show what this person has been told, and what of it they have not read."""
    after = request.GET.get("after", "")
    if after:
        page = page_after(_notices(request.user), after, by=NEWEST_FIRST, size=PAGE)
    else:
        page = first_page(_newest(request.user), by=NEWEST_FIRST, size=PAGE)
    return render_page(request, "notices/inbox.html", {"page": page}, part="notices")


@require_POST
def read_notices(request: Request) -> HttpResponse:
    """Mark everything as read."""
    count = read_all(recipient=request.user)
    return saved(request, "inbox", message=_("All read.") if count else "")


@require_POST
def open_notice(request: Request, notice_id: int) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    notice = get_visible(Notice.objects.visible_to(request.user), pk=notice_id)
    read(notice=notice)
    if url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("inbox")


@require_http_methods(["GET", "POST"])
def calendar_address(request: Request) -> HttpResponse:
    """Show the secret address of my calendar, make it, and replace it."""
    if request.method == "POST":
        renew_feed(owner=request.user)
        return saved(request, "calendar_address", message=_("Your calendar has a new address."))
    feed = CalendarFeed.objects.filter(owner=request.user).first()
    address = urljoin(settings.SITE_ADDRESS, reverse("calendar_feed", args=[feed.token])) if feed else ""
    subscribe = urlsplit(address)._replace(scheme="webcal").geturl() if feed else ""
    return render_page(request, "notices/calendar.html", {"feed": feed, "address": address, "subscribe": subscribe})


@login_not_required
@require_GET
def calendar_feed(
    request: OpenRequest, token: str, dates: Sequence[Callable[[User], list[Appointment]]]
) -> HttpResponse:
    """Answer a calendar that knows the token; `dates` are what each room has for its owner."""
    feed = CalendarFeed.objects.select_related("owner").filter(token=token, owner__is_active=True).first()
    if feed is None:
        raise Http404
    found = sorted((one for of_room in dates for one in of_room(feed.owner)), key=lambda one: (one.starts_at, one.key))
    return answer(write(found, "Learnplan"), "learnplan.ics")
