"""Pages of money: what is behind a plan, what is promised to a provider, and the funds of administrators."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_RAISE, Q, Sum
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.people.models import Role, User
from learnplan.people.permissions import administers
from learnplan.web.pages import Request, attempt, get_visible, only, render_page, saved
from learnplan.web.paging import page_after
from learnplan.web.prepared import prepared
from plans.funding.actions import funds as actions
from plans.funding.forms import FormulaForm, FundForm, PayInForm, PublishForm
from plans.funding.learners import learners_now, newcomers_of, shared_by, without_plan
from plans.funding.models import Account, Entitlement, Entry, Formula, Fund, Transfer, plans_with_money_visible_to
from plans.funding.preview import preview_of
from plans.funding.reading import Behind, behind_plan, promises_of, read_lines, sums_of
from plans.funding.spreadsheet import rows_of, sheet
from plans.funding.wording import formula_in_words, known_lines, lines_for_others, share_in_words, unknown_names
from plans.targets.models import Plan
from plans.targets.shapes import Section, sections

PROMISES = 50
SIZE = 25
NAMED = 20
BY_NAME = ("learner__family_name", "learner__given_name", "learner_id")

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
    context = {"page": page, "held_pence": held.aggregate(pence=Sum("pence", default=0))["pence"]}
    return render_page(request, "plans/funding/promised.html", context)


@require_GET
def funds(request: Request) -> HttpResponse:
    """List the funds of the institutions this administrator has."""
    _refuse_others(request.user)
    rows = list(Fund.objects.visible_to(request.user).select_related("institution").fetch_mode(FETCH_RAISE))
    sums = sums_of([fund.pk for fund in rows])
    return render_page(request, "plans/funding/funds.html", {"funds": [(fund, sums[fund.pk]) for fund in rows]})


@require_http_methods(["GET", "POST"])
def fund_new(request: Request) -> HttpResponse:
    """Open a fund."""
    _refuse_others(request.user)
    form = FundForm(request.POST or None, user=request.user)
    if form.is_valid() and (fund := attempt(form, actions.open_fund, "name", actor=request.user, **form.cleaned_data)):
        return saved(request, "fund", fund.pk, message=_("The fund is open. Now pay money in."))
    return render_page(request, "plans/funding/fund_new.html", {"form": form})


@require_GET
def fund(request: Request, fund_id: int) -> HttpResponse:
    """Show where a fund's money is, its formulas, and every movement with its reason."""
    fund = _get_fund(request.user, fund_id)
    transfers = fund.transfers.with_pence().select_related("by", "learner", "provider").fetch_mode(FETCH_RAISE)
    formulas = list(fund.formulas.all())
    unplanned = list(without_plan(fund)[: NAMED + 1])
    context = {
        "fund": fund,
        "sums": sums_of([fund.pk])[fund.pk],
        "formulas": formulas,
        "published": next((formula for formula in formulas if formula.is_published), None),
        "page": page_after(transfers, request.GET.get("before", ""), by=("-pk",), size=SIZE),
        "unplanned": unplanned[:NAMED],
        "has_more_unplanned": len(unplanned) > NAMED,
        "newcomers": newcomers_of(fund).count(),
    }
    return render_page(request, "plans/funding/fund.html", context)


@require_http_methods(["GET", "POST"])
def pay_in(request: Request, fund_id: int) -> HttpResponse:
    """Put money into a fund."""
    fund = _get_fund(request.user, fund_id)
    form = PayInForm(request.POST or None)
    if form.is_valid() and attempt(form, actions.pay_in, fund=fund, actor=request.user, **form.cleaned_data):
        return saved(request, "fund", fund.pk, message=_("The money is in the fund."))
    return render_page(request, "plans/funding/pay_in.html", {"fund": fund, "form": form})


@require_http_methods(["GET", "POST"])
def formula_new(request: Request, fund_id: int) -> HttpResponse:
    """Draft the next version of a fund's formula, starting from the latest of it or of an earlier fund."""
    fund = _get_fund(request.user, fund_id)
    groups = learners_now(fund).exclude(year_group="").order_by("year_group").values_list("year_group", flat=True)
    earlier = Formula.objects.filter(Q(fund=fund) | Q(fund__institution=fund.institution_id, fund__year__lt=fund.year))
    latest = earlier.order_by("-fund__year", "-version").values_list("components", flat=True).first()
    form = FormulaForm(request.POST or None, year_groups=list(groups.distinct()), earlier=latest)
    if form.is_valid():
        given = {"fund": fund, "components": form.cleaned_data["components"], "actor": request.user}
        if formula := attempt(form, actions.draft_formula, **given):
            return saved(request, "formula", formula.pk, message=_("Drafted. Nothing is shared out yet: look first."))
    return render_page(request, "plans/funding/formula_new.html", {"fund": fund, "form": form})


@require_http_methods(["GET", "POST"])
def formula(request: Request, formula_id: int) -> HttpResponse:
    """Show what a formula gives to each learner, line by line, before and after; POST publishes it."""
    formula = _get_formula(request.user, formula_id)
    form = PublishForm(request.POST or None)
    if form.is_valid():
        given = {"formula": formula, "expected_pence": form.cleaned_data["pence"], "actor": request.user}
        if count := attempt(form, actions.publish, **given):
            message = ngettext(
                "Shared out to %(count)s learner, who is told of it.",
                "Shared out to %(count)s learners. Each of them is told.",
                count,
            )
            return saved(request, "formula", formula.pk, message=message % {"count": f"{count:,}"})
    return render_page(request, "plans/funding/formula.html", {"form": form} | _formula_context(request, formula))


def _formula_context(request: Request, formula: Formula) -> dict:
    """Return what the page of a formula shows: the shares of one page of learners, and what publishing would do."""
    fund = formula.fund
    newcomers = newcomers_of(fund)
    looked_at = shared_by(formula) if formula.is_published else newcomers
    page = page_after(looked_at.select_related("learner"), request.GET.get("after", ""), by=BY_NAME, size=SIZE)
    ids = [plan.pk for plan in page.rows]
    preview = preview_of(formula, newcomers, ids)
    lines = preview.lines
    if formula.is_published:
        shared = Entitlement.objects.filter(plan__in=ids).values_list("plan_id", "lines")
        lines = {plan_id: read_lines(data) for plan_id, data in shared}
    sums = sums_of([fund.pk])[fund.pk]
    waiting_pence = sums.waiting_pence
    published = fund.formulas.filter(published_at__isnull=False).values_list("version", flat=True).first()
    return {
        "formula": formula,
        "fund": fund,
        "sums": sums,
        "rules": formula_in_words(formula.components),
        "preview": preview,
        "shares": [share_in_words(plan, lines[plan.pk]) for plan in page.rows if plan.pk in lines],
        "page": page,
        "waiting_pence": waiting_pence,
        "stays_pence": waiting_pence - preview.pence,
        "missing_pence": preview.pence - waiting_pence,
        "is_superseded": published not in (None, formula.version),
        "published_version": published,
        "may_publish": preview.learners > 0 and preview.pence <= waiting_pence and published in (None, formula.version),
    }


@require_GET
def formula_sheet(request: Request, formula_id: int) -> StreamingHttpResponse:
    """Answer with every learner's share as a table for a spreadsheet (CSV), a row at a time."""
    formula = _get_formula(request.user, formula_id)
    name = f"formula-{formula.fund.year}-version-{formula.version}.csv"
    return StreamingHttpResponse(
        sheet(rows_of(formula)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _refuse_others(user) -> None:
    if not user.institutions_as(Role.ADMINISTRATOR):
        raise PermissionDenied


def _get_fund(user, fund_id: int) -> Fund:
    return get_visible(Fund.objects.visible_to(user).select_related("institution"), pk=fund_id)


def _get_formula(user, formula_id: int) -> Formula:
    return get_visible(Formula.objects.visible_to(user).select_related("fund__institution"), pk=formula_id)
