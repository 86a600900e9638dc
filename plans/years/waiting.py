"""What years put under "needs you": words or a plan that the other side has signed, and this reader not yet."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Membership, Role, User, name_of
from learnplan.waiting.shapes import Need
from learnplan.years import current_year
from plans.targets.models import Plan
from plans.years.models import Purpose, PurposeSignature, Signature, Signer
from plans.years.rules import HELPERS

MOST = 50
LEARNERS = (Signer.LEARNER,)
WAITS = ("purpose_waits", "purpose_at", "plan_waits", "signed_at")  # what `with_waiting` adds


def needs(user: User, mine: Iterable[Plan] | None = None, beside: list[dict] | None = None) -> list[Need]:
    """Return what waits for this user's name, oldest first: one query for a learner, one for an adult.

    `mine` are a learner's own plans of this year `with_waiting`, `beside` the rows of `waiting_beside` an adult, if
    they are read already.
    """
    found: list[Need] = []
    if user.institutions_as(Role.LEARNER):
        if mine is None:
            mine = with_waiting(Plan.objects.filter(learner=user, year=current_year()), mine=LEARNERS, theirs=HELPERS)
        found += [need for plan in mine if not plan.closed_at for need in _needs_of(plan, "")]
    if user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        rows = waiting_beside(user) if beside is None else beside
        found += [need for row in rows for need in _needs_of(read_waiting(Plan(id=row["id"]), row), row["who"])]
    return sorted(found, key=lambda need: need.since)[:MOST]


def waiting_beside(adult: User) -> QuerySet:
    """Return the plans that wait for the name of this tutor or advocate, as values."""
    rows = with_waiting(_plans_beside(adult), mine=HELPERS, theirs=LEARNERS)
    rows = rows.filter(Q(purpose_waits=True) | Q(plan_waits=True)).annotate(who=name_of("learner"))
    return rows.order_by("pk").values("id", "who", *WAITS)[:MOST]


def read_waiting(plan: Plan, row: dict) -> Plan:
    """Give the plan what `with_waiting` found of it, from a row whose moments may be ISO text."""
    for name in WAITS:
        value = row[name]
        setattr(plan, name, dt.datetime.fromisoformat(value) if isinstance(value, str) else value)
    return plan


def with_waiting(plans: QuerySet[Plan], *, mine: tuple, theirs: tuple) -> QuerySet[Plan]:
    """Add to each plan whether `theirs` (roles) have signed last and `mine` have not, and when.

    `purpose_waits` with `purpose_at`, and `plan_waits` with `signed_at`; None where there is nothing to sign.
    """
    names = PurposeSignature.objects.filter(purpose=OuterRef("pk"))
    unsigned = ~Exists(names.filter(role__in=mine))
    waits = unsigned if mine == LEARNERS else unsigned & Exists(names.filter(role__in=theirs))
    said = Purpose.objects.filter(plan=OuterRef("pk")).order_by("-version").annotate(waits=waits)
    answered = Signature.objects.filter(plan=OuterRef("plan"), kind=OuterRef("kind"), role__in=mine)
    answered = answered.filter(Q(digest=OuterRef("digest")) | Q(at__gt=OuterRef("at")))
    signed = Signature.objects.filter(plan=OuterRef("pk"), role__in=theirs).order_by("-at", "-pk")
    signed = signed.annotate(waits=~Exists(answered))
    return plans.annotate(
        purpose_waits=Subquery(said.values("waits")[:1], BooleanField()),
        purpose_at=Subquery(said.values("at")[:1]),
        plan_waits=Subquery(signed.values("waits")[:1], BooleanField()),
        signed_at=Subquery(signed.values("at")[:1]),
    )


def _plans_beside(adult: User) -> QuerySet[Plan]:
    """Return this year's plans of those whom this adult signs beside: as tutor, or as advocate where there is none."""
    bonds = Bond.objects.in_force()
    tutored = bonds.tutors().filter(adult=adult).values("learner")
    has_tutor = bonds.tutors().values("learner")
    advocated = bonds.filter(kind=Bond.Kind.ADVOCATE, adult=adult).exclude(learner__in=has_tutor).values("learner")
    here = Membership.objects.current().filter(role=Role.LEARNER).values("user")
    plans = Plan.objects.filter(year=current_year(), learner__in=here, closed_at=None)
    return plans.filter(Q(learner__in=tutored) | Q(learner__in=advocated))


def _needs_of(plan, who: str) -> list[Need]:
    """Return what waits on a plan `with_waiting`; `who` is the learner, "" when they read it themselves."""
    found = []
    if plan.purpose_waits:
        words = _("%(who)s said what education is for.") if who else _("Your tutor wrote down what education is for.")
        path = reverse("purpose", args=[plan.pk])
        found.append(
            Need(plan.purpose_at, words % {"who": who}, _("Read it, and sign it if you agree."), path, _("Read it"))
        )
    if plan.plan_waits:
        words = _("%(who)s signed the plan.") if who else _("Your plan is signed by the other side.")
        path = reverse("year", args=[plan.pk])
        found.append(Need(plan.signed_at, words % {"who": who}, _("Look at it, and sign it too."), path, _("Look")))
    return found
