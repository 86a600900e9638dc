"""What someone types is not lost: to a lost line, an ended session, or an old token."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.stage.world import SIGNED_OUT
from tests.test_access import PAGES

WORDS = "I drew it first, and she found the fault."
LONG_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)


@pytest.mark.django_db
def test_every_form_with_room_for_words_keeps_a_draft(client, stage):
    careless = set()
    for row in PAGES:
        for name in row.who("200")[:1]:
            client.cookies.clear()
            if name != SIGNED_OUT:
                client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
            answer = client.get(row.address(stage))
            if answer.headers["Content-Type"].startswith("text/html") and not answer.streaming:
                forms = LONG_FORM.findall(answer.content.decode())
                careless |= {str(row) for head, body in forms if "<textarea" in body and "data-draft" not in head}
    # In a review together two people share one screen: nothing of theirs is kept on whoever's device it is.
    assert careless - {"GET style", "GET together together"} == set()


@pytest.fixture
def check_in(stage):
    return reverse("check_in", args=[stage.target_active.pk])


def post(client, path, **headers):
    return client.post(path, {"level": "3", "reflection": WORDS, "password": "my secret word"}, headers=headers)


@pytest.mark.django_db
def test_form_after_the_session_ended_shows_what_was_typed_and_the_way_back(client, check_in):
    answer = post(client, check_in, referer=f"http://testserver{check_in}?from=home")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert f">{WORDS}</textarea>" in html
    assert "my secret word" not in html
    assert f"{reverse('account_login')}?next={check_in}%3Ffrom%3Dhome" in html
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("referer", ["https://evil.example/a", "javascript:alert(1)", "", "http://testserver.evil/"])
def test_way_back_never_leads_elsewhere(client, check_in, referer):
    assert f"?next={check_in}" in post(client, check_in, referer=referer).content.decode()


@pytest.mark.django_db
def test_form_without_words_leads_straight_to_the_sign_in_page(client, stage):
    path = reverse("target_state", args=[stage.target_active.pk])
    page = stage.target_active.get_absolute_url()
    answer = client.post(path, {"state": "reached"}, headers={"referer": f"http://testserver{page}"})
    assert answer.url == f"{reverse('account_login')}?next={page}"


@pytest.mark.django_db
def test_what_was_typed_is_shown_as_text(client, check_in):
    answer = client.post(check_in, {"reflection": "</textarea><script>alert(1)</script> and more"})
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.django_db
def test_words_with_an_old_token_are_shown_to_our_own_pages_only(stage, check_in):
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions["amina"]
    ours = post(client, check_in, origin="http://testserver")
    theirs = post(client, check_in, origin="https://evil.example")
    assert (ours.status_code, theirs.status_code) == (403, 403)
    assert WORDS in ours.content.decode()
    assert WORDS not in theirs.content.decode()


@pytest.mark.django_db
def test_saved_form_tells_the_browser_so_and_a_refused_one_does_not(client, stage, check_in):
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions["amina"]
    refused = client.post(check_in, {"reflection": WORDS})
    assert (refused.status_code, "sent" in refused.cookies) == (422, False)
    assert post(client, check_in).cookies["sent"].value == check_in.replace("/", "%2F")
