"""Everything works without JavaScript: forms and links do by themselves what htmx does for them."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.db import transaction

from tests.forms_and_links import Page
from tests.stage.world import SIGNED_OUT
from tests.test_access import PAGES

# Answers that are files, not pages.
FILES = (
    "framework_export",
    "evidence_file",
    "evidence_small",
    "formula_sheet",
    "import_report",
    "plan_export_html",
    "plan_export_json",
    "plan_pdf",
)
SHOWN = [row for row in PAGES if row.who("200") and row.name not in FILES]
A_PART_OF = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def no_rate_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture(scope="module")
def shown():
    """The pages that were read already, by (person, address): what is changed is taken back, so they stay the same."""
    return {}


@pytest.fixture
def open_as(client, stage):
    """Send a request as someone: open_as("amina", "get", "/"); what it changes is taken back."""

    def ask(name, method, path, *args, **kwargs):
        client.cookies.clear()
        if name != SIGNED_OUT:
            client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
        with transaction.atomic():
            answer = getattr(client, method)(path, *args, **kwargs)
            transaction.set_rollback(True)
        return answer

    return ask


@pytest.fixture
def read(open_as, shown):
    """Read a page as someone: read("amina", "/") -> Page."""

    def page(name, path):
        if (name, path) not in shown:
            shown[name, path] = Page(open_as(name, "get", path).content.decode())
        return shown[name, path]

    return page


def outcome_of(answer) -> tuple[int, str]:
    """Return how a request ended: the status, and where it leads, whatever the key; htmx's redirect counts as one."""
    where = answer.headers.get("HX-Redirect") or answer.headers.get("Location", "")
    return 302 if answer.status_code == 204 else answer.status_code, re.sub(r"\d+", "1", where)


@pytest.fixture(scope="module")
def sent():
    """What was sent already, and by whom: a form that stands on several pages does the same from each."""
    return set()


@pytest.mark.django_db
@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_forms_do_the_same_with_htmx_and_without(open_as, read, stage, sent, row):
    for name in row.who("200"):
        path = row.address(stage)
        for form in read(name, path).forms:
            where = urljoin(path, form.action)
            for filled in (False, True):
                data = form.data(filled=filled)
                if (what := (name, form.method, where, form.has_token, str(data))) in sent:
                    continue
                sent.add(what)
                plain = open_as(name, form.method, where, data)
                assert plain.status_code in (200, 302, 422), (name, where, data)
                assert form.has_token == (form.method == "post"), (name, where)
                by_htmx = open_as(name, form.method, where, data, headers=A_PART_OF)
                assert outcome_of(by_htmx) == outcome_of(plain), (name, where, data)


@pytest.mark.django_db
@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_what_htmx_asks_for_has_an_address_of_its_own(read, stage, row):
    for name in row.who("200"):
        path = row.address(stage)
        for asked, plain in read(name, path).asks:
            # A page that asks for itself again can be loaded again by hand.
            assert asked == plain or urlsplit(asked).path == urlsplit(path).path, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({name for row in SHOWN for name in row.who("200")}))
def test_links_lead_their_reader_somewhere(open_as, read, stage, name):
    """No page shows anyone a link to a page that is not there, or not theirs to see."""
    mine = {row.address(stage): str(row) for row in SHOWN if name in row.who("200")}
    found: dict[str, str] = {}
    for path, page in mine.items():
        for link in read(name, path).links:
            found.setdefault(link, page)
    dead = {}
    for link, page in found.items():
        if link in mine:  # the access table has asked for it already
            continue
        answer = open_as(name, "get", link)
        if answer.status_code not in (200, 302):
            dead[link] = (page, answer.status_code)
    assert dead == {}
