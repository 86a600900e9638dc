"""A tutor with as many learners as a test asks for, each of whom waits for an answer."""

import datetime as dt

import pytest
from django.utils import timezone

from learnplan.people.models import Bond, Membership, User
from learnplan.years import current_year
from plans.targets.models import CheckIn, Plan, Target


@pytest.fixture
def make_caseload(riverside):
    """Give a tutor many learners: make_caseload(chidi, 60) returns their targets, the one that waits longest first."""

    def make(tutor, count):
        today = timezone.localdate()
        start = dt.date(current_year(), 9, 1)
        learners = User.objects.bulk_create(
            User(username=f"many{n:03}", given_name=f"Kit {n:03}", family_name="Vale", password="!")
            for n in range(count)
        )
        tie = {"institution": riverside, "from_on": start}
        Membership.objects.bulk_create(Membership(user=one, role="learner", **tie) for one in learners)
        Bond.objects.bulk_create(Bond(learner=one, adult=tutor, kind="tutor", **tie) for one in learners)
        plans = Plan.objects.bulk_create(
            Plan(learner=one, institution=riverside, year=current_year()) for one in learners
        )
        facts = {"success_test": "Dad gets it", "due_on": today + dt.timedelta(days=30)}
        targets = Target.objects.bulk_create(
            Target(plan=plan, words=f"Explain circuit {n} to Dad", author=plan.learner, **facts)
            for n, plan in enumerate(plans)
        )
        said = CheckIn.objects.bulk_create(
            CheckIn(target=target, level=3, reflection="I tried it", author=target.plan.learner) for target in targets
        )
        for n, check_in in enumerate(said):
            check_in.at = timezone.now() - dt.timedelta(days=count - n)
        CheckIn.objects.bulk_update(said, ["at"])
        return targets

    return make
