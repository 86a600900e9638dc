"""What talks put under "needs you": a time to pick, a summary to read or to write, a need without a target."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.waiting.shapes import Need
from plans.consultation.models import Need as TalkNeed
from plans.consultation.models import Talk

MOST = 50
GET_READY = dt.timedelta(days=14)


def open_talks(adult: User) -> list[Talk]:
    """Return the open talks of an adult, those that wait longest first: one query."""
    rows = Talk.objects.waiting_with(adult).select_related("plan__learner", "adult").order_by("moved_at", "pk")
    return list(rows.fetch_mode(models.FETCH_RAISE)[:MOST])


def needs(user: User, talks: Iterable[Talk] | None = None, unmet: Iterable[TalkNeed] | None = None) -> list[Need]:
    """Return what waits for this user in talks, oldest first.

    `talks` are the user's open ones and `unmet` a learner's needs without a target, if they are read already.
    """
    if talks is None:
        is_helper = bool(user.institutions_as(Role.TEACHER, Role.ADVOCATE))
        talks = open_talks(user) if is_helper else []
    found = [_of_learner(talk) if talk.plan.learner_id == user.pk else _of_adult(talk) for talk in talks]
    found += [_unmet(need) for need in unmet or ()]
    return sorted((need for need in found if need), key=lambda need: need.since)[:MOST]


def _of_learner(talk: Talk) -> Need | None:
    who, now = str(talk.adult), timezone.now()
    if talk.state == Talk.State.WANTED and talk.asked_by_id != talk.plan.learner_id:
        words = _("There is to be a talk with %(who)s.") % {"who": who}
        return _need(talk, talk.moved_at, words, _("Pick a time that suits you."), "talk_time", _("Pick a time"))
    if talk.state == Talk.State.SUMMARISED:
        words = _("Read what %(who)s understood in your talk.") % {"who": who}
        return _need(talk, talk.moved_at, words, _("It counts only when you agree."), "talk", _("Read it"))
    is_soon = talk.booked_at and now < talk.booked_at < now + GET_READY
    if talk.state == Talk.State.BOOKED and is_soon and not talk.opened_at:
        words = _("You talk with %(who)s on %(day)s.") % {"who": who, "day": _day(talk)}
        return _need(talk, talk.moved_at, words, _("What do you want to say?"), "talk", _("Get ready"))
    return None


def _of_adult(talk: Talk) -> Need | None:
    who = str(talk.plan.learner)
    if talk.state == Talk.State.WANTED and talk.asked_by_id != talk.adult_id:
        words = _("%(who)s: a talk with you is asked for.") % {"who": who}
        return _need(talk, talk.moved_at, words, talk.reason, "talk_time", _("Pick a time"))
    if talk.state == Talk.State.DISPUTED:
        words = _("%(who)s does not agree with your summary.") % {"who": who}
        return _need(talk, talk.moved_at, words, _("Read why, and write it again."), "talk_summary", _("Write again"))
    if talk.state == Talk.State.BOOKED and talk.until_at and talk.until_at <= timezone.now():
        words = _("Sum up your talk with %(who)s on %(day)s.") % {"who": who, "day": _day(talk)}
        return _need(talk, talk.until_at, words, "", "talk_summary", _("Sum it up"))
    return None


def _unmet(need: TalkNeed) -> Need:
    words = _("Your talk showed that you need this: “%(words)s”.") % {"words": need.words}
    if need.draft:
        path = reverse("target_draft", args=[need.draft])
        return Need(need.at, words, _("You have a draft for it."), path, _("Go on with the draft"))
    return Need(
        since=need.at,
        words=words,
        more=_("What could you aim for, to get it?"),
        path=f"{reverse('target_new', args=[need.plan_id])}?need={need.pk}",
        action=_("Make a target of it"),
    )


def _need(talk: Talk, since: dt.datetime, words: str, more: str, page: str, action: str) -> Need:
    return Need(since=since, words=words, more=more, path=reverse(page, args=[talk.pk]), action=action)


def _day(talk: Talk) -> str:
    return date_format(timezone.localtime(talk.booked_at), "l j F")
