"""Asking for a talk, booking it, moving it and calling it off."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.consultation import rules
from plans.consultation.locking import lock_own_talk, record_talk, tell_both
from plans.consultation.models import Talk
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.matrix.permissions import check
from plans.targets.models import Plan
from plans.targets.permissions import standing_to


@act
def ask_for_talk(*, plan: Plan, adult: User, reason: str, actor: User, kind: str = Talk.Kind.ONE_THING) -> Talk:
    """Ask for a talk of the plan's learner with `adult`, without a time yet; both are told, but for who asks."""
    reason = (reason or "").strip()
    if len(reason) > rules.SHORT:
        rules.clean_words(reason, "")
    if not standing_to(actor, plan).is_tied:
        raise RuleBroken(_("Only the learner and the adults who are with them can ask for a talk."))
    _check_adult(plan, adult)
    talk = Talk(plan=plan, adult=adult, reason=reason, asked_by=actor, kind=kind)
    try:
        with transaction.atomic():
            talk.save()
    except IntegrityError:
        raise RuleBroken(
            _("A talk with %(adult)s is asked for already. Put your question on its agenda.") % {"adult": adult}
        ) from None
    event = record_talk("talk.wanted", talk, actor)
    tell_both(talk, event, _("%(actor)s would like a talk. Pick a time for it."))
    return talk


@act
def book_talk(
    *,
    plan: Plan,
    adult: User,
    at: dt.datetime,
    place: str,
    actor: User,
    minutes: int = 30,
    kind: str = Talk.Kind.GOING,
    follows: Talk | None = None,
    asked: AskedFor | None = None,
) -> Talk:
    """Book a talk of the plan's learner with `adult`, by either of them; one that was asked for gets this time.

    Raises AskFirst where the matrix wants it asked; asking for a talk without a time never is.
    """
    if actor.pk not in (plan.learner_id, adult.pk):
        raise RuleBroken(_("Only the two who talk can book it. You can ask for a talk instead."))
    _check_adult(plan, adult)
    wanted = Talk.objects.select_for_update().filter(plan=plan, adult=adult, state=Talk.State.WANTED).first()
    if follows is not None and follows.plan.learner_id != plan.learner_id:
        follows = None
    if wanted:
        wanted.kind, wanted.follows = kind, follows
        wanted.save(update_fields=["kind", "follows"])
        return set_time(talk=wanted, at=at, place=place, actor=actor, minutes=minutes, asked=asked)
    check(Act.BOOK, plan=plan, actor=actor, stands=standing_to(actor, plan), asked=asked)
    talk = Talk(plan=plan, adult=adult, asked_by=actor, kind=kind, follows=follows)
    return _put_at(talk, at, minutes, place, actor)


@act
def set_time(
    *, talk: Talk, at: dt.datetime, place: str, actor: User, minutes: int = 30, asked: AskedFor | None = None
) -> Talk:
    """Give a talk that is asked for its time, or a booked one another time or place.

    The first time is booking: raises AskFirst where the matrix wants that asked, but for a talk the other asked for.
    """
    talk, _stands = lock_own_talk(talk, actor)
    if not talk.is_before:
        raise RuleBroken(_("This talk is “%(s)s”, so its time stays.") % {"s": talk.get_state_display()})
    _check_adult(talk.plan, talk.adult)
    if talk.state == Talk.State.WANTED and talk.asked_by_id not in {talk.plan.learner_id, talk.adult_id} - {actor.pk}:
        check(Act.BOOK, plan=talk.plan, actor=actor, stands=standing_to(actor, talk.plan), asked=asked)
    new = (at, at + dt.timedelta(minutes=minutes), place.strip())
    if new == (talk.booked_at, talk.until_at, talk.place):
        raise RuleBroken(_("Nothing is different yet. Change the time or the place, then save."))
    return _put_at(talk, at, minutes, place, actor)


@act
def call_off_talk(*, talk: Talk, words: str, actor: User) -> Talk:
    """Call a talk off, with a reason that the other reads."""
    words = rules.clean_words(words, _("Say why, so that the other knows."))
    talk, _stands = lock_own_talk(talk, actor)
    if not talk.is_before:
        raise RuleBroken(_("This talk is “%(s)s” by now. It cannot be called off.") % {"s": talk.get_state_display()})
    talk.called_off_because = words
    talk.sequence += 1
    move(talk, Talk.State.CALLED_OFF, "called_off_because", "sequence")
    event = record_talk("talk.called_off", talk, actor)
    tell_both(talk, event, _("%(actor)s called off your talk: “%(words)s”"), words=words)
    return talk


def move(talk: Talk, state: str, *fields: str) -> None:
    """Move a locked talk to another state, saving the other changed `fields` with it."""
    talk.state, talk.moved_at = state, timezone.now()
    talk.save(update_fields=["state", "moved_at", *fields])


def _check_adult(plan: Plan, adult: User) -> None:
    if plan.closed_at is not None:
        raise RuleBroken(_("The year of this plan is closed. Talks go into this year’s plan."))
    if not standing_to(adult, plan).is_helper:
        raise RuleBroken(
            _("%(adult)s is not a tutor or advocate of %(learner)s today. Pick someone who is.")
            % {"adult": adult, "learner": plan.learner}
        )


def _put_at(talk: Talk, at: dt.datetime, minutes: int, place: str, actor: User) -> Talk:
    """Write the time of a talk, once both people are locked and free then."""
    rules.check_time(at, minutes, talk.plan.year, timezone.now())
    until = at + dt.timedelta(minutes=minutes)
    people = User.objects.select_for_update(no_key=True).filter(pk__in=[talk.plan.learner_id, talk.adult_id])
    list(people.order_by("pk"))
    _check_learner_free(talk, at, until)
    is_new, was_booked = talk.pk is None, talk.state == Talk.State.BOOKED
    talk.booked_at, talk.until_at, talk.place = at, until, place.strip()[:200]
    talk.state, talk.sequence = Talk.State.BOOKED, talk.sequence + (not is_new)
    if not was_booked:
        talk.moved_at = timezone.now()
    try:
        with transaction.atomic():
            talk.save()
    except IntegrityError:
        raise RuleBroken(
            _("%(adult)s has another talk at that time. Pick another time.") % {"adult": talk.adult}
        ) from None
    when = date_format(localtime(at), "j F Y, H:i")
    event = record_talk("talk.moved" if was_booked else "talk.booked", talk, actor, when=when)
    said = _("%(actor)s moved your talk to %(when)s.") if was_booked else _("%(actor)s booked a talk for %(when)s.")
    tell_both(talk, event, said, when=when)
    return talk


def _check_learner_free(talk: Talk, at: dt.datetime, until: dt.datetime) -> None:
    booked = Talk.objects.filter(plan__learner=talk.plan.learner_id, state=Talk.State.BOOKED).exclude(pk=talk.pk)
    other = booked.filter(booked_at__lt=until, until_at__gt=at).select_related("adult").first()
    if other:
        raise RuleBroken(
            _("%(learner)s has a talk with %(adult)s at that time. Pick another time.")
            % {"learner": talk.plan.learner, "adult": other.adult}
        )
