"""Pages of money: who sees what, what forms refuse, and that nothing leaks."""

import csv
import datetime as dt
import html
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learnplan.notices.models import Notice
from learnplan.people.models import Circumstance
from plans.funding.actions import draft_formula, give_back, open_fund, promise, publish
from plans.funding.models import Entitlement, Formula, Fund, Transfer
from plans.funding.needs import needs

A_WHILE_AGO = dt.date(2020, 9, 1)


def text_of(response):
    """Return the page's main part as the reader has it, without tags' white space."""
    content = html.unescape(b"".join(response).decode() if response.streaming else response.content.decode())
    return " ".join(content[content.index('id="main"') :].split())


@pytest.fixture
def poor_area(amina):
    return Circumstance.objects.create(learner=amina, kind="area_decile", value=1, source="IMD", from_on=A_WHILE_AGO)


@pytest.fixture
def in_care(amina):
    return Circumstance.objects.create(learner=amina, kind="care", value=1, source="Authority", from_on=A_WHILE_AGO)


@pytest.fixture
def weighed(plan, fund, components, poor_area, in_care, rosa):
    """Amina's share with two needs in it: £4,000 + £560 + £400, and one that is not known."""
    components["components"] += [
        {"kind": "need", "name": "Time in care", "circumstance": "care", "weights": {"1": 10}},
        {"kind": "need", "name": "Money at home", "circumstance": "free_meals", "weights": {"1": 10}},
    ]
    publish(formula=draft_formula(fund=fund, components=components, actor=rosa), actor=rosa)
    return plan.entitlements.get()


@pytest.fixture
def promises(share, amina, northgate, year, chidi):
    """Promises to Northgate: promises(2)."""

    def make(count):
        return [
            promise(learner=amina, provider=northgate, year=year, pence=10000, reason=f"Course {n}", actor=chidi)
            for n in range(count)
        ]

    return make


@pytest.fixture
def learners(make_user, riverside, start_plan):
    """More learners with a plan: learners(2)."""

    def make(count, since=0):
        for n in range(since, since + count):
            start_plan(make_user(f"Learner{n}", f"Family{n}", role="learner", at=riverside), riverside)

    return make


@pytest.fixture
def queries_of():
    """Count the queries of a page: queries_of(client, path)."""

    def count(client, path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return count


# The learner's page


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
def test_money_shown_to_other_adults_does_not_tell_circumstances(weighed, adult, request, sign_in):
    text = text_of(sign_in(request.getfixturevalue(adult)).get(f"/plans/{weighed.plan_id}/money/"))
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
    amina.bonds.filter(adult=bea).update(**change)
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


# The provider's page


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


@pytest.mark.parametrize("path", ["/plans/funds/", "/plans/funds/{fund}/", "/plans/formulas/{formula}/"])
@pytest.mark.parametrize("who", ["sam", "amina", "chidi", "bea", "mair", "dov"])
def test_funds_are_for_administrators(weighed, path, who, request, sign_in):
    path = path.format(fund=weighed.fund_id, formula=weighed.formula_id)
    assert sign_in(request.getfixturevalue(who)).get(path).status_code == (403 if path == "/plans/funds/" else 404)


@pytest.mark.parametrize("who", ["amina", "rosa", "chidi"])
def test_promised_is_for_provider_staff(who, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get("/plans/promised/").status_code == 403


def test_fund_of_another_institution_is_not_there(fund, make_user, northgate, sign_in):
    other = make_user("Otto", "Berg", role="administrator", at=northgate)
    for path in (f"/plans/funds/{fund.pk}/", f"/plans/funds/{fund.pk}/pay-in/", f"/plans/funds/{fund.pk}/formula/"):
        assert sign_in(other).get(path).status_code == 404
    assert "Learner choice" not in text_of(sign_in(other).get("/plans/funds/"))


def test_promised_costs_the_same_queries_whatever_is_promised(promises, sam, sign_in, queries_of):
    promises(1)
    client = sign_in(sam)
    at_one = queries_of(client, "/plans/promised/")
    promises(2)
    assert queries_of(client, "/plans/promised/") == at_one <= 12


# The administrator's pages


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


def test_formula_new_builds_the_components(fund, amina, rosa, sign_in):
    data = {"rate": "4,000", "band 12": "4100.50", "weight area_decile 1": "14", "weight care 1": "10"}
    response = sign_in(rosa).post(f"/plans/funds/{fund.pk}/formula/", data)
    formula = Formula.objects.get()
    assert response.url == f"/plans/formulas/{formula.pk}/"
    assert formula.components == {
        "version": 1,
        "components": [
            {
                "kind": "rate",
                "name": "Your year’s rate",
                "pence": 400000,
                "bands": [{"year_group": "12", "pence": 410050}],
            },
            {"kind": "need", "name": "Where you live", "circumstance": "area_decile", "weights": {"1": 14}},
            {"kind": "need", "name": "Time in care", "circumstance": "care", "weights": {"1": 10}},
        ],
    }


def test_formula_new_starts_from_the_latest_version(formula, fund, rosa, sign_in):
    text = text_of(sign_in(rosa).get(f"/plans/funds/{fund.pk}/formula/"))
    assert 'name="rate" value="4000"' in text
    assert 'name="weight area_decile 1" value="14"' in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "This field is required"),
        ({"rate": "-1"}, "Write an amount of nothing or more"),
        ({"rate": "1000000.01"}, "Write at most £1,000,000"),
        ({"rate": "1", "weight care 1": "1.5"}, "Write a whole number of percent, from 0 to 1000"),
        ({"rate": "1", "weight care 1": "-1"}, "Write a whole number of percent, from 0 to 1000"),
        ({"rate": "1", "weight care 1": "1001"}, "Write a whole number of percent, from 0 to 1000"),
    ],
)
def test_formula_new_refuses_and_keeps_what_was_typed(fund, rosa, sign_in, data, words):
    typed = {"weight area_decile 2": "17"}
    response = sign_in(rosa).post(f"/plans/funds/{fund.pk}/formula/", data | typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'name="weight area_decile 2" value="17"' in text_of(response)
    assert Formula.objects.count() == 0


def test_formula_shows_what_it_would_give_and_writes_nothing(formula, plan, poor_area, rosa, sign_in):
    text = text_of(sign_in(rosa).get(f"/plans/formulas/{formula.pk}/"))
    for words in (
        "Amina Said: £4,560",
        "Areas with least",
        "Year 12",
        "£5,440 stays in the fund",
        "Publish and share out £4,560",
        "cannot be edited afterwards",
    ):
        assert words in text
    assert Entitlement.objects.count() == 0


def test_formula_publishes_what_was_shown_and_tells_the_learner(formula, plan, amina, rosa, sign_in):
    client = sign_in(rosa)
    response = client.post(f"/plans/formulas/{formula.pk}/", {"pence": "400000"}, follow=True)
    assert "Shared out to 1 learner, who is told of it." in text_of(response)
    assert "Publish and share out" not in text_of(response)
    assert Entitlement.objects.get().total_pence == 400000
    assert Notice.objects.get(recipient=amina).path == f"/plans/{plan.pk}/money/"


def test_formula_refuses_to_publish_what_was_not_shown(formula, plan, learners, rosa, sign_in):
    learners(1)
    response = sign_in(rosa).post(f"/plans/formulas/{formula.pk}/", {"pence": "400000"})
    assert response.status_code == 422
    assert "The shares now come to £8,000" in text_of(response)
    assert Entitlement.objects.count() == 0


def test_formula_that_gives_too_much_says_by_how_much_and_has_no_button(formula, plan, learners, rosa, sign_in):
    learners(2)
    text = text_of(sign_in(rosa).get(f"/plans/formulas/{formula.pk}/"))
    assert "£2,000 is missing" in text
    assert "Publish and share out" not in text


def test_formula_offers_newcomers_a_share_after_publishing(share, formula, learners, rosa, sign_in):
    learners(1)
    client = sign_in(rosa)
    assert "Share out to those who came since" in text_of(client.get(f"/plans/formulas/{formula.pk}/"))
    client.post(f"/plans/formulas/{formula.pk}/", {"pence": "400000"})
    assert Entitlement.objects.count() == 2


def test_formula_lists_learners_by_name_page_by_page(formula, learners, rosa, sign_in):
    learners(30)
    client = sign_in(rosa)
    first = client.get(f"/plans/formulas/{formula.pk}/")
    rest = client.get(f"/plans/formulas/{formula.pk}/?after={first.context['after']}")
    seen = [share["plan"].learner.family_name for page in (first, rest) for share in page.context["shares"]]
    assert seen == sorted(f"Family{n}" for n in range(30))
    assert rest.context["after"] is None


def test_formula_sheet_cannot_run_in_a_spreadsheet(formula, make_user, riverside, start_plan, rosa, sign_in):
    start_plan(make_user("=1+1", "Cell", role="learner", at=riverside, username="cell"), riverside)
    response = sign_in(rosa).get(f"/plans/formulas/{formula.pk}/sheet/")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows == [
        ["Learner", "Your year's rate", "Where you live", "Total"],
        ["'=1+1 Cell", "4000.00", "", "4000.00"],
    ]


def test_formula_sheet_after_publishing_is_what_was_published(weighed, amina, in_care, rosa, sign_in):
    in_care.delete()
    response = sign_in(rosa).get(f"/plans/formulas/{weighed.formula_id}/sheet/")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows[1] == ["Amina Said", "4000.00", "560.00", "400.00", "", "4960.00"]


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
    rest = client.get(f"/plans/funds/{fund.pk}/?before={first.context['before']}")
    keys = [transfer.pk for page in (first, rest) for transfer in page.context["transfers"]]
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
