"""What years put under "needs you": words or a plan that the other side has signed, and this reader not yet."""

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.needs import Need
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.years import current_year
from plans.targets.models import Plan
from plans.targets.years.models import Purpose, PurposeSignature, Signature, Signer
from plans.targets.years.rules import HELPERS

MOST = 50
LEARNERS = (Signer.LEARNER,)


def needs(user: User) -> list[Need]:
    """Return what waits for this user's name, oldest first: one query for a learner, one for an adult."""
    found: list[Need] = []
    if user.institutions_as(Role.LEARNER):
        mine = waiting(Plan.objects.filter(learner=user, year=current_year()), mine=LEARNERS, theirs=HELPERS)
        found += [need for plan in mine for need in _needs_of(plan, "")]
    if user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        rows = waiting(_plans_beside(user), mine=HELPERS, theirs=LEARNERS).select_related("learner")
        found += [need for plan in rows[:MOST] for need in _needs_of(plan, str(plan.learner))]
    return sorted(found, key=lambda need: need.since)[:MOST]


def waiting(plans: QuerySet[Plan], *, mine: tuple, theirs: tuple) -> QuerySet[Plan]:
    """Return those of `plans` that `theirs` (roles) have signed last and `mine` have not, with when.

    Adds `purpose_waits` with `purpose_at`, and `plan_waits` with `signed_at`.
    """
    names = PurposeSignature.objects.filter(purpose=OuterRef("pk"))
    unsigned = ~Exists(names.filter(role__in=mine))
    waits = unsigned if mine == LEARNERS else unsigned & Exists(names.filter(role__in=theirs))
    said = Purpose.objects.filter(plan=OuterRef("pk")).order_by("-version").annotate(waits=waits)
    same = Signature.objects.filter(plan=OuterRef("plan"), kind=OuterRef("kind"), digest=OuterRef("digest"))
    signed = Signature.objects.filter(plan=OuterRef("pk"), role__in=theirs).order_by("-at", "-pk")
    signed = signed.annotate(waits=~Exists(same.filter(role__in=mine)))
    rows = plans.filter(closed_at=None).annotate(
        purpose_waits=Subquery(said.values("waits")[:1], BooleanField()),
        purpose_at=Subquery(said.values("at")[:1]),
        plan_waits=Subquery(signed.values("waits")[:1], BooleanField()),
        signed_at=Subquery(signed.values("at")[:1]),
    )
    return rows.filter(Q(purpose_waits=True) | Q(plan_waits=True)).order_by("pk")


def _plans_beside(adult: User) -> QuerySet[Plan]:
    """Return this year's plans of those whom this adult signs beside: as tutor, or as advocate where there is none."""
    bonds = Bond.objects.current().consented()
    tutored = bonds.filter(kind=Bond.Kind.TUTOR, adult=adult).values("learner")
    has_tutor = bonds.filter(kind=Bond.Kind.TUTOR).values("learner")
    advocated = bonds.filter(kind=Bond.Kind.ADVOCATE, adult=adult).exclude(learner__in=has_tutor).values("learner")
    here = Membership.objects.current().filter(role=Role.LEARNER).values("user")
    plans = Plan.objects.filter(year=current_year(), learner__in=here)
    return plans.filter(Q(learner__in=tutored) | Q(learner__in=advocated))


def _needs_of(plan, who: str) -> list[Need]:
    """Return what waits on a plan from `waiting`; `who` is the learner, "" when they read it themselves."""
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
