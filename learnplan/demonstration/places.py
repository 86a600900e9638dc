"""The demonstration's places: asked for by tutors, and taken by both sides through every state there is."""

import datetime as dt

from django.utils import timezone

from learnplan.demonstration.scenes import at
from learnplan.people.models import Role, User
from learnplan.rules import RuleBroken
from scripts.models import Branch, Place
from scripts.places import actions


def ask_for_places(taken_up: list) -> list[Place]:
    """Ask for a place for most of the (learner, tutor, step) on a chosen path; some wait for the tutor yet."""
    places = []
    chosen = set(Branch.objects.filter(state=Branch.State.CHOSEN).values_list("pk", flat=True))
    for number, (learner, tutor, step) in enumerate(taken_up):
        waits = step.offer.code == "HW-MAINT" if learner.username == "amina" else number % 5 == 4
        if step.branch_id not in chosen or waits:
            continue
        try:
            place = actions.ask_place(
                offer=step.offer, learner=learner, step=step, reason=f"For the step “{step.title}”", actor=tutor
            )
        except RuleBroken:
            continue  # the quota of the agreement is spent: the step waits, as it would
        places.append(place)
    return places


def live_places(places: list[Place], year: int) -> None:
    """Move the places on through October and November until each state has some."""
    staff = {place.offer.provider_id: None for place in places}
    for provider in staff:
        staff[provider] = User.objects.with_role(Role.PROVIDER, provider).order_by("pk")[0]
    offered = []
    with at(year, 10, 27):
        for number, place in enumerate(places):
            sam = staff[place.offer.provider_id]
            if number % 9 == 5:
                _try("hold", place, actor=sam)
            elif number % 11 == 7:
                reason = "The group is full this term; spring may work."
                _try("decline", place, reason=reason, actor=sam)
            elif number % 7 != 3 and not (place.learner.username == "amina" and number > 0):
                decide_by = timezone.localdate() + dt.timedelta(days=10)
                if _try("offer", place, decide_by=decide_by, actor=sam):
                    offered.append(place)
    with at(year, 11, 3):
        accepted = [
            place
            for number, place in enumerate(offered)
            if number % 8 not in (2, 6) and _try("accept", place, actor=place.learner)
        ]
        for place in offered[6::16]:
            _try("decline", place, reason="It clashes with football.", actor=place.learner)
    with at(year, 11, 10):
        for number, place in enumerate(accepted):
            if number % 3 == 0:
                _try("start", place, actor=place.learner)
    with at(year, 11, 16):
        for number, place in enumerate(accepted):
            sam = staff[place.offer.provider_id]
            if place.offer.code == "SITE-SAFE" or number % 27 == 3:
                _try("start", place, actor=place.learner)
                _try("complete", place, actor=sam)
            elif number % 14 == 5:
                _try("withdraw", place, reason="The bus takes two hours.", actor=place.learner)
            elif number % 25 == 8:
                _try("release", place, reason="Our workshop closes for repairs.", actor=sam)
    _offer_now(places, staff)


def _offer_now(places: list[Place], staff: dict) -> None:
    """Offer a few of those still asked for today, so that there are answers to give; Amina's first."""
    asked = [place for place in places if Place.objects.filter(pk=place.pk, state=Place.State.ASKED).exists()]
    asked.sort(key=lambda place: place.learner.username != "amina")
    decide_by = timezone.localdate() + dt.timedelta(days=6)
    for place in asked[:1] + asked[4::5]:
        _try("offer", place, decide_by=decide_by, actor=staff[place.offer.provider_id])


def _try(move: str, place: Place, **said) -> bool:
    """Make the move, unless the rules refuse it (no room, no money): then life goes on without."""
    try:
        actions.move_place(place=place, move=move, **said)
    except RuleBroken:
        return False
    return True
