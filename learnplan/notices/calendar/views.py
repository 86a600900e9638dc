"""The page of one's calendar address, and the feed that calendars read without signing in."""

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.dates import Appointment
from learnplan.notices.calendar import ics
from learnplan.notices.calendar.actions import renew_feed
from learnplan.notices.calendar.models import CalendarFeed
from learnplan.pages import OpenRequest, Request, render_page, saved
from learnplan.people.models import User


@require_http_methods(["GET", "POST"])
def calendar_address(request: Request) -> HttpResponse:
    """Show the secret address of my calendar, and make it, or make it anew."""
    if request.method == "POST":
        renew_feed(owner=request.user)
        return saved(request, "calendar_address", message=_("Your calendar has a new address."))
    feed = CalendarFeed.objects.filter(owner=request.user).first()
    address = urljoin(settings.SITE_ADDRESS, reverse("calendar_feed", args=[feed.token])) if feed else ""
    subscribe = urlsplit(address)._replace(scheme="webcal").geturl() if feed else ""
    return render_page(request, "notices/calendar.html", {"feed": feed, "address": address, "subscribe": subscribe})


@login_not_required
@require_GET
def calendar_feed(request: OpenRequest, token: str, dates: Callable[[User], list[Appointment]]) -> HttpResponse:
    """Answer a calendar that knows the token; `dates` are what every room has for its owner."""
    feed = CalendarFeed.objects.select_related("owner").filter(token=token, owner__is_active=True).first()
    if feed is None:
        raise Http404
    return ics.answer(ics.write(dates(feed.owner), "Learnplan"), "learnplan.ics")
