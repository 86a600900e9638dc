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
    """Return the sums of each fund (by id), in one query."""
    kinds = ("account__fund", "account__kind", "transfer__kind")
    rows = Entry.objects.filter(account__fund__in=funds).order_by().values_list(*kinds).annotate(pence=Sum("pence"))
    in_accounts: dict[tuple[int, str], int] = defaultdict(int)
    given_back: dict[int, int] = defaultdict(int)
    for fund, account, transfer, pence in rows:
        in_accounts[fund, account] += pence
        if (account, transfer) == (Account.Kind.LEARNER, Transfer.Kind.REVERSED):
            given_back[fund] += pence
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
