"""The home of a carer: the plans they read along with."""

from django.db import models

from learnplan.home.needs import needs
from learnplan.people.models import Bond, User
from learnplan.years import current_year
from plans.targets.answers import line
from plans.targets.caseload import learners_here
from plans.targets.models import Plan, Target

MOST_LEARNERS, MOST_TARGETS = 10, 100


def context(user: User) -> dict:
    """Return what the home page of the carer `user` shows: each learner who agreed, with this year's plan."""
    bonds = Bond.objects.current().consented().filter(adult=user, kind=Bond.Kind.CARER, learner__in=learners_here())
    learners = list(User.objects.filter(pk__in=bonds.values("learner"))[:MOST_LEARNERS])
    plans = {plan.learner_id: plan for plan in Plan.objects.filter(learner__in=learners, year=current_year())}
    names = {plan.pk: learner.get_short_name() for learner in learners if (plan := plans.get(learner.pk))}
    lines: dict[int, list] = {}
    targets = Target.objects.filter(plan__in=names).open().with_answers().fetch_mode(models.FETCH_RAISE)
    for target in targets[:MOST_TARGETS]:
        lines.setdefault(target.plan_id, []).append(line(target, names[target.plan_id]))
    return {
        "needs": needs(user),
        "learners": [
            {"learner": one, "name": one.get_short_name(), "plan": plan, "rows": lines.get(plan.pk, []) if plan else []}
            for one in learners
            for plan in [plans.get(one.pk)]
        ],
    }
