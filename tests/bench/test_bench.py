"""Measuring: what is asked, what is counted, and how the figures are told. No figure is judged here."""

from io import StringIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from learnplan.bench import measuring
from learnplan.bench.bulk.filling import fill
from learnplan.bench.bulk.shape import Shape
from learnplan.bench.measuring import Browser, Figure, PageFailed, bench_pages
from learnplan.bench.roster import RosterFigure, copy_back, counted, taken_out, write_bundle
from learnplan.bench.table import misses, roster_lines, table
from learnplan.people.models import User
from learnplan.people.roster.loading import load


@pytest.fixture
def floor_urls(settings):
    """The addresses while measuring, and requests that leave the test's connection open, as Django's client does."""
    settings.ROOT_URLCONF = "learnplan.bench.urls"
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def consortium(db):
    fill(learners=60, seed=1)


def test_floor_is_session_user_and_one_query(consortium, floor_urls):
    browser = Browser(WSGIHandler(), 1)
    assert browser.count_queries("/bench/floor/") == 3


def test_floor_is_not_among_the_product_s_own_pages(db, client):
    assert client.get("/bench/floor/").status_code == 404


def test_page_that_does_not_answer_200_is_not_measured(consortium, floor_urls):
    browser = Browser(WSGIHandler(), 1)
    with pytest.raises(PageFailed) as failed:
        browser.ask("/plans/funds/")
    assert str(failed.value) == "/plans/funds/ answered 403 Forbidden"


def test_every_page_of_the_chain_is_measured_within_its_queries(consortium, floor_urls, monkeypatch):
    for name in ("WARM_UP", "LEAST", "MOST"):
        monkeypatch.setattr(measuring, name, 1)
    figures = measuring.measure(60, tell=lambda text: None)
    assert len(figures) == 28
    assert {key: f.queries for key, f in figures.items() if f.queries > 12} == {}
    assert all(figure.seconds > 0 and figure.floor_seconds > 0 for figure in figures.values())


@pytest.mark.parametrize("learners", [1, 2, 60, 1700, 5101])
def test_measured_learner_has_a_place(learners):
    shape = Shape(learners)
    learner = next(page.user for page in bench_pages(shape) if page.role == "learner")
    assert 1 <= learner <= learners
    assert learner % 3 != 0


def test_misses_are_named():
    assert misses("learner", 12, 1.99, 1.19) == []
    assert misses("learner", 13, 2.0, 1.2) == ["queries", "floors", "growth"]
    assert misses("tutor", 12, 9.0, 1.0) == []


def test_table_has_a_line_for_each_page_with_its_misses():
    sizes = {
        1: {("learner", "home"): Figure(9, 0.003, 0.002), ("tutor", "home"): Figure(8, 0.004, 0.002)},
        1700: {("learner", "home"): Figure(10, 0.004, 0.002), ("tutor", "home"): Figure(9, 0.004, 0.002)},
        5000: {("learner", "home"): Figure(10, 0.010, 0.004), ("tutor", "home"): Figure(9, 0.016, 0.004)},
    }
    lines = [line.split() for line in table(sizes)]
    assert lines[2] == ["page", "queries", "1", "1,700", "5,000", "floors", "growth", "missed"]
    assert lines[3] == ["learner", "home", "10", "3.0", "4.0", "10.0", "2.50", "1.25", "floors,", "growth"]
    assert lines[4] == ["tutor", "home", "9", "4.0", "4.0", "16.0", "4.00", "2.00", "growth"]
    assert lines[5] == ["the", "floor", "3", "2.0", "2.0", "4.0", "1.00"]


def test_roster_lines_say_the_ratio():
    assert roster_lines(RosterFigure(10, 70, 90, 6.0, 1.0, 0.5)) == [
        "",
        "Roster import of 70 rows (10 learners): 6.00 s. COPY of the 90 rows it wrote, into the same tables: 1.00 s.",
        "6.0 times (goal <5: missed). The bare files into tables of text, with no index and no rule: 0.50 s.",
    ]


@pytest.mark.django_db
def test_what_an_import_wrote_is_taken_out_and_copied_back(tmp_path):
    write_bundle(tmp_path, 60)
    before = counted()
    load(tmp_path, dry_run=False)
    after = counted()
    taken = {table: taken_out(table) for table, count in after.items() if count > before[table]}
    assert {"learnplan_user", "learnplan_membership", "learnplan_enrolment", "learnplan_class_sessions"} <= set(taken)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(taken)} CASCADE")
    assert copy_back(taken) > 0
    assert counted() == after


@pytest.mark.django_db
def test_generated_bundle_is_imported_whole(tmp_path):
    rows = write_bundle(tmp_path, 60)
    report = load(tmp_path, dry_run=False)
    assert [(problem.file, problem.code) for problem in report.problems] == []
    assert sum(counts.created for counts in report.files.values()) == rows
    assert User.objects.with_role("learner").count() == 60


@pytest.mark.django_db
def test_bench_refuses_no_learners():
    with pytest.raises(CommandError) as refused:
        call_command("bench", learners=0, stdout=StringIO(), stderr=StringIO())
    assert str(refused.value) == "Ask for more than 1,700 learners: the table has that size already."
