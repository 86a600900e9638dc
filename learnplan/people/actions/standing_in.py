"""Standing in for a tutor who is away: dated bonds of their own, so that nothing about permissions changes."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import new_event, record_all
from learnplan.people.locking import lock_memberships, lock_people
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.people.permissions import may_send_away
from learnplan.rules import RuleBroken

MOST_DAYS = 366


@act
def delegate(*, adult: User, to: User, from_on: dt.date, until_on: dt.date, actor: User) -> list[Bond]:
    """Let `to` be tutor of the learners whose tutor `adult` is, from one day to another (both included).

    By the tutor, or an administrator of their institution. Returns the bonds made, with their learners; a learner
    whose tutor `to` is already gets none. RuleBroken for dates that cannot be, a stand-in who is no teacher there
    all that time, who is away then, or when somebody stands in already.
    """
    if not may_send_away(actor, adult):
        raise RuleBroken(_("Only %(adult)s or an administrator can name a stand-in.") % {"adult": adult})
    if to.pk == adult.pk:
        raise RuleBroken(_("Nobody stands in for themselves. Choose a colleague."))
    _check_days(from_on, until_on)
    lock_people([adult.pk, to.pk])
    lock_memberships([adult.pk, to.pk])
    _check_there(adult, to, from_on, until_on)
    _check_nobody_else(adult, to, from_on, until_on)
    rows = Bond.objects.tutors().within(from_on, until_on).filter(adult=adult, standing_in_for=None)
    rows = rows.select_related("learner", "institution").order_by("pk")
    own = list(rows.select_for_update(of=("self",), no_key=True))  # one that ends meanwhile is not handed on
    theirs = Bond.objects.tutors().filter(adult=to, learner__in=[bond.learner_id for bond in own])
    known = set(theirs.within(from_on, until_on).values_list("learner", flat=True))
    bonds = [_stand_in(bond, to, from_on, until_on) for bond in own if bond.learner_id not in known]
    if not bonds:
        raise RuleBroken(
            _("%(to)s is already the tutor of everyone who is with %(adult)s then. Nothing needs handing over.")
            % {"to": to, "adult": adult}
            if known
            else _("%(adult)s is nobody’s tutor then, so nobody needs to stand in.") % {"adult": adult}
        )
    made = Bond.objects.bulk_create(bonds)
    _record("standing_in.agreed", made, actor, adult=adult, to=to, from_on=from_on, until_on=until_on)
    return made


@act
def hand_on(*, bonds: list[Bond], actor: User) -> None:
    """Let whoever stands in for the tutor of these new `bonds` be tutor of their learners too, while they stand in.

    No bond is made where the stand-in is the learner's tutor already.
    """
    today = timezone.localdate()
    for to, from_on, until_on in _windows(bonds[0].adult_id, today) if bonds else ():
        theirs = Bond.objects.tutors().within(from_on, until_on).filter(adult=to)
        known = set(theirs.filter(learner__in=[bond.learner_id for bond in bonds]).values_list("learner", flat=True))
        new = [bond for bond in bonds if bond.learner_id not in known and bond.from_on <= until_on]
        for bond in Bond.objects.bulk_create(_stand_in(bond, to, max(from_on, today), until_on) for bond in new):
            days = {"from_on": bond.from_on, "until_on": bond.until_on}
            _record("standing_in.agreed", [bond], actor, adult=bonds[0].adult, to=to, **days)


def _windows(adult: int, today: dt.date) -> list[tuple[User, dt.date, dt.date]]:
    """Return who stands in for the tutor (id) now or later, each with the first and the last day of one absence."""
    rows = Bond.objects.filter(standing_in_for__adult=adult, until_on__gte=today).select_related("adult")
    found: list[tuple[User, dt.date, dt.date]] = []
    for bond in rows.order_by("adult", "from_on", "until_on"):
        last = bond.until_on or today
        if found and found[-1][0] == bond.adult and bond.from_on <= found[-1][2] + dt.timedelta(days=1):
            found[-1] = (bond.adult, found[-1][1], max(found[-1][2], last))
        else:
            found.append((bond.adult, bond.from_on, last))
    return found


@act
def end_delegation(*, adult: User, to: User, actor: User) -> list[Bond]:
    """End from today what `to` does for `adult`, and take back what has not begun. Returns the bonds it was about."""
    if not may_send_away(actor, adult):
        raise RuleBroken(_("Only %(adult)s or an administrator can end this.") % {"adult": adult})
    lock_people([adult.pk])
    today = timezone.localdate()
    rows = Bond.objects.select_for_update(of=("self",)).filter(standing_in_for__adult=adult, adult=to)
    bonds = list(rows.filter(until_on__gte=today).select_related("learner", "institution"))
    if not bonds:
        raise RuleBroken(_("%(to)s does not stand in for %(adult)s any more.") % {"to": to, "adult": adult})
    days = {"from_on": min(bond.from_on for bond in bonds), "until_on": today - dt.timedelta(days=1)}
    _record("standing_in.ended", bonds, actor, adult=adult, to=to, **days)
    keys = [bond.pk for bond in bonds]
    Bond.objects.filter(pk__in=keys, from_on__gte=today).delete()
    Bond.objects.filter(pk__in=keys).update(until_on=days["until_on"])
    return bonds


def _check_days(from_on: dt.date, until_on: dt.date) -> None:
    if from_on < timezone.localdate():
        raise RuleBroken({"from_on": _("That day has passed. Begin today or later.")})
    if until_on < from_on:
        raise RuleBroken({"until_on": _("The last day comes before the first one.")})
    if (until_on - from_on).days > MOST_DAYS:
        raise RuleBroken({"until_on": _("That is more than a year. Ask an administrator to name a new tutor.")})


def _check_there(adult: User, to: User, from_on: dt.date, until_on: dt.date) -> None:
    teaching = Membership.objects.filter(role=Role.TEACHER)
    places = teaching.on(from_on).filter(user=adult).values("institution")
    there = teaching.on(from_on).filter(user=to, institution__in=places)
    if not to.is_active or not there.exists():
        words = _("%(to)s is not a teacher where %(adult)s is, so cannot stand in.")
        raise RuleBroken({"to": words % {"to": to, "adult": adult}})
    if not there.filter(Q(until_on=None) | Q(until_on__gte=until_on)).exists():
        raise RuleBroken({"to": _("%(to)s leaves before then. Choose somebody who stays.") % {"to": to}})


def _check_nobody_else(adult: User, to: User, from_on: dt.date, until_on: dt.date) -> None:
    others = Bond.objects.within(from_on, until_on).select_related("adult", "standing_in_for__adult")
    if theirs := others.filter(standing_in_for__adult=adult).first():
        words = _("%(who)s already stands in for %(adult)s until %(day)s. End that first, or choose other days.")
        raise RuleBroken(words % {"who": theirs.adult, "adult": adult, "day": _day(theirs.until_on)})
    if away := others.filter(standing_in_for__adult=to).first():
        words = _("%(to)s is away then, and %(who)s stands in for them. Choose somebody else.")
        raise RuleBroken({"to": words % {"to": to, "who": away.adult}})


def _stand_in(bond: Bond, to: User, from_on: dt.date, until_on: dt.date) -> Bond:
    last = min(until_on, bond.until_on) if bond.until_on else until_on
    days = {"from_on": max(from_on, bond.from_on), "until_on": last}
    tie = {"learner": bond.learner, "institution": bond.institution, "standing_in_for": bond}
    return Bond(adult=to, kind=Bond.Kind.TUTOR, **tie, **days)


def _record(verb: str, bonds: list[Bond], actor: User, *, adult: User, to: User, from_on, until_on) -> None:
    """Record one event in the history of each learner."""
    facts = {"adult": str(adult), "to": str(to), "from_on": _day(from_on), "until_on": _day(until_on)}
    record_all(
        new_event(verb, actor=actor, thing=adult, learner=bond.learner, institution=bond.institution, **facts)
        for bond in bonds
    )


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""
