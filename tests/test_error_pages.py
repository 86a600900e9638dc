"""Error pages: plain, kind, in the frame of the signed-out, and standing without a database."""

import pytest
from django.template.loader import render_to_string
from django.test import Client


def test_page_that_is_not_there_says_so_kindly(client, amina):
    client.force_login(amina)
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()


@pytest.mark.parametrize(("template", "words"), [("400.html", "could not understand"), ("403.html", "not yours to do")])
def test_refusals_say_what_to_do_next(template, words):
    html = render_to_string(template)
    assert words in html
    assert '<a class="button main" href="/">' in html


@pytest.mark.parametrize("path", ["/plans/", "/people/", "/scripts/frameworks/", "/"])
def test_address_with_a_nul_is_refused_and_no_fault_of_ours(client, amina, path):
    client.force_login(amina)
    response = client.get(f"{path}?q=a%00b&after=%00")
    assert response.status_code == 400
    assert "could not understand" in response.content.decode()


def test_refusal_gives_the_reason_it_was_given():
    assert "Only Chidi may do this." in render_to_string("403.html", {"exception": "Only Chidi may do this."})


def test_broken_page_stands_without_request_or_database():
    html = render_to_string("500.html")
    assert "It is our mistake, not yours." in html
    assert "<script" not in html


def test_form_without_its_token_is_refused_with_a_way_on(db, amina):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    response = client.post("/account/logout/")
    assert response.status_code == 403
    assert "Please send it again" in response.content.decode()
