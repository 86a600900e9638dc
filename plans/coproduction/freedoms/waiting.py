"""What freedoms put under "needs you": those asked for, for the learner's tutor, and appeals, for another teacher."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Membership, Role, User, name_of
from learnplan.waiting.shapes import Need
from plans.coproduction.freedoms.models import FreedomGrant

CAP = 50


def needs(user: User, waiting: list[dict] | None = None) -> list[Need]:
    """Return the freedoms that wait for this teacher's decision, oldest first: one query.

    `waiting` are the rows of `waiting_rows`, if they are read already.
    """
    if not user.institutions_as(Role.TEACHER):
        return []
    return [_need(row) for row in (waiting_rows(user) if waiting is None else waiting)]


def waiting_rows(user: User) -> QuerySet:
    """Return the grants that this teacher can decide, as values with the learner's name."""
    rows = waiting_for(user).annotate(who=name_of("learner"))
    return rows.values("id", "freedom", "state", "moved_at", "who")[:CAP]


def waiting_for(user: User):
    """Return the grants (queryset) that this teacher can decide: asked of them as tutor, or appealed to another.

    Those of leavers wait for nobody.
    """
    tutors = Bond.objects.current().tutors()
    mine = tutors.filter(adult=user)
    here = user.institutions_as(Role.TEACHER)
    asked = Q(state=FreedomGrant.State.ASKED) & (
        Q(learner__in=mine.values("learner")) | Q(institution__in=here) & ~Q(has_tutor=True)
    )
    appealed = Q(state=FreedomGrant.State.APPEALED, institution__in=here) & ~Q(decided_by=user)
    learning = Membership.objects.current().filter(role=Role.LEARNER)
    rows = FreedomGrant.objects.annotate(has_tutor=Exists(tutors.filter(learner=OuterRef("learner"))))
    rows = rows.filter(asked | appealed, learner__in=learning.values("user"))
    return rows.order_by("moved_at", "pk")


def _need(row: dict) -> Need:
    moved_at, who = row["moved_at"], row["who"]
    if isinstance(moved_at, str):
        moved_at = dt.datetime.fromisoformat(moved_at)
    grant = FreedomGrant(id=row["id"], freedom=row["freedom"], state=row["state"], moved_at=moved_at)
    is_appeal = grant.state == FreedomGrant.State.APPEALED
    said = (
        _("%(who)s appeals about a freedom: %(freedom)s.")
        if is_appeal
        else _("%(who)s asks for a freedom: %(freedom)s.")
    )
    return Need(
        since=grant.moved_at,
        words=said % {"who": who, "freedom": grant.about.name},
        more=_("Another teacher said no. You decide.") if is_appeal else "",
        path=grant.get_absolute_url(),
        action=_("Look and decide"),
    )
