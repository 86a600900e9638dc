"""What freedoms put under "needs you": those asked for, for the learner's tutor, and appeals, for another teacher."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from learnplan.needs import Need
from learnplan.people.models import Bond, Membership, Role, User
from plans.coproduction.freedoms.models import FreedomGrant

CAP = 50


def needs(user: User) -> list[Need]:
    """Return the freedoms that wait for this teacher's decision, oldest first: one query."""
    if not user.institutions_as(Role.TEACHER):
        return []
    return [_need(grant) for grant in waiting_for(user).select_related("learner")[:CAP]]


def waiting_for(user: User):
    """Return the grants (queryset) that this teacher can decide: asked of them as tutor, or appealed to another.

    Those of leavers wait for nobody.
    """
    tutors = Bond.objects.current().filter(kind=Bond.Kind.TUTOR)
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


def _need(grant: FreedomGrant) -> Need:
    is_appeal = grant.state == FreedomGrant.State.APPEALED
    said = (
        _("%(who)s appeals about a freedom: %(freedom)s.")
        if is_appeal
        else _("%(who)s asks for a freedom: %(freedom)s.")
    )
    return Need(
        since=grant.moved_at,
        words=said % {"who": grant.learner, "freedom": grant.about.name},
        more=_("Another teacher said no. You decide.") if is_appeal else "",
        path=grant.get_absolute_url(),
        action=_("Look and decide"),
    )
