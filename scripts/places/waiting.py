"""What places put in somebody's "needs you": an answer, a decision, a partner to ask."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.people.models import STAFF, Bond, Membership, Role, User, name_of
from learnplan.waiting.shapes import Need
from learnplan.web.prepared import prepared
from scripts.authoring.models import Branch, Step
from scripts.authoring.permissions import bonds_to_write
from scripts.offers.models import Place

MOST = 50
DEEPEST = 5  # how many forks above the chosen branch are looked along


def needs(user: User, offered: Iterable[Place] | None = None, left: list[dict] | None = None) -> list[Need]:
    """Return what waits for this user about places, oldest first, at most `MOST` of each kind.

    `offered` are the places a learner has been offered, with offer and provider, and `left` the rows of `left_open`,
    where they are read already.
    """
    found: list[Need] = []
    if user.institutions_as(Role.LEARNER):
        found += _to_answer(offered_to(user)[:MOST] if offered is None else offered)
    if user.institutions_as(Role.PROVIDER):
        found += _to_decide(user)
    if user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        found += _to_ask_for(user)
    if user.institutions_as(*STAFF):
        found += [_of_leaver(row) for row in (left_open(user) if left is None else left)]
    return sorted(found, key=lambda need: need.since)


def offered_to(learner: User | int) -> QuerySet[Place]:
    """Return the places that wait for the learner's answer, oldest first, with offer and provider."""
    offered = Place.objects.filter(learner=learner, state=Place.State.OFFERED)
    return offered.select_related("offer__provider").order_by("moved_at")


def _to_answer(offered: Iterable[Place]) -> list[Need]:
    return [
        Need(
            since=place.moved_at,
            words=_("A place on %(offer)s at %(provider)s is yours")
            % {"offer": place.offer, "provider": place.offer.provider},
            more=_("until %(day)s. Nothing happens if the date passes: we will ask you again.")
            % {"day": date_format(place.decide_by, "l j F")},  # type: ignore[arg-type]  # what is offered has a day
            path=place.get_absolute_url(),
            action=_("Take it or leave it"),
        )
        for place in offered
    ]


def _to_decide(user: User) -> list[Need]:
    return [
        Need(
            since=place.asked_at,
            words=_("%(learner)s from %(home)s would like a place on %(offer)s.")
            % {"learner": place.learner, "home": place.home, "offer": place.offer},
            more=_("You are holding one for them.") if place.state == Place.State.HELD else "",
            path=place.get_absolute_url(),
            action=_("Offer or hold"),
        )
        for place in _places_to_decide(user)
    ]


@prepared
def _places_to_decide(user: User):
    """The places asked of this provider staff's institutions that wait for their answer, oldest first."""
    waiting = Place.objects.filter(
        offer__provider__in=user.institutions_as(Role.PROVIDER), state__in=[Place.State.ASKED, Place.State.HELD]
    )
    first = waiting.of_learners_here().order_by("asked_at", "pk").values("pk")[:MOST]
    rows = Place.objects.filter(pk__in=first).select_related("offer", "learner", "home")
    return rows.order_by("asked_at", "pk").fetch_mode(models.FETCH_RAISE)


@prepared
def _steps_to_ask_for(user: User):
    """Steps on the chosen path of a learner they write for that take up an offer nobody has asked a place on yet."""
    bonded = bonds_to_write(user).values("learner")
    here = Membership.objects.current().filter(role=Role.LEARNER).values("user")
    asked = Place.objects.filter(learner=OuterRef("branch__script__learner"), offer=OuterRef("offer"))
    return (
        Step.objects.filter(
            on_chosen_path(),
            branch__script__learner__in=bonded,
            offer__isnull=False,
            offer__closed_at=None,
            offer__ends_on__gte=timezone.localdate(),
            done_at=None,
        )
        .filter(branch__script__learner__in=here)
        .exclude(Exists(asked))
        .select_related("offer__provider", "branch__script__learner")
        .order_by("pk")[:MOST]
    )


def on_chosen_path() -> Q:
    """Return the condition that a step is on the chosen path: of the branch itself, or before the fork above it."""
    ways = Q(branch__state=Branch.State.CHOSEN)
    for depth in range(DEEPEST):
        above = "parent__" * depth
        led_by = {f"{above}parent": OuterRef("branch"), f"{above}forks_after__position__gte": OuterRef("position")}
        ways |= Q(Exists(Branch.objects.filter(state=Branch.State.CHOSEN, **led_by)))
    return ways


def left_open(user: User) -> QuerySet:
    """Return the open places of leavers, which only a person gives up, as values.

    For their tutor where they were, and for the administrators there.
    """
    tutored = Bond.objects.current().tutors().filter(adult=user, learner=OuterRef("learner"))
    mine = Q(home__in=user.institutions_as(Role.ADMINISTRATOR))
    mine |= Q(Exists(tutored), home__in=user.institutions_as(*STAFF))
    rows = Place.objects.open().filter(mine).of_leavers().order_by("left_on", "pk")
    names = {"offer_title": F("offer__title"), "provider_name": F("offer__provider__name"), "who": name_of("learner")}
    return rows.values("id", "left_on", **names)[:MOST]


def _of_leaver(row: dict) -> Need:
    gone = row["left_on"] if isinstance(row["left_on"], dt.date) else dt.date.fromisoformat(row["left_on"])
    words = _("%(who)s has left, and still has a place on %(offer_title)s at %(provider_name)s.")
    return Need(
        since=timezone.make_aware(dt.datetime.combine(gone + dt.timedelta(days=1), dt.time())),
        words=words % row,
        more=_("Only a person can give it up. Ask what they want, then say what becomes of it."),
        path=reverse("place", args=[row["id"]]),
        action=_("Look at the place"),
    )


def _to_ask_for(user: User) -> list[Need]:
    return [
        Need(
            since=step.added_at,
            words=_("%(learner)s chose %(offer)s.") % {"learner": step.branch.script.learner, "offer": step.offer},
            more=_("%(provider)s has not been asked for a place yet.") % {"provider": step.offer.provider},
            path=reverse("place_ask", args=[step.offer_id]) + f"?step={step.pk}",
            action=_("Ask for a place"),
        )
        for step in _steps_to_ask_for(user)
    ]
