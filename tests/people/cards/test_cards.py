"""Sign-in cards: made for a class by who may, used once, and telling nothing to who guesses."""

import datetime as dt
import re
import threading
from math import log2
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.people.cards.actions import issue_cards, use_card
from learnplan.people.cards.codes import ALPHABET, GROUP, GROUPS, code_hash, new_code
from learnplan.people.cards.models import SignInCard
from learnplan.people.cards.permissions import learners_for_cards
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Membership
from learnplan.rules import RuleBroken

GOOD = "lantern-otter-quietly"
TODAY = dt.date.today()


@pytest.fixture(autouse=True)
def own_rate_limits(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def enrol():
    def make(user, in_class, role="learner", **extra):
        return Enrolment.objects.create(
            user=user, in_class=in_class, role=role, from_on=TODAY - dt.timedelta(days=1), **extra
        )

    return make


@pytest.fixture
def physics(riverside, amina, chidi, enrol):
    in_class = Class.objects.create(institution=riverside, title="12 Physics")
    enrol(amina, in_class)
    enrol(chidi, in_class, "teacher")
    return in_class


@pytest.fixture
def code(physics, amina, chidi):
    (card,) = issue_cards(in_class=physics, users=[amina], actor=chidi)
    return card.code


def card_of(code):
    return SignInCard.objects.get(code_hash=code_hash(code))


def type_code(client, code):
    return client.post(reverse("card_sign_in"), {"code": code})


def choose(client, password=GOOD):
    return client.post(reverse("card_password"), {"password": password, "again": password})


def test_code_is_readable_and_hard_to_guess():
    assert not set(ALPHABET) & set("0O1Il")
    assert log2(len(ALPHABET)) * GROUPS * GROUP >= 50
    assert re.fullmatch(r"[3-9A-Z]{4}-[3-9A-Z]{4}-[3-9A-Z]{4}", new_code())
    assert len({new_code() for _ in range(1000)}) == 1000


def test_only_a_keyed_hash_is_kept(code, settings):
    before = card_of(code).code_hash
    assert code not in before
    settings.SECRET_KEY = "another"
    assert code_hash(code) != before


def test_card_is_one_event_and_lasts_a_fortnight(code, amina, chidi):
    card = card_of(code)
    assert card.expires_at - card.issued_at == pytest.approx(dt.timedelta(days=14), abs=dt.timedelta(minutes=1))
    event = Event.objects.get(verb="card.issued")
    assert (event.actor, event.learner, event.thing_id) == (chidi, amina, card.pk)
    assert code not in str(event.facts)


def test_newer_card_ends_the_older(client, code, physics, amina, chidi):
    (newer,) = issue_cards(in_class=physics, users=[amina], actor=chidi)
    assert SignInCard.objects.open().count() == 1
    assert type_code(client, code).status_code == 422
    assert type_code(client, newer.code).url == reverse("card_password")


def test_no_cards_for_nobody_and_none_for_strangers(physics, amina, dov, chidi):
    with pytest.raises(RuleBroken):
        issue_cards(in_class=physics, users=[], actor=chidi)
    with pytest.raises(RuleBroken, match="Dov Stone cannot have a card"):
        issue_cards(in_class=physics, users=[amina, dov], actor=chidi)
    assert SignInCard.objects.count() == 0


def test_nobody_with_more_say_than_a_learner_gets_a_card(physics, rosa, sam, make_user, riverside, enrol):
    root = make_user("Root", "R", is_superuser=True)
    gone = make_user("Gone", "G", role="learner", at=riverside, is_active=False)
    for user in (rosa, sam, root, gone):
        enrol(user, physics)
    left = make_user("Left", "L", role="learner", at=riverside)
    enrol(left, physics, until_on=TODAY - dt.timedelta(days=1))
    assert [user.username for user in learners_for_cards(physics)] == ["amina"]


def test_teacher_of_the_class_makes_cards_shown_once(sign_in, physics, amina, chidi):
    client = sign_in(chidi)
    path = reverse("class_cards", args=[physics.pk])
    assert "Amina Said" in client.get(path).content.decode()
    response = client.post(path, {"users": [amina.pk]})
    page = response.content.decode()
    (code,) = re.findall(r"[3-9A-Z]{4}-[3-9A-Z]{4}-[3-9A-Z]{4}", re.sub(r"<svg.*?</svg>", "", page))
    assert card_of(code).user == amina
    assert "<svg" in page
    assert "style=" not in page
    assert "no-store" in response.headers["Cache-Control"]
    assert code not in client.get(path).content.decode()


def test_empty_selection_is_an_error(sign_in, physics, chidi):
    response = sign_in(chidi).post(reverse("class_cards", args=[physics.pk]), {})
    assert response.status_code == 422
    assert response.context["form"].errors == {"users": ["Choose at least one learner to make cards for."]}
    assert SignInCard.objects.count() == 0


def test_whole_class_is_made_cards_for_by_its_own_button(sign_in, physics, chidi, make_user, riverside, enrol):
    enrol(make_user("Jonah", "Reid", role="learner", at=riverside), physics)
    response = sign_in(chidi).post(reverse("class_cards", args=[physics.pk]), {"whole_class": "yes"})
    assert [str(card.user) for card in response.context["cards"]] == ["Jonah Reid", "Amina Said"]
    assert SignInCard.objects.open().count() == 2


def test_class_is_found_by_its_teachers_and_administrators_only(
    sign_in, physics, amina, chidi, rosa, bea, mair, sam, dov, make_user, riverside
):
    other = make_user("Olu", "Other", role="teacher", at=riverside)
    path = reverse("class_cards", args=[physics.pk])
    statuses = {
        user.username: sign_in(user).get(path).status_code for user in (amina, chidi, rosa, bea, mair, sam, dov, other)
    }
    assert statuses == {"chidi": 200, "rosa": 200} | dict.fromkeys(("amina", "bea", "mair", "sam", "dov", "olu"), 404)


def test_card_lets_its_learner_in_once_to_choose_a_password(client, code, amina):
    assert type_code(client, f" {code.lower().replace('-', ' ')} ").url == reverse("card_password")
    page = client.get(reverse("card_password")).content.decode()
    assert "Hello Amina" in page
    assert "amina" in page
    assert choose(client).url == reverse("home")
    assert int(client.session["_auth_user_id"]) == amina.pk
    amina.refresh_from_db()
    assert amina.check_password(GOOD)
    assert card_of(code).used_at is not None
    assert Event.objects.get(verb="card.used").actor == amina
    client.logout()
    assert type_code(client, code).status_code == 422


def test_used_old_ended_and_unknown_codes_get_the_same_words(client, physics, amina, chidi):
    (used,) = issue_cards(in_class=physics, users=[amina], actor=chidi)
    use_card(card=card_of(used.code), password=GOOD)
    (ended,) = issue_cards(in_class=physics, users=[amina], actor=chidi)
    (old,) = issue_cards(in_class=physics, users=[amina], actor=chidi)
    SignInCard.objects.open().update(expires_at=timezone.now())
    errors = [type_code(client, code).context["form"].errors for code in (used.code, ended.code, old.code, "x")]
    assert (
        errors
        == [{"code": ["This code does not let you in. Look at each letter again, or ask your tutor for a new card."]}]
        * 4
    )


def test_password_is_checked_and_never_from_personal_data(client, code, amina):
    type_code(client, code)
    for password in ("short", "12345678901", "password", "aminasaid"):
        assert "password" in choose(client, password).context["form"].errors
    response = client.post(reverse("card_password"), {"password": GOOD, "again": "else"})
    assert response.context["form"].errors == {"again": ["The two passwords are not the same. Type both again."]}
    assert not SignInCard.objects.exclude(used_at=None).exists()
    amina.refresh_from_db()
    assert not amina.has_usable_password()


def test_password_page_needs_a_code_typed_a_short_while_ago(client, code):
    assert client.get(reverse("card_password")).url == reverse("card_sign_in")
    type_code(client, code)
    session = client.session
    session["sign_in_card"] = [session["sign_in_card"][0], timezone.now().timestamp() - 16 * 60]
    session.save()
    assert choose(client).url == reverse("card_sign_in")


def test_card_of_a_closed_place_lets_nobody_in(client, code, amina):
    amina.is_active = False
    amina.save()
    assert type_code(client, code).status_code == 422


def test_wrong_codes_are_counted_and_right_ones_are_not(client, code):
    for _ in range(3):
        assert type_code(client, code).status_code == 302
    for _ in range(60):
        assert type_code(client, "CCCC-CCCC-CCCC").status_code == 422
    refused = type_code(client, code)
    assert refused.status_code == 429
    assert "Wait five minutes" in refused.content.decode()


def test_signed_in_person_who_uses_a_card_becomes_its_learner(sign_in, code, amina, dov):
    client = sign_in(dov)
    type_code(client, code)
    choose(client)
    assert int(client.session["_auth_user_id"]) == amina.pk


@pytest.mark.django_db(transaction=True)
def test_card_used_twice_at_once_works_once(code):
    card = card_of(code)
    barrier, results = threading.Barrier(2), []

    def use(password):
        barrier.wait()
        try:
            use_card(card=card, password=password)
            results.append("in")
        except RuleBroken:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[f"{GOOD}-{n}"]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["in", "refused"]
    assert Event.objects.filter(verb="card.used").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_teachers_making_cards_at_once_leave_one_open(physics, amina, chidi, rosa):
    barrier, made = threading.Barrier(2), []

    def issue(actor):
        barrier.wait()
        try:
            made.append(issue_cards(in_class=physics, users=[amina], actor=actor))
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=[actor]) for actor in (chidi, rosa)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert SignInCard.objects.open().count() == 1


def test_use_card_refuses_an_easy_password_and_keeps_the_card(code, amina):
    with pytest.raises(ValidationError):
        use_card(card=card_of(code), password="password")
    assert SignInCard.objects.usable().count() == 1


def test_learner_who_becomes_staff_keeps_no_way_to_new_cards(physics, amina, riverside, chidi):
    Membership.objects.create(user=amina, institution=riverside, role="teacher", from_on=TODAY)
    with pytest.raises(RuleBroken):
        issue_cards(in_class=physics, users=[amina], actor=chidi)
