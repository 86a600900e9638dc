"""Who may do what with a freedom: relation and state, as one set of answers for a person and a grant."""

from dataclasses import dataclass

from django.db import models
from django.http import Http404

from learnplan.people.models import Bond, Role, User
from learnplan.people.permissions import has_role, is_bonded
from learnplan.web.pages import get_visible
from plans.coproduction.freedoms.models import FreedomGrant
from plans.targets.models import Plan
from plans.targets.permissions import get_plan

State = FreedomGrant.State


@dataclass(frozen=True)
class May:
    """What a person may do with one grant now."""

    decide: bool = False
    appeal: bool = False
    settle: bool = False
    withdraw: bool = False


def may(user: User, grant: FreedomGrant) -> May:
    """Return what `user` may do with the grant: at most two queries."""
    if user.pk == grant.learner_id:
        return May(appeal=grant.state in (State.REFUSED, State.WITHDRAWN) and grant.appeals == 0)
    if grant.state == State.ASKED:
        return May(decide=may_decide(user, grant))
    if grant.state == State.APPEALED:
        return May(settle=is_another_teacher(user, grant))
    if grant.state == State.GRANTED:
        return May(withdraw=is_bonded(user, grant.learner_id, Bond.Kind.TUTOR))
    return May()


def may_decide(user: User, grant: FreedomGrant) -> bool:
    """The learner's tutor; any teacher of the institution where the learner has none."""
    if is_bonded(user, grant.learner_id, Bond.Kind.TUTOR):
        return True
    return has_role(user, Role.TEACHER, grant.institution_id) and not tutors_of(grant).exists()


def is_another_teacher(user: User, grant: FreedomGrant) -> bool:
    """A teacher of the institution who did not decide what is appealed against."""
    return user.pk != grant.decided_by_id and has_role(user, Role.TEACHER, grant.institution_id)


def tutors_of(grant: FreedomGrant):
    """Return the bonds of the learner's tutors of today."""
    return Bond.objects.current().tutors().filter(learner=grant.learner_id)


def get_grant(user: User, grant_id: int) -> FreedomGrant:
    """Return what was asked for; 404 if it is not theirs to see."""
    rows = FreedomGrant.objects.visible_to(user).select_related("learner", "institution", "decided_by")
    return get_visible(rows.fetch_mode(models.FETCH_RAISE), pk=grant_id)


def get_plan_with_freedoms(user: User, plan_id: int) -> Plan:
    """Return the plan if this user may see its learner's freedoms: the learner, who helps them, and the institution's
    teachers and administrators; 404 for everyone else, carers too."""
    plan, stands = get_plan(user, plan_id)
    if not (stands.is_learner or stands.is_helper or stands.is_teacher or stands.is_administrator):
        raise Http404
    return plan
