"""The calendar feed, composed of what every room has in a person's calendar."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

from learnplan.home.dates import dates
from learnplan.notices import views
from learnplan.web.pages import OpenRequest


@login_not_required
def calendar_feed(request: OpenRequest, token: str) -> HttpResponse:
    """Answer a calendar that knows somebody's secret address."""
    return views.calendar_feed(request, token, dates=dates)
