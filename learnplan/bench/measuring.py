"""Measuring the pages on one generated database: page and floor in turn, each through the whole WSGI handler."""

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

from learnplan.bench.bulk.shape import Shape
from learnplan.bench.pages import BenchPage, bench_pages
from learnplan.people.models import User


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
