"""Measuring the pages on one generated database: page and floor in turn, so that what drifts meets both."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from learnplan.home.bench.asking import Browser, PageFailed
from learnplan.home.bench.pages import Place, places
from learnplan.home.bulk.shape import Shape

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
    for page in places(Shape(learners)):
        browser = browsers.get(page.user) or browsers.setdefault(page.user, Browser(handler, page.user))
        try:
            found[page.role, page.name] = figure(browser, page)
        except PageFailed as error:
            failed.append(f"{page.role} {page.name}: {error}")
    tell(f"{learners:,} learners: {len(found)} pages measured")
    if failed:
        raise PageFailed("; ".join(failed))
    return found


def figure(browser: Browser, page: Place) -> Figure:
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
