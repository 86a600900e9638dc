"""What carers' rooms put under "needs you": a wish about what a carer sees, which waits for the other side."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Membership, Role, User
from learnplan.waiting.shapes import Need
from plans.carers.models import CarerView

MOST = 50


def needs(user: User) -> list[Need]:
    """Return the wishes that wait for this learner or tutor, oldest first: one query."""
    if not user.institutions_as(Role.LEARNER, Role.TEACHER):
        return []
    tutored = Bond.objects.current().tutors().filter(adult=user).values("learner")
    here = Membership.objects.current().filter(role=Role.LEARNER).values("user")
    for_learner = Q(bond__learner=user) & ~Q(asked_by=user)
    for_tutor = Q(asked_by=F("bond__learner"), bond__learner__in=tutored)
    waiting = CarerView.objects.waiting().filter(for_learner | for_tutor, bond__learner__in=here)
    return [
        Need(
            since=view.asked_at,
            words=_("%(who)s has a wish about what %(carer)s sees.") % {"who": view.asked_by, "carer": view.bond.adult},
            more=_("It holds when you agree."),
            path=reverse("carer_view", args=[view.bond_id]),
            action=_("Look at it"),
        )
        for view in waiting.select_related("asked_by", "bond__adult").order_by("asked_at", "pk")[:MOST]
    ]
