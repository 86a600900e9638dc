"""The home of a learner: my plan, with what needs me, my targets, my script, my people and my money."""

import datetime as dt

from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.home.needs import needs
from learnplan.people.models import Bond, Role, User
from learnplan.years import academic_year, term
from plans.funding.models import Account, Entitlement, Entry
from plans.funding.reading import Behind
from plans.targets.answers import line
from plans.targets.models import Plan, Target
from scripts.authoring.drawing import draw_mini
from scripts.authoring.reading import read_path_of

TERMS = {1: gettext_lazy("autumn"), 2: gettext_lazy("spring"), 3: gettext_lazy("summer")}
MOST_OPEN, MOST_REACHED, MOST_READ = 4, 1, 60


def context(user: User) -> dict:
    """Return what the home page of the learner `user` shows."""
    today = timezone.localdate()
    plan = plan_of(user, academic_year(today))
    targets = targets_of(plan)
    picture = read_path_of(user)
    return {
        "plan": plan,
        "when": when(user, today),
        "needs": needs(user, mine=targets, picture=picture),
        "picture": picture,
        "drawing": draw_mini(picture, title=_("Where my script is going")) if picture else None,
        "rows": rows(targets),
        "target_count": len(targets),
        "people": people_with(user),
        "money": money_behind(plan),
    }


def plan_of(learner: User, year: int) -> Plan | None:
    """Return the learner's plan of that year with `total_pence` and `left_pence` (None before money is shared out)."""
    own = Entry.objects.filter(
        account__learner=learner, account__kind=Account.Kind.LEARNER, account__fund__year=OuterRef("year")
    )
    left = own.order_by().values("account__learner").annotate(pence=Sum("pence")).values("pence")
    total = Entitlement.objects.filter(plan=OuterRef("pk")).values("total_pence")[:1]
    plans = Plan.objects.filter(learner=learner, year=year)
    return plans.annotate(total_pence=Subquery(total), left_pence=Subquery(left)).fetch_mode(models.FETCH_RAISE).first()


def money_behind(plan: Plan | None) -> Behind | None:
    """Return the money behind the plan; its total is None until some is shared out to it."""
    if plan is None or plan.total_pence is None:
        return None
    left_pence = plan.left_pence or 0
    return Behind(plan.total_pence, plan.total_pence - left_pence, left_pence)


def targets_of(plan: Plan | None) -> list[Target]:
    """Return the plan's targets with the latest answers of both sides."""
    if plan is None:
        return []
    return list(plan.targets.with_answers().fetch_mode(models.FETCH_RAISE)[:MOST_READ])


def rows(targets: list[Target]) -> list:
    """Return the few targets that home shows: those with a call first, then by date; then the last one reached."""
    still = sorted((t for t in targets if t.is_open), key=lambda t: (t.state not in Target.CALLS, t.due_on))
    reached = sorted((t for t in targets if t.state == Target.State.REACHED), key=lambda t: t.closed_at, reverse=True)
    return [line(target) for target in still[:MOST_OPEN] + reached[:MOST_REACHED]]


def people_with(learner: User) -> list[Bond]:
    """Return the adults who are with the learner today, each with the `adult` beside the bond."""
    bonds = Bond.objects.current().consented().filter(learner=learner).select_related("adult")
    return list(bonds.order_by("-kind", "pk").fetch_mode(models.FETCH_RAISE)[:8])


def when(user: User, today: dt.date) -> dict:
    """Return where in their education the learner is today: year group, term and institution."""
    here = next(one for one in user.current_memberships if one.role == Role.LEARNER)
    return {"year_group": here.year_group, "term": TERMS[term(today)], "institution": here.institution}
