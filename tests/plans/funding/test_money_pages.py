"""Pages of a learner's money and of what is promised: who sees what, and that nothing leaks."""

import pytest

from plans.funding.actions.promises import give_back, promise
from plans.funding.models import Entitlement
from tests.plans.funding.conftest import A_WHILE_AGO, text_of


def test_money_explains_every_line_to_the_learner(weighed, amina, sign_in):
    text = text_of(sign_in(amina).get(f"/plans/{weighed.plan_id}/money/"))
    for words in (
        "Money behind my plan",
        "£4,960",
        "Every learner gets this.",
        "Help is shared out so that those whose home area has less get more: 14% on top of £4,000.",
        "Help is shared out so that those who were in care have more behind them: 10% on top of £4,000.",
        "Money at home",
    ):
        assert words in text


@pytest.mark.parametrize("adult", ["chidi", "mair", "bea"])
def test_money_shown_to_other_adults_does_not_tell_circumstances(weighed, amina, adult, request, sign_in):
    reader = request.getfixturevalue(adult)
    amina.bonds.filter(kind="carer").update(sees=["money"])
    text = text_of(sign_in(reader).get(f"/plans/{weighed.plan_id}/money/"))
    assert "Money behind Amina’s plan" in text
    assert "Added by need" in text
    assert "£960" in text
    for secret in ("care", "home area", "Where you live", "Money at home", "£560", "£400"):
        assert secret not in text


def test_money_shown_to_the_administrator_has_every_line(weighed, rosa, sign_in):
    assert "those who were in care" in text_of(sign_in(rosa).get(f"/plans/{weighed.plan_id}/money/"))


@pytest.mark.parametrize("other", ["dov", "sam"])
def test_money_is_not_there_for_others(weighed, other, request, sign_in):
    assert sign_in(request.getfixturevalue(other)).get(f"/plans/{weighed.plan_id}/money/").status_code == 404


def test_money_is_not_there_for_a_teacher_without_a_bond(weighed, make_user, riverside, sign_in):
    teacher = make_user("Tom", "Hall", role="teacher", at=riverside)
    assert sign_in(teacher).get(f"/plans/{weighed.plan_id}/money/").status_code == 404


@pytest.mark.parametrize("change", [{"consented_at": None}, {"until_on": A_WHILE_AGO, "from_on": A_WHILE_AGO}])
def test_money_is_not_there_for_a_carer_whose_bond_does_not_count(weighed, amina, bea, change, sign_in):
    amina.bonds.filter(adult=bea).update(sees=["money"], **change)
    assert sign_in(bea).get(f"/plans/{weighed.plan_id}/money/").status_code == 404
    assert not Entitlement.objects.visible_to(bea).exists()


def test_entitlements_are_listed_once_though_two_bonds_lead_to_them(weighed, amina, chidi, bond):
    bond(amina, chidi, "advocate")
    assert list(Entitlement.objects.visible_to(chidi)) == [weighed]


def test_money_shows_promises_and_what_was_given_back(promises, amina, chidi, share, sign_in):
    _kept, left = promises(2)
    give_back(transfer=left, reason="The bus was too slow", actor=chidi)
    text = text_of(sign_in(amina).get(f"/plans/{share.plan_id}/money/"))
    assert "Course 0" in text
    assert "Northgate College" in text
    assert "<s>£100</s>" in text
    assert "The bus was too slow" in text
    assert "£3,900" in text


def test_money_before_any_is_shared_out_says_what_happens_next(plan, amina, sign_in):
    text = text_of(sign_in(amina).get(f"/plans/{plan.pk}/money/"))
    assert "No money is shared out" in text
    assert "We will tell you" in text


def test_money_costs_the_same_queries_whatever_is_promised(promises, share, amina, sign_in, queries_of):
    promises(1)
    client = sign_in(amina)
    at_one = queries_of(client, f"/plans/{share.plan_id}/money/")
    promises(2)
    assert queries_of(client, f"/plans/{share.plan_id}/money/") == at_one <= 12


def test_promised_shows_the_provider_its_promises(promises, sam, chidi, sign_in):
    _kept, left = promises(2)
    give_back(transfer=left, reason="Trouble at home", actor=chidi)
    text = text_of(sign_in(sam).get("/plans/promised/"))
    assert "Amina Said" in text
    assert "Course 0" in text
    assert "£100 promised now" in text
    assert "Given back" in text
    assert "Trouble at home" not in text


def test_promised_leaks_no_balance_entitlement_or_other_promise(
    weighed, promises_elsewhere, amina, northgate, year, sam, chidi, sign_in
):
    promise(learner=amina, provider=northgate, year=year, pence=10000, reason="Ours", actor=chidi)
    assert weighed.total_pence == 496000
    text = text_of(sign_in(sam).get("/plans/promised/"))
    assert "Ours" in text
    for secret in ("£4,960", "£4,826.55", "£4,726.55", "£133.45", "Theirs", "Learner choice", "Westfield"):
        assert secret not in text


@pytest.fixture
def promises_elsewhere(weighed, amina, make_institution, year, chidi):
    other = make_institution("Westfield Studios", kind="employer")
    return promise(learner=amina, provider=other, year=year, pence=13345, reason="Theirs", actor=chidi)


@pytest.mark.parametrize("who", ["amina", "rosa", "chidi"])
def test_promised_is_for_provider_staff(who, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get("/plans/promised/").status_code == 403


def test_promised_costs_the_same_queries_whatever_is_promised(promises, sam, sign_in, queries_of):
    promises(1)
    client = sign_in(sam)
    at_one = queries_of(client, "/plans/promised/")
    promises(2)
    assert queries_of(client, "/plans/promised/") == at_one <= 12
