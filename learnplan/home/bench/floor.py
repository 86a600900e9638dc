"""The floor that pages are measured against: a bare page of Django for someone signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scripts.partnership.models import Offer

ROWS = 20


def floor(request: HttpRequest) -> HttpResponse:
    """Show twenty rows of one query to a signed-in user: session, user, rows, and nothing else."""
    rows = Offer.objects.order_by("pk")[:ROWS]
    return render(request, "home/bench/floor.html", {"rows": rows, "name": str(request.user)})
