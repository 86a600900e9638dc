"""The home of a carer: the plans they read along with."""

from django.db import models

from learnplan.home.needs import needs
from learnplan.people.models import Bond, User
from learnplan.people.sight import Sight
from learnplan.years import current_year
from plans.targets.answers import line
from plans.targets.models import Plan, Target
from plans.targets.reviewing.reading import learners_here

MOST_LEARNERS, MOST_TARGETS = 10, 100


def context(user: User) -> dict:
    """Return what the home page of the carer `user` shows: each learner who agreed, with this year's plan."""
    bonds = Bond.objects.current().consented().filter(adult=user, kind=Bond.Kind.CARER, learner__in=learners_here())
    bonds = bonds.select_related("learner").order_by("learner__family_name", "learner__given_name", "pk")
    found = {bond.learner: bond.seen for bond in bonds.fetch_mode(models.FETCH_RAISE)[:MOST_LEARNERS]}
    learners = list(found)
    plans = {plan.learner_id: plan for plan in Plan.objects.filter(learner__in=learners, year=current_year())}
    names = {plan.pk: learner.get_short_name() for learner in learners if (plan := plans.get(learner.pk))}
    lines: dict[int, list] = {}
    seen = {plans[learner.pk].pk: sees for learner, sees in found.items() if learner.pk in plans}
    open_to = [plan for plan, sees in seen.items() if Sight.TARGETS in sees]
    targets = Target.objects.visible_to(user).filter(plan__in=open_to).open().with_answers()
    for target in targets.fetch_mode(models.FETCH_RAISE)[:MOST_TARGETS]:
        row = line(target, names[target.plan_id], seen[target.plan_id].__contains__)
        lines.setdefault(target.plan_id, []).append(row)
    return {
        "needs": needs(user),
        "learners": [
            {
                "learner": one,
                "name": one.get_short_name(),
                "plan": plan,
                "rows": lines.get(plan.pk, []) if plan else [],
                "sees_targets": Sight.TARGETS in found[one],
            }
            for one in learners
            for plan in [plans.get(one.pk)]
        ],
    }
