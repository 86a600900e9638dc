"""Talks as appointments, for the calendars of both people in them."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.dates import Appointment
from learnplan.people.models import User
from plans.consultation.models import Talk

KEPT = dt.timedelta(days=90)
MOST = 500


def appointments(user: User) -> list[Appointment]:
    """Return the talks this user is in, those of the last three months too, called off ones as such: one query.

    A leaver's talks leave the calendars of adults.
    """
    seen = Talk.objects.visible_to(user)
    mine = seen.filter(plan__learner=user) | seen.filter(adult=user).of_learners_here()
    rows = mine.filter(booked_at__gte=timezone.now() - KEPT).select_related("plan__learner", "adult")
    return [appointment(talk, user) for talk in rows.order_by("booked_at").fetch_mode(models.FETCH_RAISE)[:MOST]]


def appointment(talk: Talk, user: User) -> Appointment:
    """Return one talk with a time as `user` has it in their calendar: with whom and where, and nothing more.

    Of a learner it says the first name only: an adult's calendar may lie with a company.
    """
    if talk.booked_at is None or talk.until_at is None:
        raise ValueError("A talk without a time is in no calendar.")
    is_learner = user.pk == talk.plan.learner_id
    who = str(talk.adult) if is_learner else talk.plan.learner.get_short_name()
    return Appointment(
        key=f"talk-{talk.pk}",
        starts_at=talk.booked_at,
        ends_at=talk.until_at,
        words=_("Talk with %(who)s") % {"who": who},
        place=talk.place,
        path=talk.get_absolute_url(),
        changed_at=talk.moved_at,
        sequence=talk.sequence,
        is_called_off=talk.state == Talk.State.CALLED_OFF,
    )


def coming_up(talks: Iterable[Talk], user: User) -> list[Appointment]:
    """Return those of the user's open `talks` that are booked and not over yet, the next one first."""
    now = timezone.now()
    coming = [one for one in talks if one.state == Talk.State.BOOKED and one.until_at and one.until_at >= now]
    return [appointment(talk, user) for talk in sorted(coming, key=lambda talk: (talk.booked_at, talk.pk))]
