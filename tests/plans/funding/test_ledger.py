"""The ledger: what the database itself refuses, by raw SQL, and what balances are."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.db.utils import DatabaseError

from plans.funding import ledger
from plans.funding.actions.promises import give_back, promise
from plans.funding.models import Account, Entitlement, Entry, Transfer

PAID_IN = Transfer.Kind.PAID_IN


def run(sql, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def accounts(fund):
    """The fund's source and the fund's own account."""
    return [fund.accounts.get(kind=kind) for kind in ("source", "fund")]


@pytest.fixture
def transfer(fund, rosa):
    return Transfer.objects.create(fund=fund, kind=PAID_IN, reason="More", by=rosa)


def test_balance_is_the_sum_of_entries(accounts):
    assert [ledger.balance(account) for account in accounts] == [-1_000_000, 1_000_000]


def test_post_refuses_moves_that_do_not_sum_to_zero(accounts, transfer):
    source, own = accounts
    with pytest.raises(ValueError, match="sum to zero"):
        ledger.post(transfer, {source: -5, own: 4})
    assert transfer.entries.count() == 0


def test_account_of_adds_to_the_account_that_is_there(fund, accounts):
    assert ledger.account_of(fund, "fund") == accounts[1]


def test_database_refuses_a_transfer_that_does_not_sum_to_zero(accounts, transfer):
    source, own = accounts
    insert = "INSERT INTO plans_entry (transfer_id, account_id, pence) VALUES (%s, %s, -5), (%s, %s, 4)"
    with pytest.raises(IntegrityError, match="does not sum to zero: -1 pence over"):
        run(insert, [transfer.pk, source.pk, transfer.pk, own.pk])


def test_database_refuses_two_wrong_transfers_that_sum_to_zero_together(fund, accounts, transfer, rosa):
    source, own = accounts
    other = Transfer.objects.create(fund=fund, kind=PAID_IN, reason="Other", by=rosa)
    insert = "INSERT INTO plans_entry (transfer_id, account_id, pence) VALUES (%s, %s, -5), (%s, %s, 5)"
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        run(insert, [transfer.pk, source.pk, other.pk, own.pk])


def test_database_refuses_entries_added_to_a_transfer_later(fund, accounts):
    transfer = fund.transfers.get()
    with pytest.raises(IntegrityError, match="has its entries already"), transaction.atomic():
        ledger.post(transfer, dict(zip(accounts, (-1, 1), strict=True)))


def test_database_lets_the_source_only_go_below_zero(accounts, transfer):
    source, own = accounts
    with pytest.raises(IntegrityError, match="would go below zero: -1 pence"), transaction.atomic():
        ledger.post(transfer, {own: -1_000_001, source: 1_000_001})
    ledger.post(transfer, {own: -1_000_000, source: 1_000_000})
    assert [ledger.balance(account) for account in accounts] == [0, 0]


@pytest.mark.parametrize("table", ["plans_entry", "plans_transfer", "plans_entitlement"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_database_refuses_to_change_what_was_written(share, table, sql):
    with pytest.raises(DatabaseError, match=f"Cannot update or delete rows from {table}"):
        run(sql.format(table))


def test_database_refuses_to_change_a_published_formula(share):
    with pytest.raises(DatabaseError, match="plans_formula"):
        run("UPDATE plans_formula SET components = '{}'")


@pytest.mark.parametrize("kind", ["learner", "promised", "paid", "fund"])
def test_database_refuses_an_account_of_nobody_or_a_second_one(fund, kind):
    with pytest.raises(IntegrityError):
        run("INSERT INTO plans_account (fund_id, kind) VALUES (%s, %s)", [fund.pk, kind])


def test_ledger_sums_to_zero_and_only_the_source_is_below(share, amina, northgate, year, rosa):
    kept = promise(learner=amina, provider=northgate, year=year, pence=1000, reason="Art", actor=rosa)
    promise(learner=amina, provider=northgate, year=year, pence=500, reason="Music", actor=rosa)
    give_back(transfer=kept, reason="Changed", actor=rosa)
    assert Entry.objects.aggregate(sum=Sum("pence"))["sum"] == 0
    below = Account.objects.annotate(sum=Sum("entries__pence")).filter(sum__lt=0)
    assert [account.kind for account in below] == ["source"]
    assert Entitlement.objects.get().total_pence == 400000
