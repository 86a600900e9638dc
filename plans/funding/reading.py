"""What others read of money: what is behind a plan, its lines in words, and what is promised where."""

from typing import NamedTuple

from django.db.models import FETCH_RAISE, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from learnplan.prepared import prepared
from plans.funding.formula import Line, Why, total_of
from plans.funding.models import Account, Entitlement, Entry, Transfer
from plans.funding.words import why_of
from plans.targets.models import Plan


class Behind(NamedTuple):
    """The money behind a plan, in pence. `total_pence` is None until something was shared out to it."""

    total_pence: int | None
    promised_pence: int
    left_pence: int


class Shared(NamedTuple):
    """What was shared out to a learner for an academic year, and how much of it is promised, in pence."""

    year: int
    total_pence: int
    promised_pence: int


class LineInWords(NamedTuple):
    """One line of money for `parts/money_lines.html`."""

    label: str
    why: str
    pence: int | None


def behind_plan(plan: Plan) -> Behind:
    """Return the money behind `plan`: two queries. What was promised counts until it is given back."""
    total_pence = next(iter(_totals(plan_id=plan.pk)), None)
    if total_pence is None:
        return Behind(None, 0, 0)
    left_pence = left_to_choose_with(plan.learner_id, plan.year)
    return Behind(total_pence, total_pence - left_pence, left_pence)


def left_to_choose_with(learner_id: int, year: int) -> int:
    """Return the pence of an academic year that a learner has not promised to a place yet: one query."""
    return sum(_left(learner_id=learner_id, year=year))


def shared_out(*, learner, year: int) -> Subquery:
    """Return a learner's money of an academic year as an expression, for a query of something else.

    It is JSON with the arguments of `Shared`; null until something was shared out to them.
    """
    left = Entry.objects.filter(
        account__learner=OuterRef("learner"), account__kind=Account.Kind.LEARNER, account__fund__year=year
    )
    summed = left.order_by().values("account__learner").annotate(sum=Sum("pence")).values("sum")
    promised = F("total_pence") - Coalesce(Subquery(summed), 0)
    rows = Entitlement.objects.filter(learner=learner, plan__year=year).order_by()
    json = JSONObject(year=Value(year), total_pence="total_pence", promised_pence=promised)
    return Subquery(rows.values(json=json)[:1])


@prepared
def _totals(*, plan_id: int):
    return Entitlement.objects.filter(plan=plan_id).values_list("total_pence", flat=True)


@prepared
def _left(*, learner_id: int, year: int):
    own = Entry.objects.filter(
        account__learner=learner_id, account__kind=Account.Kind.LEARNER, account__fund__year=year
    )
    return own.order_by().values("account__learner").annotate(sum=Sum("pence")).values_list("sum", flat=True)


def read_lines(data: list[dict]) -> list[Line]:
    """Return the lines of an entitlement as they were published."""
    return [Line(**line) for line in data]


def known_lines(lines: list[Line]) -> list[LineInWords]:
    """Return the lines with an amount, each with why: for the learner and the fund's administrators."""
    return [LineInWords(line.name, why_of(line), line.pence) for line in lines if line.pence is not None]


def unknown_names(lines: list[Line]) -> list[str]:
    """Return the names of the lines that were not known, and so gave nothing."""
    return [line.name for line in lines if line.why == Why.UNKNOWN]


def share_in_words(plan: Plan, lines: list[Line]) -> dict:
    """Return one learner's share for a list of them: the plan, its lines, what is not known, and the total."""
    return {
        "plan": plan,
        "lines": known_lines(lines),
        "unknown": unknown_names(lines),
        "pence": total_of(lines),
    }


def lines_for_others(lines: list[Line]) -> list[LineInWords]:
    """Return the lines for an adult who supports the learner: what was added by need is one line.

    Circumstances are for the learner and the administrators only, so neither a reason nor a missing one shows.
    """
    shared = [line for line in lines if not line.about or line.why == Why.YEAR]
    by_need = sum(line.pence or 0 for line in lines if line not in shared)
    merged = LineInWords(_("Added by need"), _("The reasons are for the learner to tell."), by_need)
    return known_lines(shared) + ([merged] if by_need else [])


def promises_of(plan: Plan, most: int) -> list[Transfer]:
    """Return what was promised of a plan's money, newest first, with `pence`, `paid_pence`, provider and reversal."""
    return _promises(learner_id=plan.learner_id, year=plan.year, most=most)


@prepared
def _promises(*, learner_id: int, year: int, most: int):
    promised = Transfer.objects.filter(kind=Transfer.Kind.PROMISED, learner=learner_id, fund__year=year)
    rows = promised.with_paid_pence().select_related("provider", "reversal")
    return rows.fetch_mode(FETCH_RAISE)[:most]
