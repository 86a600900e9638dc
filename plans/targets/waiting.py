"""What targets put under "needs you": for a learner what was answered or is due, for an adult who waits for them."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Membership, Role, User
from learnplan.waiting.shapes import Need
from learnplan.web.prepared import prepared
from learnplan.years import current_year
from plans.targets.models import Level, Target

CAP = 50


def needs(user: User, mine: Iterable[Target] | None = None) -> list[Need]:
    """Return what waits for this user on targets, oldest first: one query for a learner, one for an adult.

    `mine` are a learner's own targets of this year `with_answers`, if they are read already.
    """
    found: list[Need] = []
    if user.institutions_as(Role.LEARNER):
        if mine is None:
            open_ones = Target.objects.open().filter(plan__learner=user, plan__year=current_year())
            mine = open_ones.filter(plan__closed_at=None).with_answers()
        found += needs_of_learner(mine)
    if user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        found += [_need_of_adult(target) for target in _waiting(user)]
    return sorted(found, key=lambda need: need.since)[:CAP]


def waiting_for(adult: User):
    """Return the targets of this year that wait for this tutor's or advocate's answer; leavers' never do."""
    bonds = Bond.objects.in_force().helpers().filter(adult=adult)
    here = Membership.objects.current().filter(role=Role.LEARNER)
    mine = Target.objects.waiting().filter(plan__learner__in=bonds.values("learner"), plan__year=current_year())
    return mine.filter(plan__learner__in=here.values("user"))


@prepared
def _waiting(adult: User):
    return waiting_for(adult).select_related("plan__learner").order_by("moved_at")[:CAP]


def needs_of_learner(targets: Iterable[Target]) -> list[Need]:
    """Return what waits for the learner among their own `targets`, which carry `own` and `other` answers."""
    found = [_answered(t) if t.is_answered else _overdue(t) for t in targets if t.is_open]
    return sorted((need for need in found if need), key=lambda need: need.since)[:CAP]


def _answered(target: Target) -> Need:
    return Need(
        since=dt.datetime.fromisoformat(target.other["at"]),
        words=_("You have an answer on “%(words)s”.") % {"words": target.words},
        more=_("Read it, and say if you can go on."),
        path=target.get_absolute_url(),
        action=_("Read the answer"),
    )


def _overdue(target: Target) -> Need | None:
    if target.due_on is None or target.due_on >= timezone.localdate():
        return None
    return Need(
        since=timezone.make_aware(dt.datetime.combine(target.due_on + dt.timedelta(days=1), dt.time())),
        words=_("The day you set for “%(words)s” has passed.") % {"words": target.words},
        more=_("That is fine. Say how it went, or pick a new day."),
        path=reverse("check_in", args=[target.pk]),
        action=_("Say how it went"),
    )


def _need_of_adult(target: Target) -> Need:
    who, words = target.plan.learner, target.words
    if target.state in Target.CALLS and not (target.rated_at and target.rated_at >= target.moved_at):
        is_help = target.state == Target.State.NEED_HELP
        said = (
            _("%(who)s asked for help with “%(words)s”.") if is_help else _("%(who)s wants to talk about “%(words)s”.")
        )
        since, more = target.moved_at, ""
    else:
        said = _("%(who)s checked in on “%(words)s”.")
        since, more = target.said_at, _("They say: %(level)s.") % {"level": Level(target.said_level).label}
    return Need(
        since=since,
        words=said % {"who": who, "words": words},
        more=more,
        path=reverse("rate", args=[target.pk]),
        action=_("Answer"),
    )
