"""Circumstances of learners: written down one by one, or for many from the office's papers."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.locking import lock_people
from learnplan.people.models import Circumstance, Institution, Membership, Role, User
from learnplan.people.permissions import administers, administers_learner
from learnplan.rules import RuleBroken

# The values a circumstance can have, both ends included; the others only hold or do not.
VALUES = {Circumstance.Kind.AREA_DECILE: (1, 10), Circumstance.Kind.PRIOR_ATTAINMENT: (1, 5)}


@act
def add_circumstance(
    *, learner: User, kind: str, value: int, source: str, from_on: dt.date, actor: User
) -> Circumstance:
    """Write down a circumstance from a day on; an earlier one of its kind ends the day before.

    The event does not say which: more people may read the history than may know.
    """
    if not administers_learner(actor, learner):
        raise RuleBroken(_("Only an administrator of the learner's institution can do this."))
    _check(kind, [value])
    if not source.strip():
        raise RuleBroken(_("Say where this is known from."))
    [added] = _write_down(kind, {learner.pk: value}, source, from_on)
    record("circumstance.added", actor=actor, thing=added, learner=learner)
    return added


@act
def note_circumstances(
    *, institution: Institution, kind: str, values: dict[int, int], source: str, from_on: dt.date, actor: User
) -> int:
    """Write down one kind of circumstance for many learners, by their ids; returns how many.

    An entry of the kind that runs already ends the day before. The event does not say whose. RuleBroken when a
    value cannot be, nobody is given, or one of them is no learner of the institution: then nothing is written.
    """
    if not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": institution})
    if not values or not source.strip():
        raise RuleBroken(_("Say for whom, and where it is known from."))
    _check(kind, values.values())
    here = Membership.objects.on(from_on).filter(institution=institution, role=Role.LEARNER, user__in=values)
    if here.values("user").distinct().count() != len(values):
        raise RuleBroken(_("Not everyone here is a learner of %(place)s.") % {"place": institution})
    _write_down(kind, values, source, from_on)
    record("circumstances.noted", actor=actor, institution=institution, count=len(values))
    return len(values)


def _check(kind: str, values: Iterable[int]) -> None:
    lowest, highest = VALUES.get(Circumstance.Kind(kind), (1, 1))
    if not all(lowest <= value <= highest for value in values):
        raise RuleBroken(_("The value must be from %(from)s to %(to)s.") % {"from": lowest, "to": highest})


def _write_down(kind: str, values: dict[int, int], source: str, from_on: dt.date) -> list[Circumstance]:
    """End what runs of the kind the day before, and write the values down, by ids of learners."""
    lock_people(values)
    earlier = Circumstance.objects.filter(learner__in=values, kind=kind)
    if earlier.filter(from_on__gte=from_on).exists():
        raise RuleBroken(_("A later entry of this kind exists already. Choose a day after it."))
    earlier.exclude(until_on__lt=from_on).update(until_on=from_on - dt.timedelta(days=1))
    return Circumstance.objects.bulk_create(
        Circumstance(learner_id=pk, kind=kind, value=value, source=source.strip(), from_on=from_on)
        for pk, value in values.items()
    )
