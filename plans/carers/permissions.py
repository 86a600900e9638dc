"""Who decides what a carer sees, who may answer a wish, and who may write an encouragement."""

import re

from learnplan.people.models import Bond, Membership, Role, User
from learnplan.people.permissions import is_bonded, is_tutor_of
from plans.carers.models import CarerView
from plans.targets.models import Plan


def decides_alone(year_group: str, own_say_from: int) -> bool:
    """Say whether a learner of `year_group` ("12", "Year 12") decides alone where it begins with `own_say_from`.

    With 0 everyone does. Where the year group says no number, nobody knows, and it is decided together.
    Source: learners of Year 12 in England have turned 16 before it begins; birth dates are not kept.

    >>> decides_alone("Year 12", 12), decides_alone("11", 12), decides_alone("", 12), decides_alone("Upper", 0)
    (True, False, False, True)
    """
    if own_say_from == 0:
        return True
    found = re.search(r"\d+", year_group)
    return found is not None and int(found[0]) >= own_say_from


def has_own_say(bond: Bond) -> bool:
    """Say whether the learner of a bond decides alone what its carer sees, at any institution they are at today."""
    held = Membership.objects.current().filter(user=bond.learner_id, role=Role.LEARNER)
    rows = held.values_list("year_group", "institution__own_say_from")
    return any(decides_alone(year_group, first) for year_group, first in rows)


def has_tutor(bond: Bond) -> bool:
    """Say whether the learner of a bond has a tutor today, who could answer them."""
    return Bond.objects.current().tutors().filter(learner=bond.learner_id).exists()


def may_ask(user: User, bond: Bond) -> bool:
    """Say whether `user` has a say in it: the learner, or their tutor where it is decided together."""
    if user.pk == bond.learner_id:
        return True
    return is_tutor_of(user, bond.learner_id) and not has_own_say(bond)


def may_answer(user: User, view: CarerView) -> bool:
    """Say whether `user` is the other side: the learner answers the tutor, a tutor the learner."""
    if view.state != CarerView.State.ASKED or user.pk == view.asked_by_id:
        return False
    if view.asked_by_id == view.bond.learner_id:
        return is_tutor_of(user, view.bond.learner_id)
    return user.pk == view.bond.learner_id


def may_encourage(user: User, plan: Plan) -> bool:
    """Say whether `user` is a carer of the plan's learner today."""
    return is_bonded(user, plan.learner_id, Bond.Kind.CARER)
