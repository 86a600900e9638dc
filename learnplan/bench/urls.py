"""The addresses while measuring: all of the product's, and the bare page beside which they are measured."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from scripts.offers.models import Offer

ROWS = 20


def floor(request: HttpRequest) -> HttpResponse:
    """Show twenty rows of one query to a signed-in user: session, user, rows, and nothing else."""
    rows = Offer.objects.order_by("pk")[:ROWS]
    return render(request, "bench/floor.html", {"rows": rows, "name": str(request.user)})


urlpatterns = [path("bench/floor/", floor, name="floor"), path("", include("learnplan.urls"))]
