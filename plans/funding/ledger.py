"""The double-entry ledger: posts a transfer's entries, finds accounts, and sums balances."""

from collections.abc import Mapping

from django.db.models import Sum

from plans.funding.models import Account, Entry, Fund, Transfer


def post(transfer: Transfer, moves: Mapping[Account, int]) -> None:
    """Write the entries of `transfer`: pence into (positive) or out of (negative) each account.

    All in one statement, as the ledger's triggers ask. Raises ValueError unless the moves sum to zero; the
    database raises IntegrityError when an account but the source would go below zero.
    """
    if sum(moves.values()) != 0:
        raise ValueError("the moves of a transfer must sum to zero")
    Entry.objects.bulk_create(
        Entry(transfer=transfer, account=account, pence=pence) for account, pence in moves.items() if pence
    )


def account_of(fund: Fund, kind: str, *, learner=None, provider=None) -> Account:
    """Return the one account of this kind, opened if it is not there yet: money is added to it, never beside it."""
    return Account.objects.get_or_create(fund=fund, kind=kind, learner=learner, provider=provider)[0]


def accounts_of(learner, year: int):
    """Return the accounts (queryset) of a learner's own money in an academic year."""
    return Account.objects.filter(learner=learner, kind=Account.Kind.LEARNER, fund__year=year).order_by("pk")


def lock(accounts):
    """Lock the rows of an account queryset, ids ascending, and return them as a list.

    The lock (FOR NO KEY UPDATE) keeps others from spending, not from paying in.
    """
    return list(accounts.order_by("pk").select_for_update(no_key=True, of=("self",)))


def balance(account: Account) -> int:
    """Return what is in an account, in pence: the sum of its entries, never a column."""
    return Entry.objects.filter(account=account).aggregate(pence=Sum("pence", default=0))["pence"]
