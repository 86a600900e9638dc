"""Acts on money: what each writes, and what it refuses with which sentence."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.people.models import Circumstance
from learnplan.rules import RuleBroken
from plans.funding import ledger
from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
from plans.funding.actions.promises import give_back, promise, release
from plans.funding.models import Account, Entitlement, Entry, Formula, Fund, Transfer

A_WHILE_AGO = dt.date(2020, 9, 1)


def balance_of(fund, kind, **whose):
    return ledger.balance(Account.objects.get(fund=fund, kind=kind, **whose))


@pytest.fixture
def promised(share, amina, northgate, year, chidi):
    """£2,000 of Amina's £4,000, promised to Northgate."""
    return promise(
        learner=amina, provider=northgate, year=year, pence=200000, reason="Engineering, Level 3", actor=chidi
    )


def test_open_fund_opens_its_two_accounts(riverside, rosa, year):
    fund = open_fund(institution=riverside, name=" Choice ", year=year, actor=rosa)
    assert fund.name == "Choice"
    assert sorted(fund.accounts.values_list("kind", flat=True)) == ["fund", "source"]
    assert Event.objects.get().verb == "fund.opened"


def test_open_fund_refuses_a_second_of_the_name(fund, riverside, rosa, year):
    with pytest.raises(RuleBroken, match=r"There is a fund “Learner choice”.*Pay into that one"):
        open_fund(institution=riverside, name=fund.name, year=year, actor=rosa)
    assert Fund.objects.count() == 1


def test_pay_in_moves_from_the_source_and_records_it(fund, rosa):
    pay_in(fund=fund, pence=5, reason="Found", actor=rosa)
    assert [balance_of(fund, "source"), balance_of(fund, "fund")] == [-1_000_005, 1_000_005]
    event = Event.objects.first()
    assert (event.verb, event.facts["pence"], event.institution) == ("fund.paid_in", 5, fund.institution)


@pytest.mark.parametrize(("pence", "reason"), [(0, "Grant"), (-5, "Grant"), (5, " ")])
def test_pay_in_refuses_nothing_and_no_reason(fund, rosa, pence, reason):
    with pytest.raises(RuleBroken):
        pay_in(fund=fund, pence=pence, reason=reason, actor=rosa)
    assert fund.transfers.count() == 1


def test_draft_formula_counts_its_versions(fund, components, rosa):
    versions = [draft_formula(fund=fund, components=components, actor=rosa).version for _turn in range(2)]
    assert versions == [1, 2]


def test_draft_formula_says_every_fault(fund, rosa):
    with pytest.raises(RuleBroken) as refusal:
        draft_formula(fund=fund, components={"version": 1, "components": []}, actor=rosa)
    assert refusal.value.messages == ["components: Add a rate: the amount that every learner gets."]
    assert Formula.objects.count() == 0


def test_publish_gives_each_learner_an_explained_share(plan, amina, formula, fund, rosa):
    Circumstance.objects.create(learner=amina, kind="area_decile", value=1, source="IMD", from_on=A_WHILE_AGO)
    assert publish(formula=formula, actor=rosa) == 1
    entitlement = Entitlement.objects.get()
    assert (entitlement.learner, entitlement.plan, entitlement.total_pence) == (amina, plan, 456000)
    assert entitlement.lines == [
        {"name": "Your year's rate", "why": "everyone", "pence": 400000},
        {
            "name": "Where you live",
            "why": "share",
            "pence": 56000,
            "about": "area_decile",
            "percent": 14,
            "of_pence": 400000,
        },
    ]
    assert [balance_of(fund, "fund"), balance_of(fund, "learner", learner=amina)] == [544000, 456000]
    assert Formula.objects.get().published_at is not None
    event = Event.objects.first()
    assert (event.verb, event.facts["learners"], event.facts["pence"]) == ("formula.published", 1, 456000)


def test_publish_shares_by_circumstances_of_today_only(plan, amina, formula, rosa):
    Circumstance.objects.create(
        learner=amina, kind="area_decile", value=1, source="IMD", from_on=A_WHILE_AGO, until_on=A_WHILE_AGO
    )
    publish(formula=formula, actor=rosa)
    assert Entitlement.objects.get().lines[1] == {
        "name": "Where you live",
        "why": "unknown",
        "pence": None,
        "about": "area_decile",
    }


def test_publish_writes_one_transfer_for_all(plan, make_user, riverside, start_plan, formula, rosa):
    start_plan(make_user("Ben", "Cole", role="learner", at=riverside), riverside)
    assert publish(formula=formula, actor=rosa) == 2
    transfer = Transfer.objects.get(kind="shared_out")
    assert sorted(transfer.entries.values_list("pence", flat=True)) == [-800000, 400000, 400000]
    assert Transfer.objects.with_pence().get(pk=transfer.pk).pence == 800000


def test_publish_leaves_out_leavers_other_years_and_other_places(plan, formula, make_user, riverside, northgate, rosa):
    from plans.targets.models import Plan

    gone = make_user("Gone", "Away", role="learner", at=riverside)
    gone.memberships.update(until_on=A_WHILE_AGO, from_on=A_WHILE_AGO)
    Plan.objects.create(learner=gone, institution=riverside, year=plan.year)
    early = make_user("Early", "Bird", role="learner", at=riverside)
    Plan.objects.create(learner=early, institution=riverside, year=plan.year + 1)
    away = make_user("Far", "Off", role="learner", at=northgate)
    Plan.objects.create(learner=away, institution=northgate, year=plan.year)
    make_user("No", "Plan", role="learner", at=riverside)
    assert publish(formula=formula, actor=rosa) == 1


def test_publish_again_shares_to_newcomers_only(share, make_user, riverside, start_plan, formula, fund, rosa):
    late = make_user("Late", "Comer", role="learner", at=riverside)
    start_plan(late, riverside)
    assert publish(formula=formula, actor=rosa) == 1
    assert Entitlement.objects.get(learner=late).total_pence == 400000
    assert balance_of(fund, "fund") == 200000
    assert Entitlement.objects.filter(learner=share.learner).count() == 1


def test_publish_again_with_nobody_new_is_refused(share, formula, rosa):
    with pytest.raises(RuleBroken, match="Every learner with a plan has a share"):
        publish(formula=formula, actor=rosa)
    assert Transfer.objects.filter(kind="shared_out").count() == 1


def test_publish_refuses_when_the_shares_exceed_the_fund(plan, fund, components, rosa):
    components["components"][0]["pence"] = 1_000_050
    formula = draft_formula(fund=fund, components=components, actor=rosa)
    with pytest.raises(RuleBroken, match=r"come to £10,000.50, and the fund holds £10,000: £0.50 is missing"):
        publish(formula=formula, actor=rosa)
    assert Entitlement.objects.count() == 0
    assert not Transfer.objects.filter(kind="shared_out").exists()
    assert Formula.objects.get().published_at is None


def test_publish_refuses_a_second_formula_of_the_fund(share, fund, components, rosa):
    second = draft_formula(fund=fund, components=components, actor=rosa)
    with pytest.raises(RuleBroken, match="Version 1 of this formula is published"):
        publish(formula=second, actor=rosa)


def test_publish_refuses_a_second_fund_of_the_year_instead_of_a_second_account(
    share, riverside, components, year, rosa
):
    other = open_fund(institution=riverside, name="Another", year=year, actor=rosa)
    pay_in(fund=other, pence=500000, reason="More", actor=rosa)
    second = draft_formula(fund=other, components=components, actor=rosa)
    with pytest.raises(RuleBroken, match=r"comes from “Learner choice”. Pay into that fund"):
        publish(formula=second, actor=rosa)
    assert Account.objects.filter(kind="learner").count() == 1


def test_publish_a_share_of_nothing_moves_nothing(plan, fund, components, rosa):
    components["components"][0]["pence"] = 0
    assert publish(formula=draft_formula(fund=fund, components=components, actor=rosa), actor=rosa) == 1
    assert Entitlement.objects.get().total_pence == 0
    assert Entry.objects.filter(transfer__kind="shared_out").count() == 0


def test_promise_moves_from_the_learner_to_the_provider(promised, fund, amina, northgate, chidi):
    assert (promised.kind, promised.learner, promised.provider, promised.by) == ("promised", amina, northgate, chidi)
    assert balance_of(fund, "learner", learner=amina) == 200000
    assert balance_of(fund, "promised", learner=amina, provider=northgate) == 200000
    event = Event.objects.first()
    assert (event.verb, event.learner, event.facts) == (
        "money.promised",
        amina,
        {"provider": "Northgate College", "pence": 200000, "words": "Engineering, Level 3"},
    )


def test_promise_may_take_the_last_penny_and_not_one_more(promised, amina, northgate, year, chidi):
    with pytest.raises(RuleBroken) as refusal:
        promise(learner=amina, provider=northgate, year=year, pence=200001, reason="Art", actor=chidi)
    assert refusal.value.messages == [
        "This place costs £2,000.01 and £2,000 is left to choose with: £0.01 is missing. "
        "It becomes possible when another place is given up, or a place that costs less is chosen."
    ]
    promise(learner=amina, provider=northgate, year=year, pence=200000, reason="Art", actor=chidi)


def test_promise_before_anything_is_shared_out_says_so(amina, northgate, year, chidi):
    with pytest.raises(RuleBroken, match=r"no money for .* has been shared out to Amina yet"):
        promise(learner=amina, provider=northgate, year=year, pence=1, reason="Art", actor=chidi)


def test_promise_draws_on_the_year_it_is_for(share, amina, northgate, year, chidi):
    with pytest.raises(RuleBroken, match="no money"):
        promise(learner=amina, provider=northgate, year=year + 1, pence=1, reason="Art", actor=chidi)


@pytest.mark.parametrize("pence", [0, -1])
def test_promise_of_nothing_is_refused(share, amina, northgate, year, chidi, pence):
    with pytest.raises(RuleBroken, match="costs nothing"):
        promise(learner=amina, provider=northgate, year=year, pence=pence, reason="Art", actor=chidi)


def test_give_back_returns_it_by_a_reversal(promised, fund, amina, chidi):
    returned = give_back(transfer=promised, reason="Moved away", actor=chidi)
    assert (returned.kind, returned.reverses, returned.reason) == ("reversed", promised, "Moved away")
    assert balance_of(fund, "learner", learner=amina) == 400000
    assert Transfer.objects.filter(pk=promised.pk).exists()
    assert Event.objects.first().verb == "money.given_back"


def test_give_back_twice_is_refused(promised, fund, amina, chidi):
    give_back(transfer=promised, reason="Moved away", actor=chidi)
    with pytest.raises(RuleBroken, match="given back already"):
        give_back(transfer=promised, reason="Again", actor=chidi)
    assert balance_of(fund, "learner", learner=amina) == 400000


def test_give_back_after_a_part_was_paid_returns_the_rest(promised, fund, amina, northgate, chidi):
    release(transfer=promised, pence=50000, reason="Autumn term", actor=chidi)
    give_back(transfer=promised, reason="Left at Christmas", actor=chidi)
    assert balance_of(fund, "learner", learner=amina) == 350000
    assert balance_of(fund, "promised", learner=amina, provider=northgate) == 0
    assert balance_of(fund, "paid", provider=northgate) == 50000


def test_give_back_leaves_another_promise_to_the_same_provider(promised, fund, amina, northgate, year, chidi):
    other = promise(learner=amina, provider=northgate, year=year, pence=30000, reason="Art", actor=chidi)
    give_back(transfer=promised, reason="Changed", actor=chidi)
    assert balance_of(fund, "promised", learner=amina, provider=northgate) == 30000
    with pytest.raises(RuleBroken, match="£300 of this promise is left"):
        release(transfer=other, pence=30001, reason="Autumn term", actor=chidi)


def test_give_back_of_a_promise_paid_in_full_is_refused(promised, chidi):
    release(transfer=promised, pence=200000, reason="Autumn term", actor=chidi)
    with pytest.raises(RuleBroken, match="All of this promise has been paid"):
        give_back(transfer=promised, reason="Changed", actor=chidi)


@pytest.mark.parametrize("pence", [0, -1, 200001])
def test_release_of_more_than_is_left_is_refused(promised, chidi, pence):
    with pytest.raises(RuleBroken, match="£2,000 of this promise is left to pay"):
        release(transfer=promised, pence=pence, reason="Autumn term", actor=chidi)


def test_give_back_is_for_promises_only(fund, rosa):
    with pytest.raises(RuleBroken, match="Only money that was promised"):
        give_back(transfer=fund.transfers.get(), reason="Mistake", actor=rosa)
