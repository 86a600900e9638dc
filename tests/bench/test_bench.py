"""Measuring: what is asked, what is counted, and how the figures are told, kept and compared."""

import datetime as dt
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
from learnplan.bench.comparing import compare, kept, save
from learnplan.bench.measuring import Browser, DigestFigure, Figure, PageFailed, bench_pages
from learnplan.bench.roster import RosterFigure, copy_back, counted, taken_out, write_bundle
from learnplan.bench.table import FEWER_QUERIES, FLOORS, misses, roster_lines, table
from learnplan.management.commands import bench
from learnplan.people.models import User
from learnplan.people.roster.loading import load
from learnplan.waiting.reading import waiting_for


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


def test_digest_is_measured_over_everybody(consortium):
    figure = measuring.measure_digest()
    assert figure.rows == sum(waiting_for(user).count() for user in User.objects.all()) > 60
    assert figure.seconds > 0


def test_misses_are_named():
    assert misses(("learner", "home"), 12, 2.5, 1.19) == []
    assert misses(("learner", "home"), 13, 2.51, 1.2) == ["queries", "floors", "growth"]
    assert misses(("learner", "offers"), 12, 3.5, 1.0) == []
    assert misses(("learner", "inbox"), 12, 2.01, 1.0) == ["floors"]
    assert misses(("tutor", "home"), 9, 6.01, 1.0) == ["queries", "floors"]
    assert misses(("tutor", "caseload"), 12, 99.0, 1.0) == []


def test_goals_are_of_pages_that_are_measured():
    assert {*FLOORS, *FEWER_QUERIES} <= {(role, name) for role, names in measuring.PAGES.items() for name in names}


SIZES = {
    1: {("learner", "home"): Figure(9, 0.003, 0.002), ("tutor", "caseload"): Figure(8, 0.004, 0.002)},
    1700: {("learner", "home"): Figure(10, 0.004, 0.002), ("tutor", "caseload"): Figure(9, 0.004, 0.002)},
    5000: {("learner", "home"): Figure(10, 0.012, 0.004), ("tutor", "caseload"): Figure(9, 0.016, 0.004)},
}


def test_table_has_a_line_for_each_page_with_its_goal_and_its_misses():
    lines = [line.split() for line in table(SIZES)]
    assert lines[2] == ["page", "queries", "1", "1,700", "5,000", "floors", "goal", "growth", "missed"]
    assert lines[3] == ["learner", "home", "10", "3.0", "4.0", "12.0", "3.00", "2.5", "1.50", "floors,", "growth"]
    assert lines[4] == ["tutor", "caseload", "9", "4.0", "4.0", "16.0", "4.00", "2.00", "growth"]
    assert lines[5] == ["the", "floor", "3", "2.0", "2.0", "4.0", "1.00"]


def test_table_is_kept_by_its_number_of_learners(tmp_path):
    path = tmp_path / "scale.json"
    assert kept(path) == {"learners": {}}
    roster = RosterFigure(10, 70, 90, 6.0, 1.0, 0.5)
    save(SIZES, DigestFigure(5, 0.123), roster, on=dt.date(2026, 11, 30), path=path)
    save(SIZES | {9000: SIZES[5000]}, DigestFigure(9, 1.0), None, on=dt.date(2026, 12, 1), path=path)
    known = kept(path)
    assert known["learners"]["5000"] == {
        "on": "2026-11-30",
        "floor_ms": 4.0,
        "pages": {
            "learner home": {"queries": 10, "ms": 12.0, "floors": 3.0, "growth": 1.5},
            "tutor caseload": {"queries": 9, "ms": 16.0, "floors": 4.0, "growth": 2.0},
        },
        "digest": {"rows": 5, "seconds": 0.12},
    }
    assert known["learners"]["9000"]["on"] == "2026-12-01"
    assert known["roster"]["copies"] == 6.0


def test_comparing_names_what_got_one_and_a_half_times_worse():
    pages = {"learner home": {"floors": 2.0}, "gone": {"floors": 1.0}}
    lines, worse = compare(pages, SIZES[5000])
    assert [line.split() for line in lines[1:]] == [
        ["page", "kept", "now", "times"],
        ["learner", "home", "2.00", "3.00", "1.50"],
        ["tutor", "caseload", "new", "4.00"],
    ]
    assert worse == ["learner home (2.00 floors, now 3.00)"]
    assert compare({"learner home": {"floors": 2.01}}, SIZES[5000])[1] == []


def test_bench_fails_where_a_page_got_worse_than_kept():
    out = StringIO()
    bench.Command(stdout=out).judge(SIZES[5000], {"learner home": {"floors": 2.5}, "tutor caseload": {"floors": 4.0}})
    assert out.getvalue().split()[-5:] == ["tutor", "caseload", "4.00", "4.00", "1.00"]
    with pytest.raises(CommandError) as failed:
        bench.Command(stdout=out).judge(SIZES[5000], {"learner home": {"floors": 1.5}, "tutor caseload": {"floors": 2}})
    words = "1.5 times worse, or more: learner home (1.50 floors, now 3.00); tutor caseload (2.00 floors, now 4.00)."
    assert str(failed.value) == words


def test_bench_compares_with_what_is_kept_of_as_many_learners_alone(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("bench", learners=5000, compare=True, kept=tmp_path / "scale.json", stdout=StringIO())
    assert str(refused.value) == "No table of 5,000 learners is kept: measure one with --save first."


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
