"""The clock of places: a day to answer that passes asks again."""

from celery import shared_task
from django.utils import timezone

from scripts.offers.models import Place
from scripts.places.actions import ask_again


@shared_task(name="places.ask_again")
def ask_again_where_the_day_passed() -> None:
    """Ask again about every offered place whose day has passed, but for leavers'.

    Safe to run twice, since asking moves the day.
    """
    passed = Place.objects.filter(state=Place.State.OFFERED, decide_by__lt=timezone.localdate()).of_learners_here()
    for place in passed.order_by("pk").iterator(chunk_size=500):
        ask_again(place=place)
