"""Pages of money for those it is about: what is behind a learner's plan, and what is promised to a provider."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_RAISE, Sum
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from learnplan.people.models import Role, User
from learnplan.people.permissions import administers
from learnplan.web.pages import Request, only, render_page
from learnplan.web.paging import page_after
from learnplan.web.prepared import prepared
from plans.funding.models import Account, Entitlement, Entry, Transfer, plans_with_money_visible_to
from plans.funding.reading import Behind, behind_plan, promises_of, read_lines
from plans.funding.wording import formula_in_words, known_lines, lines_for_others, unknown_names
from plans.targets.models import Plan
from plans.targets.shapes import Section, sections

PROMISES = 50


Link = Callable[[list[Transfer], User], None]
# What a room above money adds to the page of a plan's money, for a reader who may see it.
type BesideMoney = Callable[[Plan, User, Behind, list[Transfer]], Section | None]


@prepared
def _plans_seen(user: User, *, plan_id: int):
    return plans_with_money_visible_to(user).filter(pk=plan_id).select_related("learner", "institution")


@prepared
def _shares(*, plan_id: int):
    return Entitlement.objects.filter(plan=plan_id).values_list("lines", "formula__components")


@require_GET
def money(request: Request, plan_id: int, *, link: Link, beside: Sequence[BesideMoney]) -> HttpResponse:
    """Show the money behind a plan: every line and why, and where it is promised.

    `link` gives each promise its `place_url`: what lies above money knows which place it is for. `beside` are the
    sections that rooms above money have for the page.
    """
    plan = only(_plans_seen(request.user, plan_id=plan_id))
    is_own = plan.learner_id == request.user.pk
    may_see_reasons = is_own or administers(request.user, plan.institution_id)
    data, components = next(iter(_shares(plan_id=plan.pk)), ([], None))
    lines = read_lines(data)
    context: dict[str, Any] = {
        "plan": plan,
        "is_own": is_own,
        "name": plan.learner.get_short_name(),
        "behind": behind_plan(plan),
        "lines": known_lines(lines) if may_see_reasons else lines_for_others(lines),
        # Beside the sum added by need, the percents would tell which need it was.
        "rules": formula_in_words(components) if components and may_see_reasons else [],
        "unknown": unknown_names(lines) if may_see_reasons else [],
        "promises": promises_of(learner_id=plan.learner_id, year=plan.year, most=PROMISES),
    }
    link(context["promises"], request.user)
    context["beside"] = sections(beside, plan, request.user, context["behind"], context["promises"])
    return render_page(request, "plans/funding/money.html", context)


@require_GET
def promised(request: Request, *, link: Link) -> HttpResponse:
    """Show provider staff what is promised to them: never accounts, balances or who has money left.

    `link` as in `money`.
    """
    if not request.user.institutions_as(Role.PROVIDER):
        raise PermissionDenied
    promises = Transfer.objects.promised_to(request.user).with_paid_pence().fetch_mode(FETCH_RAISE)
    promises = promises.select_related("learner", "provider", "reversal")
    page = page_after(promises, request.GET.get("before", ""), by=("-pk",), size=PROMISES)
    link(page.rows, request.user)
    held = Entry.objects.filter(
        account__kind=Account.Kind.PROMISED, account__provider__in=request.user.institutions_as(Role.PROVIDER)
    )
    context = {
        "page": page,
        "held_pence": held.aggregate(pence=Sum("pence", default=0))["pence"],
    }
    return render_page(request, "plans/funding/promised.html", context)
