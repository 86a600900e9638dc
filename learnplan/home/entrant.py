"""The home of someone without a role today: a planned entrant, who may prepare, or a leaver, whose plans stay."""

from django.utils import timezone

from learnplan.people.models import Membership, Role, User
from learnplan.years import academic_year, year_name
from plans.targets.models import Plan


def context(user: User) -> dict:
    """Return where they begin, if they do, and their plan for then; or the last plan they had."""
    begins = Membership.objects.filter(user=user, role=Role.LEARNER, from_on__gt=timezone.localdate())
    first = begins.select_related("institution").order_by("from_on", "pk").first()
    if first is None:
        return {"begins": None, "plan": Plan.objects.filter(learner=user).first()}
    year = academic_year(first.from_on)
    plan = Plan.objects.filter(learner=user, year=year).first()
    return {"begins": first, "plan": plan, "year": year_name(year)}
