"""The style page and the frame: only for a demonstration, and readable however it is looked at."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse


def test_style_page_shows_the_parts(client):
    response = client.get(reverse("style"))
    assert response.status_code == 200
    html = response.content.decode()
    for part in ("words", "ladder", "meter", "map", "route across", "summary", "choices scale", "money", "empty"):
        assert re.search(rf'class="[^"]*\b{part}\b', html), part


def test_style_page_is_only_for_a_demonstration(client, settings):
    settings.DEMONSTRATION = False
    assert client.get(reverse("style")).status_code == 404


def test_style_page_takes_no_posts(client):
    assert client.post(reverse("style")).status_code == 405


def test_frame_reaches_every_entry_from_a_phone(client):
    html = client.get(reverse("style")).content.decode()
    bar = re.findall(r"<li><a[^>]*>.*?<span>([^<]+)</span></a></li>", html.split('<li class="only-phone">')[0])
    more = re.findall(r"<span>([^<]+)</span>", html.split('class="more-sheet"')[1].split("</details>")[0])
    assert bar == ["My plan", "My script", "Choices", "Speak up"]
    assert more == ["Work", "People", "Money"]


def test_frame_puts_error_before_the_title_of_a_wrong_form(rf, django_user_model):
    from django import forms
    from django.contrib.auth.models import AnonymousUser
    from django.template.loader import render_to_string

    class One(forms.Form):
        words = forms.CharField()

    request = rf.get("/")
    request.user = AnonymousUser()
    assert re.search(r"<title>\s*Error:\s", render_to_string("base.html", {"form": One({})}, request))
    assert not re.search(r"<title>\s*Error:\s", render_to_string("base.html", {"form": One()}, request))


@pytest.fixture
def style_page(page, live_server):
    """The style page in a browser, with whatever it complains of collected in `page.complaints`."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "request", lambda request: page.complaints.append(request.url) if live_server.url not in request.url else None
    )

    def show(**context):
        page.set_viewport_size({"width": context.get("width", 1280), "height": context.get("height", 800)})
        page.emulate_media(color_scheme=context.get("scheme", "light"))
        page.goto(live_server.url + reverse("style"), wait_until="networkidle")
        return page

    return show


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_style_page_passes_axe(style_page, width, scheme):
    page = style_page(width=width, scheme=scheme)
    assert Axe().run(page).response["violations"] == []
    assert page.complaints == []


@pytest.mark.browser
def test_style_page_fits_a_small_phone(style_page):
    page = style_page(width=320, height=256)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate("getComputedStyle(document.querySelector('.rail nav')).position") == "static"


@pytest.mark.browser
def test_signed_out_page_fits_a_small_phone(page, live_server):
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(live_server.url + "/no-such-page/", wait_until="networkidle")
    card = page.locator(".card").bounding_box()
    assert card["x"] == 16
    assert card["width"] == 288


@pytest.mark.browser
def test_empty_message_region_takes_no_room_but_stays_for_screen_readers(style_page):
    page = style_page()
    box, display = page.evaluate(
        """() => { const region = document.getElementById("messages");
        return [region.getBoundingClientRect().height, getComputedStyle(region).display] }"""
    )
    assert box == 0
    assert display != "none"


@pytest.mark.browser
def test_phone_bar_opens_more_and_closes_on_escape(style_page):
    page = style_page(width=390)
    page.locator("nav summary").click()
    assert page.get_by_role("link", name="Money").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Money").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.browser
def test_thumbs_can_hit_what_they_aim_at(style_page):
    page = style_page(width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".button, .choice, select, .rail nav a, .rail summary, .tabs a, .pages a")]
        .filter((e) => e.checkVisibility() && !e.matches("[data-dismiss]") && e.getBoundingClientRect().height < 44)
        .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


@pytest.mark.browser
def test_font_that_arrives_late_moves_almost_nothing(page, live_server):
    """Every block is as tall in the stand-in as in the font, but for the odd line that breaks elsewhere."""
    heights = """() => [...document.querySelectorAll("h1, h2, h3, p, td, th, .chip, .button, label, small")]
        .filter((e) => e.checkVisibility()).map((e) => Math.round(e.getBoundingClientRect().height))"""
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(live_server.url + reverse("style"), wait_until="networkidle")
    before = page.evaluate(heights)
    page.unroute("**/*.woff2")
    page.goto(live_server.url + reverse("style"), wait_until="networkidle")
    assert page.evaluate("document.fonts.check('16px Atkinson Hyperlegible')")
    after = page.evaluate(heights)
    moved = [pair for pair in zip(before, after, strict=True) if abs(pair[0] - pair[1]) > 1]
    assert len(moved) <= len(after) * 0.03, moved


@pytest.mark.browser
def test_message_goes_when_it_is_closed(style_page):
    page = style_page()
    before = page.locator("[data-message]").count()
    page.locator("[data-dismiss]").first.click()
    assert page.locator("[data-message]").count() == before - 1


@pytest.mark.browser
def test_skip_link_is_the_first_stop_of_the_keyboard(page, live_server):
    page.goto(live_server.url + "/no-such-page/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.browser
def test_lost_connection_is_told_and_forgotten_when_it_is_back(style_page):
    page = style_page()
    page.evaluate("document.querySelector('#busy').innerHTML = '<a id=again hx-get=/style/ hx-swap=none>again</a>'")
    page.evaluate("htmx.process(document.querySelector('#busy'))")
    page.context.set_offline(True)
    page.locator("#again").click()
    page.locator("#messages [data-told]").wait_for()
    page.locator("#again").click()
    page.locator("#messages [data-told]").wait_for()
    assert page.locator("#messages [data-told]").count() == 1
    page.context.set_offline(False)
    page.locator("#again").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#messages [data-told]").count() == 0
