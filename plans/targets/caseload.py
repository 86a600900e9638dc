"""The learners of one adult, with what each needs: found by name, page by page."""

from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
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
    page = page_after(learners, request.GET.get("after", ""), by=("family_name", "given_name", "pk"), size=SIZE)
    context = {
        "cases": cases(user, page.rows),
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


def cases(user: User, learners: list[User]) -> list[Case]:
    """Return the learners with their plans and counts, in the given order: three queries, however many."""
    kinds = dict(
        Bond.objects.current().consented().filter(adult=user, learner__in=learners).values_list("learner", "kind")
    )
    plans = {plan.learner_id: plan for plan in Plan.objects.filter(learner__in=learners, year=current_year())}
    states = Target.objects.open().filter(plan__in=plans.values()).with_waiting()
    working: Counter[int] = Counter()
    calls: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    for plan, state, waits in states.values_list("plan", "state", "waits"):
        working[plan] += 1
        calls[plan] += state in Target.CALLS
        waiting[plan] += waits
    return [
        Case(
            learner=learner,
            kind=Bond.Kind(kinds[learner.pk]).label,
            plan=(plan := plans.get(learner.pk)),
            working=working[plan.pk] if plan else 0,
            calls=calls[plan.pk] if plan else 0,
            waiting=waiting[plan.pk] if plan else 0,
        )
        for learner in learners
    ]
