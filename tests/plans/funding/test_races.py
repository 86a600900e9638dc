"""Two people at once over the last pound, a promise and the publishing: on real connections."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from learnplan.rules import RuleBroken
from plans.funding import ledger
from plans.funding.actions.funds import publish
from plans.funding.actions.promises import give_back, promise
from plans.funding.models import Account, Entitlement, Entry, Transfer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts at the same moment, each on its own connection; returns what each gave or raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=10)
            return act()
        except (RuleBroken, IntegrityError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def refusals(results):
    return [result for result in results if isinstance(result, Exception)]


def test_last_pound_goes_to_one_of_many_promises(share, amina, northgate, year, chidi):
    def take():
        return promise(learner=amina, provider=northgate, year=year, pence=400000, reason="Art", actor=chidi)

    results = at_once(*[take] * 8)
    assert len(refusals(results)) == 7
    assert all(isinstance(refusal, RuleBroken) for refusal in refusals(results))
    assert Transfer.objects.filter(kind="promised").count() == 1
    assert Entry.objects.aggregate(sum=Sum("pence"))["sum"] == 0


def test_promise_and_give_back_at_once_both_hold(share, amina, northgate, year, chidi):
    first = promise(learner=amina, provider=northgate, year=year, pence=300000, reason="Art", actor=chidi)
    results = at_once(
        lambda: give_back(transfer=first, reason="Changed", actor=chidi),
        lambda: promise(learner=amina, provider=northgate, year=year, pence=100000, reason="Music", actor=chidi),
    )
    assert refusals(results) == []
    assert ledger.balance(ledger.accounts_of(amina, year).get()) == 300000


def test_give_back_at_once_gives_back_once(share, amina, northgate, year, chidi):
    held = promise(learner=amina, provider=northgate, year=year, pence=300000, reason="Art", actor=chidi)
    results = at_once(*[lambda: give_back(transfer=held, reason="Changed", actor=chidi)] * 4)
    assert [type(refusal) for refusal in refusals(results)] == [RuleBroken] * 3
    assert ledger.balance(ledger.accounts_of(amina, year).get()) == 400000


def test_publish_at_once_shares_out_once(plan, formula, rosa):
    results = at_once(*[lambda: publish(formula=formula, actor=rosa)] * 3)
    assert [type(refusal) for refusal in refusals(results)] == [RuleBroken] * 2
    assert Entitlement.objects.count() == 1
    assert ledger.balance(Account.objects.get(kind="learner")) == 400000


def test_database_alone_keeps_the_last_pound_from_being_spent_twice(share, amina, northgate, year, fund):
    """Without the action's lock: the trigger locks what is debited before it sums."""
    account = ledger.accounts_of(amina, year).get()
    promised = ledger.account_of(fund, "promised", learner=amina, provider=northgate)

    def spend():
        with transaction.atomic():
            transfer = Transfer.objects.create(
                fund=fund, kind="promised", reason="Art", learner=amina, provider=northgate
            )
            ledger.post(transfer, {account: -400000, promised: 400000})
            time.sleep(0.2)  # not yet committed: the others must wait, not sum without it

    results = at_once(*[spend] * 6)
    assert [type(refusal) for refusal in refusals(results)] == [IntegrityError] * 5
    assert ledger.balance(account) == 0
