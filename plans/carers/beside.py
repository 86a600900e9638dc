"""What carers add to the page of a plan: the encouragements to its learner."""

from django.db import models

from learnplan.people.models import Role, User
from learnplan.web.prepared import prepared
from plans.carers.models import Encouragement
from plans.carers.permissions import may_encourage
from plans.targets.models import Plan
from plans.targets.shapes import Section

MOST_SHOWN = 5


def encouragements_of(plan: Plan, user: User) -> Section | None:
    """Return the last encouragements: to the learner, or a carer's own with the way to write one."""
    is_mine = plan.learner_id == user.pk
    if not is_mine and not _reads_as_carer(user, plan):
        return None
    shown = _shown(user, plan_id=plan.pk)
    if is_mine and not shown:
        return None
    facts = {"encouragements": shown, "is_mine": is_mine, "may_write": not is_mine and plan.closed_at is None}
    return Section("plans/carers/encouragements.html", facts)


@prepared
def _shown(user: User, *, plan_id: int):
    rows = Encouragement.objects.visible_to(user).shown().filter(plan=plan_id).select_related("author")
    return rows.fetch_mode(models.FETCH_RAISE)[:MOST_SHOWN]


def _reads_as_carer(user: User, plan: Plan) -> bool:
    """Say whether someone who sees the plan is a carer of its learner: no query for one who is nothing but a carer."""
    roles = {held.role for held in user.current_memberships}
    return roles == {Role.CARER} or (Role.CARER in roles and may_encourage(user, plan))
