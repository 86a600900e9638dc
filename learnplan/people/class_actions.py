"""What is done to many learners at once: a tutor for a whole class, circumstances from the office's papers."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.people.actions import VALUES
from learnplan.people.models import Bond, Circumstance, Institution, Membership, Role, User
from learnplan.people.permissions import administers
from learnplan.people.roster.models import Class, Enrolment
from learnplan.people.standing_in_actions import hand_on
from learnplan.rules import RuleBroken


@transaction.atomic
def bind_class(*, in_class: Class, tutor: User, from_on: dt.date, actor: User) -> int:
    """Make a class's teacher the tutor of all its learners; returns how many that was new for.

    RuleBroken when the actor does not administer the institution, `tutor` does not teach the class, or there is
    no learner in it: nobody chosen is never everybody.
    """
    if not administers(actor, in_class.institution_id):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": in_class.institution})
    members = Enrolment.objects.on(from_on).filter(in_class=in_class)
    if not members.filter(user=tutor, role=Role.TEACHER).exists():
        raise RuleBroken(_("%(tutor)s does not teach %(title)s.") % {"tutor": tutor, "title": in_class.title})
    learners = set(members.filter(role=Role.LEARNER).values_list("user", flat=True))
    if not learners:
        raise RuleBroken(_("There is no learner in %(title)s yet.") % {"title": in_class.title})
    Class.objects.select_for_update().get(pk=in_class.pk)
    tied = Bond.objects.filter(adult=tutor, kind=Bond.Kind.TUTOR, learner__in=learners).exclude(until_on__lt=from_on)
    new = sorted(learners - set(tied.values_list("learner", flat=True)))
    people = User.objects.in_bulk(new)
    place = in_class.institution
    made = Bond.objects.bulk_create(
        Bond(learner=people[pk], adult=tutor, kind=Bond.Kind.TUTOR, institution=place, from_on=from_on) for pk in new
    )
    hand_on(bonds=made, actor=actor)
    words = {"adult": tutor.get_full_name(), "title": in_class.title, "count": len(new)}
    record("class.tied", actor=actor, thing=in_class, institution=in_class.institution, **words)
    return len(new)


@transaction.atomic
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
    lowest, highest = VALUES.get(Circumstance.Kind(kind), (1, 1))
    if not all(lowest <= value <= highest for value in values.values()):
        raise RuleBroken(_("The value must be from %(from)s to %(to)s.") % {"from": lowest, "to": highest})
    here = Membership.objects.on(from_on).filter(institution=institution, role=Role.LEARNER, user__in=values)
    if here.values("user").distinct().count() != len(values):
        raise RuleBroken(_("Not everyone here is a learner of %(place)s.") % {"place": institution})
    running = Circumstance.objects.select_for_update().filter(learner__in=values, kind=kind)
    if running.filter(from_on__gte=from_on).exists():
        raise RuleBroken(_("A later entry of this kind exists already. Choose a day after it."))
    running.exclude(until_on__lt=from_on).update(until_on=from_on - dt.timedelta(days=1))
    Circumstance.objects.bulk_create(
        Circumstance(learner_id=pk, kind=kind, value=value, source=source.strip(), from_on=from_on)
        for pk, value in values.items()
    )
    record("circumstances.noted", actor=actor, institution=institution, count=len(values))
    return len(values)
