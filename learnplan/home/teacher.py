"""The home of a tutor or an advocate: what needs them, their learners at a glance, the places they broker."""

from django.db import models

from learnplan.home.needs import MOST, needs
from learnplan.home.path_cases import PATHS
from learnplan.people.models import User
from plans.consultation.dates import coming_up
from plans.consultation.needs import open_talks
from plans.targets.reviewing.reading import bonds_of, cases_of, learners_of, with_case
from scripts.partnership.models import Place

FEW = 8


def context(user: User) -> dict:
    """Return what the home page of the teacher or advocate `user` shows."""
    talks = open_talks(user)
    waiting = needs(user, open_talks=talks)
    learners = PATHS.add(with_case(learners_of(user), user), user)
    learners = learners.order_by("waits_since", "family_name", "given_name", "pk")
    shown = list(learners.fetch_mode(models.FETCH_RAISE)[: FEW + 1])
    places = Place.objects.filter(learner__in=bonds_of(user).values("learner"), state__in=Place.OPEN)
    latest = Place.objects.filter(pk__in=places.order_by("-moved_at", "-pk").values("pk")[:FEW])
    latest = latest.select_related("offer__provider", "learner").order_by("-moved_at", "-pk")
    return {
        "needs": waiting[:MOST],
        "needs_count": len(waiting),
        "cases": cases_of(shown[:FEW], PATHS),
        "coming": coming_up(talks, user)[:FEW],
        "has_more": len(shown) > FEW,
        "places": list(latest.fetch_mode(models.FETCH_RAISE)),
    }
