"""Everything can be reached, seen and done with the keyboard alone."""

import pytest
from django.urls import reverse

from tests.stage.world import PASSWORD, YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


NAME = """() => { const e = document.activeElement;
    return (e.labels?.[0]?.innerText ?? e.getAttribute("aria-label") ?? e.innerText ?? "").trim().split("\\n")[0] }"""
# A ring around it, or around the choice it stands in; what is drawn as a map has a thicker dot and line instead.
RING = """() => { const e = document.activeElement;
    const ring = (one) => one && getComputedStyle(one).outlineStyle != "none"
        && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    const words = e.closest("svg") && e.querySelector("text");
    const thick = words && getComputedStyle(words).textDecorationThickness == "3px";
    return ring(e) || ring(e.closest(".choice")) || !!thick }"""
IS_SAME = "() => { const was = window.stoodOn; window.stoodOn = document.activeElement; return was === window.stoodOn }"
IS_SEEN = """() => { const e = document.activeElement;
    const box = ((e.closest("svg") && e.querySelector("circle")) || e).getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width / 2, 20), box.y + box.height / 2];
    const top = document.elementFromPoint(x, y);
    return !top || e.contains(top) || top.contains(e) || top.closest("label")?.contains(e) || false }"""


def walk(page, most=120):
    """Press Tab until the page is left, and yield (name, href) of each stop, each with a ring to be seen."""
    page.evaluate("document.activeElement.blur(); window.stoodOn = null")
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return
        if page.evaluate(IS_SAME):  # a field for a day has several stops inside it
            continue
        name = page.evaluate(NAME)
        assert page.evaluate(RING), f"{name!r} shows no ring when it has the focus"
        assert page.evaluate(IS_SEEN), f"{name!r} is covered when it has the focus"
        yield name, page.evaluate("document.activeElement.getAttribute('href') ?? ''")


def tab_to(page, words):
    """Press Tab until the focus is on what is called `words`."""
    for name, _href in walk(page):
        if name.startswith(words):
            return
    raise AssertionError(f"The keyboard does not reach {words!r} on {page.url}")


def test_signing_in_needs_only_the_keyboard(look):
    page = look()
    page.goto("/")
    tab_to(page, "Username")
    page.keyboard.type("amina")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/")


def test_target_is_written_with_only_the_keyboard(look, house):
    page = look("amina")
    page.goto(reverse("target_new", args=[house.stage.plan.pk]))
    page.keyboard.press("Tab")
    assert page.evaluate(NAME) == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    tab_to(page, "What I am aiming for")
    page.keyboard.type("Weld a clean corner")
    page.keyboard.press("Tab")
    page.keyboard.type("It holds when Sam stands on it")
    page.keyboard.press("Tab")
    page.keyboard.type(f"1010{YEAR + 1}")  # the same in whichever order the browser has day and month
    while page.evaluate(NAME).startswith("By when"):
        page.keyboard.press("Tab")
    assert page.evaluate(NAME) == "Steps and how sure I am, if you like"
    tab_to(page, "Save the target")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Weld a clean corner").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_map_has_each_step_as_a_stop_of_the_keyboard(look, house, width):
    page = look("amina", width=width)
    page.goto(reverse("script", args=[house.stage.script.pk]))
    stops = [words for words, _href in walk(page)]
    branches = house.stage.script.branches.prefetch_related("steps")
    titles = {step.title for branch in branches for step in branch.steps.all()}
    assert {title for title in titles if not any(words.startswith(title) for words in stops)} == set()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("name", "page"), [("amina", "home"), ("chidi", "home"), ("sam", "places"), ("rosa", "people"), ("amina", "style")]
)
def test_every_stop_of_the_keyboard_can_be_seen(look, name, page, width):
    opened = look(name, width=width)
    opened.goto(reverse(page))
    assert len(list(walk(opened, 300))) > 5


def test_menu_of_a_phone_opens_and_closes_with_the_keyboard(look):
    page = look("amina", width=390)
    page.goto("/")
    tab_to(page, "More")
    page.keyboard.press("Enter")
    assert page.locator("details[data-menu]").evaluate("e => e.open")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details[data-menu]') !== null")
    page.keyboard.press("Escape")
    assert not page.locator("details[data-menu]").evaluate("e => e.open")
    assert page.evaluate(NAME) == "More"


def test_focus_goes_to_what_is_wrong(look, house):
    page = look("amina")
    page.goto(reverse("target_new", args=[house.stage.plan.pk]))
    tab_to(page, "Save the target")
    page.keyboard.press("Enter")
    page.locator("[data-focus]").wait_for()
    assert page.evaluate("document.activeElement.matches('[data-focus]')")
