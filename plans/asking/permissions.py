"""Who answers what was asked: the learner answers adults, the tutor or the advocate answers the learner."""

from django.db import models
from django.db.models import OuterRef

from learnplan.people.models import Bond, Role, User
from learnplan.people.permissions import administers
from learnplan.web.pages import get_visible
from plans.matrix.models import AskedFor
from plans.targets.models import Plan


def helpers_of(plan: Plan) -> list[User]:
    """Return the learner's tutors and advocates of today, each once."""
    bonds = Bond.objects.in_force().helpers().filter(learner=plan.learner_id)
    return list({bond.adult_id: bond.adult for bond in bonds.select_related("adult")}.values())


def answerers(asked: AskedFor) -> list[User]:
    """Return who may answer: the learner, or their tutors and advocates, or administrators where there are none."""
    if not asked.is_learners:
        return [asked.plan.learner]
    found = helpers_of(asked.plan)
    return found or list(User.objects.with_role(Role.ADMINISTRATOR, asked.plan.institution_id))


def helpers_with(learner: str):
    """Return the bonds (queryset) of the tutors and advocates of today of the `learner`, a field of the outer query."""
    bonds = Bond.objects.in_force().helpers().filter(learner=OuterRef(learner))
    return bonds.order_by("adult").distinct("adult")


def may_answer(user: User, asked: AskedFor, helping: set[int] | None = None) -> bool:
    """Say whether `user` may answer, while it waits. Nobody answers themselves.

    `helping` are the ids of the learner's tutors and advocates, where they have been read.
    """
    if not asked.is_waiting or user.pk == asked.asker_id:
        return False
    if not asked.is_learners:
        return user.pk == asked.plan.learner_id
    if helping is None:
        helping = {one.pk for one in helpers_of(asked.plan)}
    return user.pk in helping or (not helping and administers(user, asked.plan.institution_id))


def get_asked(user: User, asked_id: int) -> AskedFor:
    beside = ("plan__learner", "plan__institution", "asker", "target", "answered_by")
    rows = AskedFor.objects.visible_to(user).select_related(*beside).fetch_mode(models.FETCH_RAISE)
    return get_visible(rows, pk=asked_id)
