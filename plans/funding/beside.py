"""What money adds elsewhere: the way to it on the page of a learner, and what a learner takes along."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User
from plans.funding.models import Entitlement, Transfer
from plans.targets.models import Plan
from plans.years.export import Part


def money_of(learner: User, user: User) -> dict[str, bool]:
    """Say whether the reader may see the money behind the learner's newest plan: one query."""
    newest = Plan.objects.visible_to(user).filter(learner=learner).values("pk")[:1]
    return {"shows_money": Entitlement.objects.visible_to(user).filter(plan=newest).exists()}


def shares(learner: User) -> QuerySet:
    """Return what published formulas gave the learner, line by line."""
    rows = Entitlement.objects.filter(learner=learner).order_by("-plan__year", "pk")
    return rows.values("plan_id", "total_pence", "lines", year=F("plan__year"), fund_name=F("fund__name"))


MONEY = Part(
    "money",
    _("Money"),
    shares,
    labels={
        "year": _("Academic year from"),
        "fund_name": _("Fund"),
        "total_pence": _("In all"),
        "lines": _("Lines"),
        "name": _("What for"),
        "pence": _("Amount"),
    },
)


def moves(learner: User) -> QuerySet:
    """Return how that money moved: promised to places, paid, given back."""
    rows = Transfer.objects.filter(learner=learner).with_pence().order_by("-at", "-pk")
    return rows.values("id", "kind", "reason", "at", "pence", year=F("fund__year"), provider_name=F("provider__name"))


MONEY_MOVES = Part(
    "money_moves",
    _("How the money moved"),
    moves,
    labels={
        "kind": _("What happened"),
        "pence": _("Amount"),
        "provider_name": _("For"),
        "year": _("Academic year from"),
    },
    codes={"kind": dict(Transfer.Kind.choices)},
)
