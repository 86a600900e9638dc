"""Making a teacher the tutor of a whole class."""

import datetime as dt

from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.actions.standing_in import hand_on
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.locking import lock_memberships, lock_people
from learnplan.people.models import Bond, Role, User
from learnplan.people.permissions import administers
from learnplan.rules import RuleBroken


@act
def bind_class(*, in_class: Class, tutor: User, from_on: dt.date, actor: User) -> int:
    """Make a class's teacher the tutor of all its learners; returns how many that was new for.

    RuleBroken when the actor does not administer the institution, `tutor` does not teach the class, or there is
    no learner in it: nobody chosen is never everybody.
    """
    if not administers(actor, in_class.institution_id):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": in_class.institution})
    lock_people([tutor.pk])
    members = Enrolment.objects.on(from_on).filter(in_class=in_class)
    lock_memberships([tutor.pk, *members.values_list("user", flat=True)])
    if not members.filter(user=tutor, role=Role.TEACHER).exists():
        raise RuleBroken(_("%(tutor)s does not teach %(title)s.") % {"tutor": tutor, "title": in_class.title})
    learners = set(members.filter(role=Role.LEARNER).values_list("user", flat=True))
    if not learners:
        raise RuleBroken(_("There is no learner in %(title)s yet.") % {"title": in_class.title})
    tied = Bond.objects.tutors().filter(adult=tutor, learner__in=learners).exclude(until_on__lt=from_on)
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
