"""The cast and the stage of every test: real PostgreSQL, real Valkey, seven people, two institutions."""

import datetime as dt
import gc
import os
import shutil

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as property_settings

from learnplan.assets import building
from learnplan.embedded.keeping import keep_running
from learnplan.embedded.servers import POSTGRES_SETTINGS

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's sync API runs an event loop
TODAY = dt.date.today()
SCHOOL_YEAR_START = dt.date(TODAY.year if TODAY.month >= 9 else TODAY.year - 1, 9, 1)


# No test is timed: a slow machine is not a fault.
property_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
property_settings.load_profile("untimed")


def pytest_configure(config):
    os.environ["DJANGO_SETTINGS_MODULE"] = "learnplan.settings"  # what a test starts is what is run
    POSTGRES_SETTINGS.update({"fsync": "off", "full_page_writes": "off"})
    keep_running()
    building.build()
    (building.ROOT / "build" / "collected").mkdir(parents=True, exist_ok=True)  # else WhiteNoise warns in each test


# What starts the whole product, goes through every page, or builds much: left out of `make test-quick`.
SLOW = (
    "tests/assets/",
    "tests/bench/",
    "tests/demonstration/",
    "tests/embedded/",
    "tests/management/",
    "tests/people/roster/test_damage.py",
    "tests/plans/years/test_three_years.py",
    "tests/test_no_javascript.py",
    "tests/test_queries.py",
    "tests/web/test_drafts.py",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker("slow")


def pytest_collection_finish():
    """What is loaded by now stays: without looking through it again and again, Python has time for the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Each worker's database is a copy of one in which the migrations have run, by whoever came first."""
    from django.db import connection

    from tests.serving import migrated

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session", autouse=True)
def watched_acts():
    """Compare what waits with what should wait after every act."""
    from tests.watching import watch

    watch()


@pytest.fixture(scope="session", autouse=True)
def planned_once():
    """Let statements stay planned after the rollback of a test: psycopg drops them, in case a table was dropped."""
    from psycopg._preparing import PrepareManager

    PrepareManager.clear = lambda _manager: False


@pytest.fixture(scope="session", autouse=True)
def quick_flush():
    """After a test that commits, take out its rows."""
    from django.test import TransactionTestCase

    from tests.serving import empty_tables

    TransactionTestCase._fixture_teardown = lambda case: empty_tables()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The system's Chromium, which is not one of Playwright's own downloads: if it is there, the one without windows.

    That one takes a third of the time to open a page; it is a package of its own, chromium-headless-shell.
    """
    bare = shutil.which("chromium-headless-shell")
    whole = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {"executable_path": bare or whole, "args": args if bare else ["--headless=new", *args]}


@pytest.fixture(scope="session")
def browser(django_db_setup, browser):
    """The browser. While it runs, its event loop makes Django open connections of their own: closed here with it."""
    from django.db import connections

    yield browser
    connections.close_all()


@pytest.fixture
def make_institution(db):
    """Make an institution: make_institution("Riverside", kind="school")."""
    from learnplan.people.models import Institution

    def make(name, kind="school"):
        return Institution.objects.create(name=name, kind=kind)

    return make


@pytest.fixture
def make_user(db):
    """Make a user with a role: make_user("Amina", "Said", role="learner", at=riverside)."""
    from learnplan.people.models import Membership, User

    def make(given, family, role=None, at=None, username=None, **extra):
        user = User.objects.create_user(username or given.lower(), given_name=given, family_name=family, **extra)
        if role:
            Membership.objects.create(user=user, institution=at, role=role, from_on=SCHOOL_YEAR_START)
        return user

    return make


@pytest.fixture
def bond():
    """Tie a learner and an adult: bond(amina, chidi, "tutor")."""
    from django.utils import timezone

    from learnplan.people.models import Bond

    def make(learner, adult, kind, consented=True, **extra):
        return Bond.objects.create(
            learner=learner,
            adult=adult,
            kind=kind,
            from_on=extra.pop("from_on", SCHOOL_YEAR_START),
            consented_at=timezone.now() if consented else None,
            consented_by=learner if consented else None,
            **extra,
        )

    return make


@pytest.fixture
def riverside(make_institution):
    return make_institution("Riverside Sixth Form")


@pytest.fixture
def northgate(make_institution):
    return make_institution("Northgate College", kind="college")


@pytest.fixture
def amina(make_user, riverside):
    """The learner, in Year 12 at Riverside."""
    user = make_user("Amina", "Said", role="learner", at=riverside)
    user.memberships.update(year_group="12")
    return user


@pytest.fixture
def bea(make_user, riverside, amina, bond):
    """Amina's carer, with Amina's consent."""
    user = make_user("Bea", "Said", role="carer", at=riverside)
    bond(amina, user, "carer")
    return user


@pytest.fixture
def chidi(make_user, riverside, amina, bond):
    """Amina's tutor."""
    user = make_user("Chidi", "Okafor", role="teacher", at=riverside, email="chidi@riverside.example")
    bond(amina, user, "tutor")
    return user


@pytest.fixture
def mair(make_user, riverside, amina, bond):
    """Amina's advocate, with Amina's consent."""
    user = make_user("Mair", "Jenkins", role="advocate", at=riverside)
    bond(amina, user, "advocate")
    return user


@pytest.fixture
def sam(make_user, northgate):
    """Provider staff at Northgate."""
    return make_user("Sam", "Price", role="provider", at=northgate, email="sam@northgate.example")


@pytest.fixture
def rosa(make_user, riverside):
    """Administrator at Riverside."""
    return make_user("Rosa", "Byrne", role="administrator", at=riverside, email="rosa@riverside.example")


@pytest.fixture
def dov(make_user, make_institution):
    """A learner elsewhere, who must see nothing of the others."""
    return make_user("Dov", "Stone", role="learner", at=make_institution("Hillcrest School"))


@pytest.fixture
def sign_in(client):
    """Sign someone in on the test client and return it: sign_in(amina).get(...)."""

    def as_user(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_user


@pytest.fixture(scope="session")
def stage_settings(tmp_path_factory):
    """Files and e-mail of the stage go to a folder of its own, and nothing it queues is run."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("stage")
    with override_settings(MEDIA_ROOT=folder / "media", MAIL_FOLDER=folder / "mail"):
        yield


@pytest.fixture(scope="session")
def staged(django_db_setup, django_db_blocker, stage_settings):
    """The stage (see tests/stage/world.py) in a database of its own, built once for all the tests of a worker."""
    from tests.serving import Staged, copied

    with django_db_blocker.unblock(), copied("stage") as name:
        yield Staged(name)


@pytest.fixture(scope="module")
def stage(staged, django_db_blocker):
    """The stage for the tests of a module, and taken back after them.

    Its tests are marked `django_db`: then there is a test database, and what they write is taken back at once.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), staged.at_hand() as stage, transaction.atomic():
        yield stage
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def house(staged, django_db_blocker):
    """A copy of the stage with a server in front of it, for a browser: its `url`, and `stage`.

    As for `stage`, its tests are marked `django_db`.
    """
    from tests.serving import served

    with django_db_blocker.unblock(), staged.at_hand() as stage, served(lambda: stage) as server:
        yield server


@pytest.fixture(scope="module")
def open_browser(house, browser):
    """Open a window in a browser: open_browser(width=390, java_script_enabled=False) -> page. Closed with the module.

    `page.complaints` collects errors in the console and requests to other hosts.
    """
    contexts = []

    def open_page(width=1280, height=800, **how):
        how |= {"viewport": {"width": width, "height": height}, "base_url": house.url, "locale": "en-GB"}
        context = browser.new_context(**how)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else 0)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda asked: 0 if asked.url.startswith(house.url) else page.complaints.append(asked.url))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def become(house):
    """Sign a window of the browser in as someone, or out: become(page, "amina")."""
    from django.conf import settings

    from tests.stage.world import SIGNED_OUT

    def become(page, name):
        page.context.clear_cookies()
        if name != SIGNED_OUT:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": house.stage.sessions[name], "url": house.url}
            page.context.add_cookies([cookie])

    return become


@pytest.fixture
def look(open_browser, become):
    """Open a browser that is signed in as someone, as `open_browser` does: look("amina", width=390) -> page."""
    pages = []

    def open_page(name="", **how):
        pages.append(page := open_browser(**how))
        if name:
            become(page, name)
        return page

    yield open_page
    for page in pages:
        page.context.close()
