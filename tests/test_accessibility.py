"""Every page passes axe in light and dark, on a desk and on a phone, for each person to whom it looks different."""

import re
from html.parser import HTMLParser

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.test_access import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# Of each page only its faults are read; what passes, and where in the tree, takes axe long to say.
FAULTS = '{resultTypes: ["violations"], selectors: false, '
# What is asked in each look: everything, or what colours and width can change.
ALL = FAULTS + 'rules: {"target-size": {enabled: true}}}'
SEEN = FAULTS + 'runOnly: ["color-contrast", "target-size", "link-in-text-block"]}'
LOOKS = [("light", 1280, ALL), ("light", 390, SEEN), ("dark", 1280, SEEN), ("dark", 390, ALL)]
# Contrast takes most of the time, and hangs on an element's kind: its tag, its classes and its attributes, and those of
# all it stands in. So it is asked in all four looks, once for each kind; everything else is asked of each page.
BUT_CONTRAST = FAULTS + 'rules: {"target-size": {enabled: true}, "color-contrast": {enabled: false}}}'
OF_NEW = '{include: [["[data-new]"]]}, ' + SEEN
LOOKS_AGAIN = [("light", 1280, BUT_CONTRAST), ("dark", 390, BUT_CONTRAST)]
LOOKS_AT_NEW = [
    ("light", 1280, BUT_CONTRAST),
    ("light", 1280, OF_NEW),
    ("light", 390, OF_NEW),
    ("dark", 1280, OF_NEW),
    ("dark", 390, OF_NEW),
    ("dark", 390, BUT_CONTRAST),
]
MARK_NEW = """seen => {
    const known = new Set(seen), chains = new Map(), found = new Set();
    for (const e of document.querySelectorAll("body, body *")) {
        const own = [e.tagName, e.getAttribute("class"), ...[...e.attributes].map((a) => a.name)].join(" ");
        let hash = chains.get(e.parentElement) ?? 7;
        for (const letter of own) hash = (hash * 31 + letter.codePointAt(0)) % 140737488355213;
        chains.set(e, hash);
        if (!known.has(hash)) found.add(e);
    }
    for (const e of found) e.setAttribute("data-new", "");
    return [...new Set([...found].map((e) => chains.get(e)))];
}"""
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
    "framework_export",
    "import_report",
    "offers_template",
    "talk_ics",
}
SHOWN = [row for row in PAGES if row.who("200") and row.name not in FILES]
marked: set[int] = set()  # kinds of elements that were looked at, as the browser counts them
read: set[tuple] = set()  # kinds of elements that were in pages, as they were sent


class Kinds(HTMLParser):
    """The kinds of elements in a page: each with its tag, classes and attributes, and those of all it stands in."""

    def __init__(self, html: str):
        super().__init__()
        self.stack: list[tuple] = [()]
        self.found: set[tuple] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        own = (tag, dict(attrs).get("class"), *(name for name, _value in attrs))
        self.found.add(kind := (hash(self.stack[-1]), own))
        if tag not in ("br", "hr", "img", "input", "link", "meta", "wbr"):
            self.stack.append(kind)

    def handle_endtag(self, tag):
        if any(kind and kind[1][0] == tag for kind in self.stack):
            while self.stack.pop()[1][0] != tag:
                pass


def brings_new(html: str) -> bool:
    """Say whether the page has a kind of element that no page had that was sent before."""
    kinds = Kinds(html).found
    new = kinds - read
    read.update(kinds)
    return bool(new)


def mark_new(page) -> bool:
    """Mark the elements of a kind that no page had that was looked at before; say whether there are any."""
    new = page.evaluate(MARK_NEW, list(marked))
    marked.update(new)
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


@pytest.fixture(scope="module")
def window(open_browser):
    """One window for all the pages, so that the browser keeps styles, scripts and fonts."""
    return open_browser(reduced_motion="reduce")


@pytest.fixture
def be(window, become):
    """Be someone in the window: be("amina") -> page."""

    def one(name):
        become(window, name)
        window.goto("about:blank")
        window.complaints.clear()
        return window

    return one


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_page_can_be_used_by_everyone(be, house, row):
    faults = {}
    for place, name in enumerate(row.who("200")):
        page, path = be(name), row.address(house.stage)
        if place and not brings_new(page.request.get(path).text()):
            continue
        answer = page.goto(path)
        if not place:
            brings_new(answer.text())
        faults[name] = faults_of(page, LOOKS_AT_NEW if mark_new(page) else LOOKS_AGAIN) + page.complaints
    assert {name: found for name, found in faults.items() if found} == {}
