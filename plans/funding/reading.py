"""What is read of money: what is behind a plan, what is promised where, and what a fund comes to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import FETCH_RAISE, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from learnplan.web.prepared import prepared
from plans.funding.formula import FormulaLine
from plans.funding.models import Account, Entitlement, Entry, Transfer
from plans.targets.models import Plan


class FundSums(NamedTuple):
    """Where a fund's money is, in pence; all but `given_back_pence` add up to what was paid in."""

    paid_in_pence: int
    waiting_pence: int
    left_pence: int
    promised_pence: int
    paid_out_pence: int
    given_back_pence: int

    @property
    def shared_out_pence(self) -> int:
        return self.paid_in_pence - self.waiting_pence

    @property
    def committed_pence(self) -> int:
        return self.promised_pence + self.paid_out_pence


def sums_of(funds: Iterable[int]) -> dict[int, FundSums]:
    """Return the sums of each fund (by id), in two queries."""
    entries, pence = Entry.objects.order_by(), Sum("pence")
    by_kind = entries.filter(account__fund__in=funds).values_list("account__fund", "account__kind").annotate(pence)
    reversals = entries.filter(transfer__fund__in=funds, transfer__kind=Transfer.Kind.REVERSED)
    returned = reversals.filter(account__kind=Account.Kind.LEARNER).values_list("transfer__fund").annotate(pence)
    in_accounts = defaultdict(int, {(fund, kind): pence for fund, kind, pence in by_kind})
    given_back = defaultdict(int, dict(returned))
    return {
        fund: FundSums(
            -in_accounts[fund, Account.Kind.SOURCE],
            in_accounts[fund, Account.Kind.FUND],
            in_accounts[fund, Account.Kind.LEARNER],
            in_accounts[fund, Account.Kind.PROMISED],
            in_accounts[fund, Account.Kind.PAID],
            given_back[fund],
        )
        for fund in funds
    }


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


def behind_plan(plan: Plan) -> Behind:
    """Return the money behind `plan`: one query. What was promised counts until it is given back."""
    for total_pence, left_pence in _behind(plan_id=plan.pk):
        return Behind(total_pence, total_pence - left_pence, left_pence)
    return Behind(None, 0, 0)


def left_to_choose_with(learner_id: int, year: int) -> int:
    """Return the pence of an academic year that a learner has not promised to a place yet: one query."""
    return sum(_left(learner_id=learner_id, year=year))


def shared_out(*, learner, year: int) -> Subquery:
    """Return a learner's money of an academic year as an expression, for a query of something else.

    It is JSON with the arguments of `Shared`; null until something was shared out to them.
    """
    left = _left_to(OuterRef("learner"), year).values("sum")
    promised = F("total_pence") - Coalesce(Subquery(left), 0)
    rows = Entitlement.objects.filter(learner=learner, plan__year=year).order_by()
    json = JSONObject(year=Value(year), total_pence="total_pence", promised_pence=promised)
    return Subquery(rows.values(json=json)[:1])


@prepared
def _behind(*, plan_id: int):
    left = _left_to(OuterRef("plan__learner"), OuterRef("plan__year")).values("sum")
    return Entitlement.objects.filter(plan=plan_id).values_list("total_pence", Coalesce(Subquery(left), 0))


@prepared
def _left(*, learner_id: int, year: int):
    return _left_to(learner_id, year).values_list("sum", flat=True)


def _left_to(learner, year):
    """Return the `sum` of a learner's own account of an academic year, in pence, as a queryset of one row."""
    own = {"account__learner": learner, "account__kind": Account.Kind.LEARNER, "account__fund__year": year}
    return Entry.objects.filter(**own).order_by().values("account__learner").annotate(sum=Sum("pence"))


def read_lines(data: list[dict]) -> list[FormulaLine]:
    """Return the lines of an entitlement as they were published."""
    return [FormulaLine(**line) for line in data]


@prepared
def promises_of(*, learner_id: int, year: int, most: int):
    """Return what was promised of a plan's money, newest first, with `pence`, `paid_pence`, provider and reversal."""
    promised = Transfer.objects.filter(kind=Transfer.Kind.PROMISED, learner=learner_id, fund__year=year)
    rows = promised.with_paid_pence().select_related("provider", "reversal")
    return rows.fetch_mode(FETCH_RAISE)[:most]
