"""Pages of funds, and what money puts in an administrator's needs: who sees what, and what forms refuse."""

import pytest

from plans.funding.actions.funds import draft_formula, open_fund, publish
from plans.funding.actions.promises import give_back
from plans.funding.models import Fund, Transfer
from tests.plans.funding.conftest import text_of
from tests.watching import needs_of

needs = needs_of("fund.")


@pytest.mark.parametrize("path", ["/plans/funds/", "/plans/funds/{fund}/", "/plans/formulas/{formula}/"])
@pytest.mark.parametrize("who", ["sam", "amina", "chidi", "bea", "mair", "dov"])
def test_funds_are_for_administrators(weighed, path, who, request, sign_in):
    path = path.format(fund=weighed.fund_id, formula=weighed.formula_id)
    assert sign_in(request.getfixturevalue(who)).get(path).status_code == (403 if path == "/plans/funds/" else 404)


def test_fund_of_another_institution_is_not_there(fund, make_user, northgate, sign_in):
    other = make_user("Otto", "Berg", role="administrator", at=northgate)
    for path in (f"/plans/funds/{fund.pk}/", f"/plans/funds/{fund.pk}/pay-in/", f"/plans/funds/{fund.pk}/formula/"):
        assert sign_in(other).get(path).status_code == 404
    assert "Learner choice" not in text_of(sign_in(other).get("/plans/funds/"))


def test_fund_new_opens_a_fund_and_leads_to_it(rosa, riverside, year, sign_in):
    response = sign_in(rosa).post(
        "/plans/funds/new/", {"name": "Learner choice", "year": year, "institution": riverside.pk}
    )
    fund = Fund.objects.get()
    assert (response.status_code, response.url) == (302, f"/plans/funds/{fund.pk}/")
    assert (fund.name, fund.year, fund.institution) == ("Learner choice", year, riverside)


def test_fund_new_refuses_another_institution_a_used_name_and_nothing(fund, rosa, northgate, riverside, year, sign_in):
    client = sign_in(rosa)
    for data, words in (
        ({"name": "X", "year": year, "institution": northgate.pk}, "Select a valid choice"),
        ({"name": fund.name, "year": year, "institution": riverside.pk}, "Pay into that one"),
        ({"name": "", "year": year, "institution": riverside.pk}, "This field is required"),
    ):
        response = client.post("/plans/funds/new/", data)
        assert response.status_code == 422
        assert words in text_of(response)
    assert Fund.objects.count() == 1


def test_pay_in_takes_pounds_to_the_penny(fund, rosa, sign_in):
    response = sign_in(rosa).post(f"/plans/funds/{fund.pk}/pay-in/", {"pence": "£1,234.5", "reason": "Grant"})
    assert response.status_code == 302
    assert Transfer.objects.with_pence().latest("pk").pence == 123450


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,000.005", "Write an amount in pounds"),
        ("-5", "Write an amount of nothing or more"),
        ("0", "Write an amount above nothing"),
        ("a lot", "Write an amount in pounds"),
        ("", "This field is required"),
    ],
)
def test_pay_in_refuses_what_is_not_an_amount_and_keeps_what_was_typed(fund, rosa, sign_in, typed, words):
    response = sign_in(rosa).post(f"/plans/funds/{fund.pk}/pay-in/", {"pence": typed, "reason": "My grant"})
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'value="My grant"' in text_of(response)
    assert not typed or f'value="{typed}"' in text_of(response)
    assert fund.transfers.count() == 1


def test_fund_shows_where_the_money_is_and_every_reason(promises, fund, chidi, rosa, make_user, riverside, sign_in):
    make_user("Nora", "Planless", role="learner", at=riverside)
    _kept, left = promises(2)
    give_back(transfer=left, reason="Changed course", actor=chidi)
    text = text_of(sign_in(rosa).get(f"/plans/funds/{fund.pk}/"))
    for words in ("£10,000", "£6,000", "£100", "£3,900", "Grant for the year", "Changed course", "Nora Planless"):
        assert words in text


def test_fund_statement_goes_on_by_key(fund, promises, rosa, sign_in):
    promises(26)
    client = sign_in(rosa)
    first = client.get(f"/plans/funds/{fund.pk}/")
    rest = client.get(f"/plans/funds/{fund.pk}/?before={first.context['page'].after}")
    keys = [transfer.pk for page in (first, rest) for transfer in page.context["page"].rows]
    assert keys == sorted(Transfer.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "²"])
def test_fund_ignores_a_key_that_is_none(fund, rosa, sign_in, key):
    assert sign_in(rosa).get(f"/plans/funds/{fund.pk}/", {"before": key}).status_code == 200


@pytest.fixture
def more(fund, promises, learners, riverside, components, year, rosa, make_user):
    """One more of everything that an administrator's pages list: more(1)."""

    def make(number):
        promises(1)
        learners(1, since=number)
        make_user(f"Planless{number}", "Person", role="learner", at=riverside)
        open_fund(institution=riverside, name=f"Fund {number}", year=year, actor=rosa)
        return draft_formula(fund=fund, components=components, actor=rosa)

    return make


@pytest.mark.parametrize(
    "path",
    [
        "/plans/funds/",
        "/plans/funds/{fund}/",
        "/plans/funds/{fund}/formula/",
        "/plans/formulas/{published}/",
        "/plans/formulas/{draft}/",
    ],
)
def test_administrators_pages_cost_the_same_queries_whatever_there_is(
    fund, share, more, rosa, sign_in, queries_of, path
):
    draft = more(1)
    path = path.format(fund=fund.pk, published=share.formula_id, draft=draft.pk)
    client = sign_in(rosa)
    at_one = queries_of(client, path)
    more(2)
    more(3)
    assert queries_of(client, path) == at_one <= 12


def test_needs_name_a_fund_without_a_formula_then_learners_without_a_share(
    fund, formula, plan, learners, rosa, chidi, django_assert_num_queries
):
    [need] = needs(rosa)
    assert need.words == "£10,000 in “Learner choice” is not shared out."
    publish(formula=formula, actor=rosa)
    assert needs(rosa) == []
    learners(2)
    rosa.current_memberships  # noqa: B018
    with django_assert_num_queries(1):
        [need] = needs(rosa)
    assert need.words == "2 learners have a plan and no share of “Learner choice”."
    assert needs(chidi) == []
