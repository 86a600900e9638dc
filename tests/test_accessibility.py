"""Every page passes axe in light and dark, on a desk and on a phone, for each person to whom it looks different."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.stage import SIGNED_OUT
from tests.test_access import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# What is asked in each look: everything, or what colours and width can change. Contrast, which takes most of the
# time, hangs on the kind of an element: a page that brings no new kind is asked about it in one look only.
ALL = '{rules: {"target-size": {enabled: true}}}'
SEEN = '{runOnly: ["color-contrast", "target-size", "link-in-text-block"]}'
BUT_CONTRAST = '{rules: {"target-size": {enabled: true}, "color-contrast": {enabled: false}}}'
LOOKS = [("light", 1280, ALL), ("light", 390, SEEN), ("dark", 1280, SEEN), ("dark", 390, ALL)]
LOOKS_AGAIN = [("light", 1280, BUT_CONTRAST), ("dark", 390, ALL)]
KINDS = """() => [...new Set([...document.querySelectorAll("body *")].map((e) => [e.tagName,
    e.getAttribute("class"), e.parentElement.className, ...[...e.attributes].map((a) => a.name)].join(" ")))]"""
WIDER = """() => document.documentElement.scrollWidth <= 320 ? [] :
    [...document.querySelectorAll("main *, header *")].filter((e) => e.getBoundingClientRect().right > 321)
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""
# Answers that are files, not pages.
FILES = {
    "plan_export_html",
    "plan_export_json",
    "plan_pdf",
    "calendar_feed",
    "evidence_file",
    "evidence_small",
    "formula_sheet",
    "import_report",
    "offers_template",
    "talk_ics",
}
SHOWN = [row for row in PAGES if row.who("200") and row.name not in FILES]
seen_kinds: set[str] = set()


def is_new(page) -> bool:
    """Say whether the page has a kind of element that no page had that was looked at before."""
    kinds = set(page.evaluate(KINDS))
    new = kinds - seen_kinds
    seen_kinds.update(kinds)
    return bool(new)


def faults_of(page, looks=LOOKS) -> list[str]:
    """Return what axe finds in each of the looks, and what sticks out of a page of 320 pixels."""
    found = []
    page.evaluate(Axe().axe_script)
    for scheme, width, options in looks:
        page.emulate_media(color_scheme=scheme)
        # As high as the page, so that the bar at the foot of a phone covers nothing.
        page.set_viewport_size({"width": width, "height": 500})
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        for violation in page.evaluate(f"async () => (await axe.run({options})).violations"):
            for node in violation["nodes"][:3]:
                why = re.sub(r"\s+", " ", node["failureSummary"])
                found.append(f"{scheme} {width}: {violation['id']}: {node['html'][:150]} ({why[:250]})")
    page.set_viewport_size({"width": 320, "height": 568})
    found += [f"wider than 320 pixels: {html}" for html in page.evaluate(WIDER)]
    return found


@pytest.fixture
def visit(look, house):
    """Visit a page as someone: visit("amina", "/") -> page; the browser is the same each time."""
    page = look(reduced_motion="reduce")

    def go(name, path):
        page.complaints.clear()
        page.context.clear_cookies()
        if name != SIGNED_OUT:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": house.stage.sessions[name], "url": house.url}
            page.context.add_cookies([cookie])
        page.goto(path)
        return page

    return go


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_page_can_be_used_by_everyone(visit, house, row):
    faults = {}
    for place, name in enumerate(row.who("200")):
        page = visit(name, row.address(house.stage))
        looks = LOOKS if is_new(page) else LOOKS_AGAIN if place == 0 else []
        faults[name] = faults_of(page, looks) if looks else []
        faults[name] += page.complaints
    assert {name: found for name, found in faults.items() if found} == {}
