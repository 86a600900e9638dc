"""What talks add elsewhere: to the pages of targets, and to the calendars of the two in them."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.notices.appointments import Appointment
from learnplan.people.models import User
from learnplan.web.pages import Request, key_in_query
from learnplan.web.prepared import prepared
from plans.consultation.actions.outcome import keep_draft_for, write_target_for
from plans.consultation.models import Need, Talk
from plans.targets.models import Plan, Target
from plans.targets.permissions import stands_here
from plans.targets.shapes import MOST_HANGING, Consequence, Section, Start

KEPT = dt.timedelta(days=90)
MOST_APPOINTMENTS = 500
MOST = 20
talks_seen = Talk.objects.visible_to  # which the reader of a history may open


def appointments(user: User) -> list[Appointment]:
    """Return the talks this user is in, those of the last three months too, called off ones as such: one query.

    A leaver's talks leave the calendars of adults.
    """
    seen = Talk.objects.visible_to(user)
    mine = seen.filter(plan__learner=user) | seen.filter(adult=user).of_learners_here()
    rows = mine.filter(booked_at__gte=timezone.now() - KEPT).select_related("plan__learner", "adult")
    return [
        appointment(talk, user)
        for talk in rows.order_by("booked_at").fetch_mode(models.FETCH_RAISE)[:MOST_APPOINTMENTS]
    ]


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


def start_from_need(request: Request, plan: Plan) -> Start | None:
    """Return what a new target starts from (`?need=`): the need, and how to write a target that answers it."""
    key = key_in_query(request, "need")
    rows = Need.objects.visible_to(request.user).filter(plan__learner=plan.learner_id)
    need = rows.filter(pk=key).select_related("plan", "talk").first() if key else None
    return _start(need) if need else None


def start_from_draft(request: Request, draft: Target) -> Start | None:
    """Return what a draft was kept from: the need that it is to answer once it is in the plan."""
    rows = Need.objects.visible_to(request.user).filter(links__target=draft.pk)
    need = rows.select_related("plan", "talk").order_by("pk").first()
    return _start(need) if need else None


def _start(need: Need) -> Start:
    return Start(
        Section("plans/consultation/target_start.html", {"need": need}),
        write=partial(write_target_for, need=need),
        keep=partial(keep_draft_for, need=need),
        facts={"need": need.pk},
    )


@prepared
def _needs_of(user: User, *, target_id: int):
    needs = Need.objects.visible_to(user).filter(links__target=target_id).select_related("talk__adult")
    return needs.fetch_mode(models.FETCH_RAISE)[:MOST]


@prepared
def _talks_of(user: User, *, plan_id: int):
    talks = Talk.objects.visible_to(user).filter(plan=plan_id).open().select_related("plan__learner", "adult")
    return talks.order_by("booked_at", "pk").fetch_mode(models.FETCH_RAISE)[:MOST]


def needs_answered(target: Target, user: User) -> Section | None:
    """Return the needs that the target answers, with the talks they came out of, for those who were in them."""
    found = _needs_of(user, target_id=target.pk)
    return Section("plans/consultation/target_needs.html", {"needs": found}, is_aside=True) if found else None


def talks_in(plan: Plan, user: User) -> Section | None:
    """Return the reader's open talks of a plan, and the ways to one more."""
    found = _talks_of(user, plan_id=plan.pk)
    stands = stands_here(user, plan)
    facts = {
        "talks": found,
        "may_book": not stands.is_closed and (stands.is_learner or stands.is_helper),
        "may_ask": not stands.is_closed and stands.is_tied,
    }
    return Section("plans/consultation/plan_talks.html", facts) if found or facts["may_ask"] else None


def of_needs(target: Target, user: User) -> list[Consequence]:
    """Return the needs from a talk that the target answers, as far as the reader knows of the talk."""
    rows = Need.objects.visible_to(user).filter(targets=target.pk).order_by("pk").fetch_mode(models.FETCH_RAISE)
    return [
        Consequence(
            _("It answers a need from a talk: “%(need)s”") % {"need": need.words},
            _("The need stays. See that it still has a target that answers it."),
            reverse("talk", args=[need.talk_id]),
        )
        for need in rows[:MOST_HANGING]
    ]
