"""Signing in, passwords and the demonstration's open door."""

import os
import re
import subprocess
import sys
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from learnplan.demonstration.cast import CAST, cast
from learnplan.events.models import Event
from learnplan.people.models import User

GOOD = "lantern-otter-quietly"


@pytest.fixture(autouse=True)
def own_rate_limits(settings):
    """Count tries from nothing in each test."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def amina_with_password(amina):
    amina.set_password(GOOD)
    amina.email = "amina@example.org"
    amina.save()
    return amina


def who_is_in(client):
    return int(client.session.get("_auth_user_id", 0))


@pytest.mark.parametrize("login", ["amina", "AMINA", "amina@example.org", "Amina@Example.ORG"])
def test_sign_in_by_username_or_email_whatever_the_case(client, amina_with_password, login):
    response = client.post(reverse("account_login"), {"login": login, "password": GOOD})
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert who_is_in(client) == amina_with_password.pk


def test_sign_in_leads_back_to_where_one_was_going(client, amina_with_password):
    there = reverse("profile")
    assert client.get(there).url == f"{reverse('account_login')}?next={there}"
    response = client.post(reverse("account_login"), {"login": "amina", "password": GOOD, "next": there})
    assert response.url == there


def test_sign_in_goes_to_no_other_site(client, amina_with_password):
    form = {"login": "amina", "password": GOOD, "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_login"), form).url == reverse("home")


def test_wrong_password_and_unknown_name_get_the_same_words(client, amina_with_password):
    wrong = client.post(reverse("account_login"), {"login": "amina", "password": "no"})
    unknown = client.post(reverse("account_login"), {"login": "nobody", "password": "no"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.context["form"].errors == {
        "__all__": ["That username and password do not go together. Try once more."]
    }


def test_one_account_is_tried_five_times(client, amina_with_password):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "amina", "password": "no"})
    response = client.post(reverse("account_login"), {"login": "amina", "password": GOOD})
    assert "Wait five minutes" in response.context["form"].errors["__all__"][0]
    assert who_is_in(client) == 0


def test_a_class_of_thirty_signs_in_from_one_address(client, make_user):
    users = [make_user(f"Learner{n}", "Test") for n in range(40)]
    for user in users:
        user.set_password(GOOD)
        user.save()
        client.logout()
        client.post(reverse("account_login"), {"login": user.username, "password": GOOD})
        assert who_is_in(client) == user.pk


def test_person_whose_place_is_closed_is_told_so(client, amina_with_password):
    User.objects.update(is_active=False)
    response = client.post(reverse("account_login"), {"login": "amina", "password": GOOD}, follow=True)
    assert response.redirect_chain == [(reverse("account_inactive"), 302)]
    assert "You cannot sign in now" in response.content.decode()


def test_there_is_no_sign_up(client):
    assert client.get("/account/signup/").status_code == 404
    assert client.get("/account/email/").status_code == 404


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
)
def test_entrance_needs_no_sign_in(client, db, name):
    assert client.get(reverse(name)).status_code == 200


def test_password_is_reset_by_email(client, amina_with_password):
    client.post(reverse("account_reset_password"), {"email": "amina@example.org"})
    (message,) = mail.outbox
    assert message.subject == "Choose a new password for Learnplan"
    assert "Your username is amina." in message.body
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", message.body)[1]
    form_at = client.get(link).url
    easy = client.post(form_at, {"password1": "password", "password2": "password"})
    assert "password1" in easy.context["form"].errors
    done = client.post(form_at, {"password1": "cobalt-heron-sings", "password2": "cobalt-heron-sings"})
    assert done.url == reverse("account_reset_password_from_key_done")
    amina_with_password.refresh_from_db()
    assert amina_with_password.check_password("cobalt-heron-sings")
    assert Event.objects.filter(verb="password.set", actor=amina_with_password).count() == 1
    assert mail.outbox[1].to == ["amina@example.org"]
    again = client.get(link)
    assert "This link no longer works" in again.content.decode()


def test_reset_answers_the_same_for_an_unknown_address(client, amina_with_password):
    known = client.post(reverse("account_reset_password"), {"email": "amina@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "does not know this address" in mail.outbox[1].body


def test_reset_page_tells_of_cards(client, db):
    page = client.get(reverse("account_reset_password")).content.decode()
    assert "Ask your tutor for a sign-in card." in page
    assert reverse("card_sign_in") in page


def test_address_that_was_changed_opens_no_door(client, amina_with_password):
    client.post(reverse("account_reset_password"), {"email": "amina@example.org"})
    link = re.search(r"http://testserver(\S+key\S+)", mail.outbox[0].body)[1]
    User.objects.filter(pk=amina_with_password.pk).update(email="new@example.org")
    assert "This link no longer works" in client.get(link).content.decode()
    response = client.post(reverse("account_login"), {"login": "amina@example.org", "password": GOOD})
    assert response.context["form"].errors


def test_password_change_asks_for_the_old_one_and_ends_other_sessions(client, amina_with_password):
    elsewhere = Client()
    for one in (client, elsewhere):
        one.post(reverse("account_login"), {"login": "amina", "password": GOOD})
    new = {"password1": "cobalt-heron-sings", "password2": "cobalt-heron-sings"}
    wrong = client.post(reverse("account_change_password"), new | {"oldpassword": "no"})
    assert wrong.context["form"].errors == {"oldpassword": ["That is not the password you have now."]}
    client.post(reverse("account_change_password"), new | {"oldpassword": GOOD})
    assert client.get(reverse("profile")).status_code == 200
    assert elsewhere.get(reverse("profile")).status_code == 302


def test_sign_out_asks_first_and_then_does(sign_in, amina):
    client = sign_in(amina)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert who_is_in(client) == 0


def test_demonstration_lists_its_cast_and_lets_one_in(client, settings, amina, dov):
    settings.DEMONSTRATION = True
    page = client.get(reverse("account_login")).content.decode()
    assert "Amina Said" in page
    assert "Dov Stone" not in page
    response = client.post(reverse("demonstration_sign_in"), {"user": amina.pk})
    assert response.url == reverse("home")
    assert who_is_in(client) == amina.pk


def test_demonstration_lets_nobody_else_in(client, settings, dov):
    settings.DEMONSTRATION = True
    for user in (dov.pk, "", "x", 10**30):
        assert client.post(reverse("demonstration_sign_in"), {"user": user}).status_code == 404
    assert client.get(reverse("demonstration_sign_in")).status_code == 405
    assert who_is_in(client) == 0


def test_demonstration_is_nowhere_outside_its_mode(client, settings, amina):
    settings.DEMONSTRATION = False
    assert "Amina Said" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("demonstration_sign_in"), {"user": amina.pk}).status_code == 404
    assert who_is_in(client) == 0


def test_demonstration_cannot_be_switched_on_in_production():
    env = os.environ | {"PRODUCTION": "1", "DEMONSTRATION": "1", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "a.example"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    run = subprocess.run(
        [sys.executable, "manage.py", "check"], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode != 0
    assert "DEMONSTRATION cannot be switched on together with PRODUCTION" in run.stderr


def test_cast_is_in_the_order_of_the_list(rosa, amina):
    assert [person.username for person in cast()] == [name for name in CAST if name in ("amina", "rosa")]
