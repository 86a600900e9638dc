"""Measuring pages on one generated database: which and for whom, page and floor in turn, each through the handler."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.urls import reverse

from learnplan.bench.bulk.rooms import BRANCHES_EACH, has_place, offer_of, provider_for
from learnplan.bench.bulk.shape import TARGETS_EACH, Shape
from learnplan.people.models import User
from learnplan.waiting.reading import digest

# For each role the names of the URLs.
PAGES = {
    "learner": (
        *("home", "plan", "target", "check_in", "script", "script_list", "branch", "offers", "offer"),
        *("places", "place", "money", "plan_history", "inbox"),
    ),
    "tutor": ("home", "caseload", "target", "places"),
    "provider": ("home", "places", "promised"),
    "administrator": ("home", "people", "funds", "fund", "formula", "imports", "framework"),
}


@dataclass(frozen=True, slots=True)
class BenchPage:
    """One page to measure: whose role it is, its URL name, the user who asks, and the arguments of its path."""

    role: str
    name: str
    user: int
    args: tuple[int, ...]


def bench_pages(shape: Shape) -> list[BenchPage]:
    """Return the pages in the order of the chain, around one learner from the middle of the consortium."""
    learner = shape.learners // 2 + 1
    while not has_place(learner) and learner < shape.learners:
        learner += 1
    home = shape.institution_of(learner)
    users = {
        "learner": learner,
        "tutor": shape.tutor_of(learner),
        "provider": shape.provider_of(provider_for(shape, learner)),
        "administrator": shape.administrator_of(home),
    }
    target = (learner - 1) * TARGETS_EACH + 1
    about = {
        **dict.fromkeys(("plan", "money", "plan_history", "script", "script_list", "place"), learner),
        **dict.fromkeys(("target", "check_in"), target),
        "branch": (learner - 1) * BRANCHES_EACH + 2,
        "offer": offer_of(shape, learner),
        **dict.fromkeys(("fund", "formula"), home),
        "framework": 1,
    }
    return [
        BenchPage(role, name, users[role], (about[name],) if name in about else ())
        for role, names in PAGES.items()
        for name in names
    ]


class PageFailed(Exception):
    """A page did not answer 200, so there is nothing to measure."""


class Browser:
    """One signed-in user asking for pages, with a session of their own in the connected database."""

    def __init__(self, handler: WSGIHandler, user_id: int) -> None:
        client = Client()
        client.force_login(User.objects.get(pk=user_id))
        self.handler = handler
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def ask(self, path: str) -> float:
        """Ask for `path` and read the answer; returns the seconds it took. Raises PageFailed unless it is 200."""
        environ = {"PATH_INFO": path, "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_COOKIE": self.cookie}
        environ |= {"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_LANGUAGE": "en-gb"}
        environ["wsgi.url_scheme"] = "https" if settings.SECURE_SSL_REDIRECT else "http"
        setup_testing_defaults(environ)
        statuses: list[str] = []

        def start_response(status, headers, exc_info=None, /):
            statuses.append(status)
            return statuses.append

        began = time.perf_counter()
        response = self.handler(environ, start_response)
        for _chunk in response:
            pass
        response.close()
        seconds = time.perf_counter() - began
        if not statuses[0].startswith("200"):
            raise PageFailed(f"{path} answered {statuses[0]}")
        return seconds

    def count_queries(self, path: str) -> int:
        """Return how many queries the answer to `path` needs."""
        seen = []

        def count(execute, sql, params, many, context):
            seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            self.ask(path)
        return len(seen)


WARM_UP = 30  # each of the pool's connections keeps a plan after five times
LEAST, MOST, SECONDS = 15, 120, 1.5  # runs of a page, and how long to go on with one


@dataclass(frozen=True, slots=True)
class Figure:
    """What one page takes: queries, seconds (median), and those of the floor in the same minute (median)."""

    queries: int
    seconds: float
    floor_seconds: float

    @property
    def floors(self) -> float:
        """The page's time as a multiple of the floor's."""
        return self.seconds / self.floor_seconds


@dataclass(frozen=True, slots=True)
class DigestFigure:
    """What a digest for everybody takes: rows (one for each person and thing), and seconds to the last of them."""

    rows: int
    seconds: float


def measure_digest() -> DigestFigure:
    """Read what waits for everybody on the connected database, in the one statement that it is."""
    began = time.perf_counter()
    rows = sum(1 for _row in digest().iterator(chunk_size=10_000))
    return DigestFigure(rows, time.perf_counter() - began)


def measure(learners: int, tell: Callable[[str], None]) -> dict[tuple[str, str], Figure]:
    """Measure every page on the connected database of `learners`; by (role, name). Raises PageFailed."""
    handler = WSGIHandler()
    browsers: dict[int, Browser] = {}
    found: dict[tuple[str, str], Figure] = {}
    failed: list[str] = []
    for page in bench_pages(Shape(learners)):
        browser = browsers.get(page.user) or browsers.setdefault(page.user, Browser(handler, page.user))
        try:
            found[page.role, page.name] = figure(browser, page)
        except PageFailed as error:
            failed.append(f"{page.role} {page.name}: {error}")
    tell(f"{learners:,} learners: {len(found)} pages measured")
    if failed:
        raise PageFailed("; ".join(failed))
    return found


def figure(browser: Browser, page: BenchPage) -> Figure:
    """Measure one page and the floor in turn, after a warm-up."""
    path, bare = reverse(page.name, args=page.args), reverse("floor")
    for _ in range(WARM_UP):
        browser.ask(path)
        browser.ask(bare)
    queries = browser.count_queries(path)
    pages: list[float] = []
    floors: list[float] = []
    until = time.perf_counter() + SECONDS
    while len(pages) < LEAST or (len(pages) < MOST and time.perf_counter() < until):
        pages.append(browser.ask(path))
        floors.append(browser.ask(bare))
    return Figure(queries, median(pages), median(floors))
