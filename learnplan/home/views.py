"""The front door: the home page of the roles a user holds today."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from learnplan.pages import render_page


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what needs this person, and what is theirs."""
    return render_page(request, "home/nobody.html", {})
