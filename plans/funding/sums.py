"""What a fund comes to: its money by where it is, as sums over the ledger."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Sum

from plans.funding.models import Account, Entry, Transfer


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
