"""Who may do what with a freedom: relation and state say which one move is open to a person with a grant."""

from django.db import models
from django.http import Http404

from learnplan.people.models import Bond, Role, User
from learnplan.people.permissions import has_role, is_bonded
from learnplan.web.pages import get_visible
from plans.coproduction.freedoms.models import FreedomGrant
from plans.targets.models import Plan
from plans.targets.permissions import get_plan

State = FreedomGrant.State


def move_of(user: User, grant: FreedomGrant) -> str:
    """Return the one move that `user` may make with the grant now, "" for none: at most two queries.

    Its learner may "appeal", once, after a no or a taking back; their tutor "decide" what is asked for (any teacher of
    the institution where they have none) and "withdraw" what is granted; a teacher who did not decide it before may
    "settle" an appeal.
    """
    if user.pk == grant.learner_id:
        return "appeal" if grant.state in (State.REFUSED, State.WITHDRAWN) and grant.appeals == 0 else ""
    if grant.state == State.APPEALED:
        is_another = user.pk != grant.decided_by_id and has_role(user, Role.TEACHER, grant.institution_id)
        return "settle" if is_another else ""
    move = {State.ASKED: "decide", State.GRANTED: "withdraw"}.get(State(grant.state), "")
    if not move or is_bonded(user, grant.learner_id, Bond.Kind.TUTOR):
        return move
    stands_in = move == "decide" and has_role(user, Role.TEACHER, grant.institution_id)
    return move if stands_in and not tutors_of(grant).exists() else ""


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
