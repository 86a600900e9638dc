"""The pages of promised money, composed with the places it is for, which a plan knows nothing of."""

from django.http import HttpResponse
from django.urls import reverse

from learnplan.home.path_money import path_money
from learnplan.pages import Request
from learnplan.people.models import User
from learnplan.prepared import prepared
from plans.funding import views_money
from plans.funding.models import Transfer
from scripts.partnership.models import Place


def money(request: Request, plan_id: int) -> HttpResponse:
    """Show the money behind a plan, each promise with its place, and what the chosen path would cost."""
    return views_money.money(request, plan_id, link=link_places, beside=BESIDE_MONEY)


def promised(request: Request) -> HttpResponse:
    """Show provider staff what is promised to them, each promise with its place."""
    return views_money.promised(request, link=link_places)


@prepared
def _places_seen(user: User, *, promise_ids: list[int]):
    return Place.objects.visible_to(user).filter(promise__in=promise_ids).order_by().values_list("promise", "pk")


def link_places(promises: list[Transfer], user: User) -> None:
    """Give each promise the address of its place as `place_url`, or "" when the place is not this user's to see."""
    places = _places_seen(user, promise_ids=[promise.pk for promise in promises])
    found = {promise_id: reverse("place", args=[place_id]) for promise_id, place_id in places}
    for promise in promises:
        promise.place_url = found.get(promise.pk, "")


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_MONEY: tuple[views_money.BesideMoney, ...] = (path_money,)
