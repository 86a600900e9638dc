"""The learners of one adult, with what each needs: found by name, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from learnplan.pages import Request, render_page
from learnplan.paging import page_after
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.years import current_year, year_name
from plans.targets.models import Plan, Target
from plans.targets.needs import waiting_for

SIZE = 50
MAY_HAVE_LEARNERS = (Role.TEACHER, Role.ADVOCATE, Role.ADMINISTRATOR, Role.CARER)


@dataclass
class Case:
    """One learner of the reader's: the plan of this year if there is one, and what stands in it."""

    learner: User
    kind: str | Promise
    plan: Plan | None
    working: int = 0
    calls: int = 0
    waiting: int = 0


@require_GET
def caseload(request: Request) -> HttpResponse:
    """Show the reader's own learners, all or only those who wait for an answer, by name."""
    user = request.user
    if not user.institutions_as(*MAY_HAVE_LEARNERS):
        raise PermissionDenied
    words, only_waiting = request.GET.get("q", "").strip(), request.GET.get("show") == "waiting"
    bonds = Bond.objects.current().consented().filter(adult=user, learner__in=learners_here())
    learners = User.objects.filter(pk__in=bonds.values("learner")).fetch_mode(models.FETCH_RAISE)
    if only_waiting:
        learners = learners.filter(pk__in=waiting_for(user).values("plan__learner"))
    for word in words.split():
        learners = learners.filter(named(word))
    page = page_after(
        with_case(learners, user), request.GET.get("after", ""), by=("family_name", "given_name", "pk"), size=SIZE
    )
    context = {
        "cases": cases_of(page.rows),
        "page": page,
        "q": words,
        "only_waiting": only_waiting,
        "year": year_name(current_year()),
        "may_answer": bool(user.institutions_as(Role.TEACHER, Role.ADVOCATE)),
    }
    return render_page(request, "plans/caseload.html", context, part="cases")


def learners_here():
    """Return the ids of everyone who is a learner somewhere today; a leaver is on nobody's list."""
    return Membership.objects.current().filter(role=Role.LEARNER).values("user")


def named(word: str) -> Q:
    """Return the condition that a part of someone's name begins with or contains `word`."""
    return Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(preferred_name__icontains=word)


def with_case(learners: models.QuerySet[User], adult: User) -> models.QuerySet[User]:
    """Add `kind`, `plan_id` (None before it is started) and `counts`, what `cases_of` reads: in the same query."""
    year = current_year()
    bonds = Bond.objects.current().consented().filter(adult=adult, learner=OuterRef("pk")).order_by("-kind", "pk")
    plans = Plan.objects.filter(learner=OuterRef("pk"), year=year)
    still = Target.objects.open().filter(plan__learner=OuterRef("pk"), plan__year=year).with_waiting()
    counts = JSONObject(
        working=Count("pk"),
        calls=Count("pk", filter=Q(state__in=Target.CALLS)),
        waiting=Count("pk", filter=Q(waits=True)),
    )
    return learners.annotate(
        kind=Subquery(bonds.values("kind")[:1]),
        plan_id=Subquery(plans.values("pk")[:1]),
        counts=Subquery(still.order_by().values("plan").annotate(counts=counts).values("counts")),
    )


def cases_of(learners: Iterable[User]) -> list[Case]:
    """Return the learners, read `with_case`, as the rows of a list, in the given order."""
    return [
        Case(
            learner=learner,
            kind=Bond.Kind(learner.kind).label,  # type: ignore[attr-defined]  # see with_case
            plan=Plan(pk=learner.plan_id, learner=learner) if learner.plan_id else None,  # type: ignore[attr-defined]
            **(learner.counts or {}),  # type: ignore[attr-defined]
        )
        for learner in learners
    ]
