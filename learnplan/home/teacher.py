"""The home of a tutor or an advocate: what needs them, their learners at a glance, the places they broker."""

from django.db import models

from learnplan.home.needs import MOST, needs
from learnplan.people.models import Bond, User
from plans.targets.caseload import cases_of, learners_here, with_case
from scripts.partnership.models import Place

FEW = 8


def context(user: User) -> dict:
    """Return what the home page of the teacher or advocate `user` shows."""
    waiting = needs(user)
    bonds = Bond.objects.current().consented().filter(adult=user, learner__in=learners_here())
    learners = User.objects.filter(pk__in=bonds.values("learner")).fetch_mode(models.FETCH_RAISE)
    shown = list(with_case(learners, user)[: FEW + 1])
    places = (
        Place.objects.filter(learner__in=bonds.values("learner"), state__in=Place.OPEN)
        .select_related("offer__provider", "learner")
        .order_by("-moved_at")
        .fetch_mode(models.FETCH_RAISE)
    )
    return {
        "needs": waiting[:MOST],
        "needs_count": len(waiting),
        "cases": cases_of(shown[:FEW]),
        "has_more": len(shown) > FEW,
        "places": list(places[:FEW]),
    }
