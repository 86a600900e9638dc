"""Pages of offers, places and partners: who sees what, what a form refuses, and that a list stays a few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scripts.models import Agreement, Offer, Place
from scripts.offers.actions import agree
from scripts.places import actions

SOON = dt.date.today() + dt.timedelta(days=5)


def test_offers_are_those_of_partners_and_of_ones_own(offer, agreement, amina, dov, sign_in):
    assert b"Level 3 Engineering" in sign_in(amina).get(reverse("offers")).content
    assert b"Level 3 Engineering" not in sign_in(dov).get(reverse("offers")).content
    assert sign_in(dov).get(offer.get_absolute_url()).status_code == 404


def test_offers_search_never_ignores_a_filter(offer, agreement, amina, sign_in):
    page = sign_in(amina).get(reverse("offers"), {"style": "nonsense"})
    assert b"Level 3 Engineering" not in page.content
    assert b"Select a valid choice" in page.content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "engineering north"}, True),
        ({"q": "baking"}, False),
        ({"style": "online"}, False),
        ({"with_room": "on"}, True),
    ],
)
def test_offers_search_finds_by_every_word_and_filter(offer, agreement, amina, sign_in, query, found):
    assert (b"Level 3 Engineering" in sign_in(amina).get(reverse("offers"), query).content) == found


def test_offer_new_is_for_provider_staff(amina, rosa, sam, sign_in):
    assert sign_in(rosa).get(reverse("offer_new")).status_code == 403
    fields = {
        "title": "Bakery",
        "code": "B1",
        "style": "in_class",
        "starts_on": "2026-09-01",
        "ends_on": "2027-07-01",
        "places": "10",
        "price_pence": "1,234.50",
    }
    response = sign_in(sam).post(reverse("offer_new"), fields)
    assert response.url == Offer.objects.get(price_pence=123_450).get_absolute_url()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("ends_on", "2026-08-01", "before the first day"),
        ("price_pence", "cheap", "Write an amount in pounds"),
        ("places", "-1", "greater than or equal to 0"),
        ("code", "ENG3", "already an offer with this code"),
        ("title", "", "required"),
    ],
)
def test_offer_new_says_what_is_wrong_and_keeps_what_was_typed(offer, sam, sign_in, field, value, message):
    fields = {
        "title": "Bakery",
        "code": "B1",
        "style": "in_class",
        "starts_on": "2026-09-01",
        "ends_on": "2027-07-01",
        "places": "10",
        "price_pence": "5",
    }
    page = sign_in(sam).post(reverse("offer_new"), fields | {field: value})
    assert page.status_code == 422
    assert message in page.content.decode()
    assert Offer.objects.count() == 1


def test_offer_change_never_lets_another_provider_in(offer, rosa, agreement, sign_in):
    assert sign_in(rosa).get(reverse("offer_change", args=[offer.pk])).status_code == 403


def test_offer_close_takes_it_off_the_list(offer, sam, amina, agreement, sign_in):
    sign_in(sam).post(reverse("offer_close", args=[offer.pk]))
    assert b"Level 3 Engineering" not in sign_in(amina).get(reverse("offers")).content


def test_place_ask_by_the_tutor_leads_to_the_place(offer, agreement, amina, chidi, sign_in):
    response = sign_in(chidi).post(reverse("place_ask", args=[offer.pk]), {"learner": amina.pk, "reason": "Keen"})
    assert response.url == Place.objects.get(learner=amina).get_absolute_url()


def test_place_ask_needs_a_learner_of_ones_own(offer, agreement, chidi, dov, sign_in):
    for learner in ("", dov.pk):
        page = sign_in(chidi).post(reverse("place_ask", args=[offer.pk]), {"learner": learner})
        assert page.status_code == 422
    assert not Place.objects.exists()


@pytest.mark.parametrize("named", ["learner", "step"])
def test_place_ask_for_a_number_beyond_all_asks_for_nobody(offer, agreement, chidi, sign_in, named):
    page = sign_in(chidi).get(reverse("place_ask", args=[offer.pk]), {named: "9" * 5000})
    assert page.status_code == 200
    assert page.context["form"].initial["learner"] is None


def test_place_ask_is_the_tutors_to_do(offer, agreement, amina, sign_in):
    assert sign_in(amina).get(reverse("place_ask", args=[offer.pk])).status_code == 403


@pytest.mark.parametrize(
    ("person", "status"),
    [("amina", 200), ("bea", 200), ("chidi", 200), ("mair", 200), ("sam", 200), ("rosa", 200), ("dov", 404)],
)
def test_place_is_seen_by_those_it_concerns(request, offered, person, status, sign_in):
    assert sign_in(request.getfixturevalue(person)).get(offered.get_absolute_url()).status_code == status


def test_place_shows_the_provider_no_script_and_no_money_left(accepted, sam, sign_in):
    page = sign_in(sam).get(accepted.get_absolute_url()).content.decode()
    assert "It is promised to the provider." in page
    assert "/money/" not in page
    assert "Script of" not in page


@pytest.mark.parametrize(
    ("person", "move", "status"),
    [
        ("amina", "accept", 200),
        ("chidi", "accept", 403),
        ("bea", "accept", 403),
        ("sam", "accept", 403),
        ("sam", "release", 200),
        ("amina", "nonsense", 404),
    ],
)
def test_place_move_is_only_for_the_side_whose_move_it_is(request, offered, person, move, status, sign_in):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(reverse("place_move", args=[offered.pk, move])).status_code == status


def test_place_move_says_the_price_before_it_is_promised(offered, amina, give_money, sign_in):
    give_money([amina])
    page = sign_in(amina).get(reverse("place_move", args=[offered.pk, "accept"])).content.decode()
    assert "£1,140 will be promised to Northgate College" in page
    assert "You have £2,000 to choose with" in page


def test_place_move_accepts_by_post(offered, amina, give_money, sign_in):
    give_money([amina])
    response = sign_in(amina).post(reverse("place_move", args=[offered.pk, "accept"]))
    assert response.status_code == 302
    offered.refresh_from_db()
    assert offered.state == "accepted"


def test_place_move_refused_says_why_and_changes_nothing(offered, amina, sign_in):
    page = sign_in(amina).post(reverse("place_move", args=[offered.pk, "accept"]))
    assert page.status_code == 422
    assert "has been shared out" in page.content.decode()
    offered.refresh_from_db()
    assert offered.state == "offered"


@pytest.mark.parametrize(("move", "fields"), [("decline", {"reason": ""}), ("offer", {"decide_by": "2020-01-01"})])
def test_place_move_with_wrong_fields_is_refused(asked, amina, sam, sign_in, move, fields):
    person = sam if move == "offer" else amina
    page = sign_in(person).post(reverse("place_move", args=[asked.pk, move]), fields)
    assert page.status_code == 422
    assert b'aria-invalid="true"' in page.content


def test_place_undo_takes_back_and_refuses_others(accepted, amina, sam, sign_in):
    assert sign_in(sam).post(reverse("place_undo", args=[accepted.pk])).status_code == 422
    assert sign_in(amina).post(reverse("place_undo", args=[accepted.pk])).status_code == 302
    accepted.refresh_from_db()
    assert accepted.state == "offered"


def test_partner_new_records_an_agreement_once(rosa, riverside, northgate, sign_in):
    fields = {
        "provider": northgate.pk,
        "home": riverside.pk,
        "from_on": "2026-09-01",
        "quota": "",
        "data_shared": "name",
    }
    assert sign_in(rosa).post(reverse("partner_new"), fields).status_code == 302
    again = sign_in(rosa).post(reverse("partner_new"), fields)
    assert again.status_code == 422
    assert "already have an agreement" in again.content.decode()
    assert Agreement.objects.count() == 1


def test_partner_new_refuses_an_end_before_the_beginning(rosa, riverside, northgate, sign_in):
    fields = {"provider": northgate.pk, "home": riverside.pk, "from_on": "2026-09-01", "until_on": "2026-08-01"}
    assert b"ends before it begins" in sign_in(rosa).post(reverse("partner_new"), fields).content


def test_partner_new_is_for_administrators_of_the_home(chidi, rosa, northgate, sign_in):
    assert sign_in(chidi).get(reverse("partner_new")).status_code == 403
    fields = {"provider": northgate.pk, "home": northgate.pk, "from_on": "2026-09-01"}
    assert sign_in(rosa).post(reverse("partner_new"), fields).status_code == 422


@pytest.mark.parametrize("name", ["offers", "places", "partners"])
def test_lists_take_the_same_queries_for_one_row_and_for_three(
    name, amina, chidi, rosa, agreement, make_offer, make_institution, sign_in
):
    client, counts = sign_in(rosa), []
    for code in ("A", "B", "C"):
        actions.ask_place(offer=make_offer(code), learner=amina, actor=chidi)
        other = make_institution(f"Partner {code}")
        agree(
            provider=other,
            home=agreement.home,
            from_on=SOON,
            until_on=None,
            quota=None,
            data_shared="",
            actor=rosa,
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] <= 12


def test_money_leads_to_the_place_it_is_promised_to_and_back(accepted, amina, sam, sign_in):
    plan = amina.plans.get()
    money = sign_in(amina).get(reverse("money", args=[plan.pk])).content.decode()
    assert f'href="{accepted.get_absolute_url()}"' in money
    assert f'href="{accepted.get_absolute_url()}"' in sign_in(sam).get(reverse("promised")).content.decode()
    place = sign_in(amina).get(accepted.get_absolute_url()).content.decode()
    assert f'href="{reverse("money", args=[plan.pk])}"' in place


def test_places_are_called_ones_own_only_to_the_learner(offered, amina, bea, sign_in):
    assert "My places" in sign_in(amina).get(reverse("places")).text
    page = sign_in(bea).get(reverse("places")).text
    assert "My places" not in page
    assert "Amina Said: Level 3 Engineering" in page


def test_place_tells_its_learner_and_their_tutor_what_is_promised_in_words_for_each(
    offered, amina, chidi, give_money, sign_in
):
    give_money([amina])
    assert "until you say yes" in sign_in(amina).get(offered.get_absolute_url()).text
    assert "until the learner says yes" in sign_in(chidi).get(offered.get_absolute_url()).text
    move = sign_in(amina).get(reverse("place_move", args=[offered.pk, "accept"])).text
    assert "None" not in move
