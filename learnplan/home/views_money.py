"""The pages of promised money, composed with the places it is for, which a plan knows nothing of."""

from django.http import HttpResponse

from learnplan.web.pages import Request
from plans.funding.views import money as money_views
from scripts.chosen.beside.money import path_money
from scripts.places.beside import link_places


def money(request: Request, plan_id: int) -> HttpResponse:
    """Show the money behind a plan, each promise with its place, and what the chosen path would cost."""
    return money_views.money(request, plan_id, link=link_places, beside=BESIDE_MONEY)


def promised(request: Request) -> HttpResponse:
    """Show provider staff what is promised to them, each promise with its place."""
    return money_views.promised(request, link=link_places)


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_MONEY: tuple[money_views.BesideMoney, ...] = (path_money,)
