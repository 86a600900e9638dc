"""The command import_roster: what it prints and with what it ends."""

import json

import pytest
from django.core.management import call_command

from learnplan.people.models import User
from tests.people.roster.conftest import cells

pytestmark = pytest.mark.django_db


def command(capsys, *words):
    status = 0
    try:
        call_command("import_roster", *map(str, words))
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr().out


def test_json_is_one_object_with_nothing_else(small_roster, capsys):
    path = small_roster(users=[cells("users", "u1"), cells("users", "u2", role="pupil")])
    status, printed = command(capsys, path, "--json")
    report = json.loads(printed)
    assert status == 0
    assert list(report) == ["committed", "files", "problems"]
    assert report["files"]["users"] == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "ended": 0,
        "refused": 1,
    }
    assert [list(p) for p in report["problems"]] == [["file", "line", "column", "severity", "code", "message"]]
    assert (report["problems"][0]["file"], report["problems"][0]["line"]) == ("users", 3)


def test_strict_ends_with_one_and_writes_nothing(small_roster, capsys):
    path = small_roster(users=[cells("users", "u1"), cells("users", "u2", role="pupil")])
    status, printed = command(capsys, path, "--json", "--strict")
    assert (status, json.loads(printed)["committed"]) == (1, False)
    assert not User.objects.exists()


def test_dry_run_ends_with_zero_and_writes_nothing(small_roster, capsys):
    path = small_roster(users=[cells("users", "u1")])
    status, printed = command(capsys, path, "--json", "--dry-run")
    report = json.loads(printed)
    assert (status, report["committed"], report["files"]["users"]["created"]) == (0, False, 1)
    assert not User.objects.exists()


def test_bundle_that_cannot_be_read_ends_with_one_and_prints_json(tmp_path, capsys):
    status, printed = command(capsys, tmp_path / "nothing", "--json")
    assert status == 1
    assert json.loads(printed) == {
        "committed": False,
        "files": {},
        "problems": [
            {
                "file": "",
                "line": None,
                "column": None,
                "severity": "refused",
                "code": "not_found",
                "message": "There is no file or folder at this path.",
            }
        ],
    }


def test_plain_words_say_the_same(small_roster, capsys):
    path = small_roster(users=[cells("users", "u1", role="pupil")])
    status, printed = command(capsys, path)
    assert status == 0
    assert "refused: users:2:role: This value is not known here." in printed
    assert printed.endswith("Committed.\n")


def test_other_roster_keeps_its_identifiers_apart(small_roster, capsys):
    command(capsys, small_roster("one", users=[cells("users", "u1", username="a")]))
    command(capsys, small_roster("two", users=[cells("users", "u1", username="b")]), "--roster", "theirs")
    assert sorted(User.objects.values_list("roster", "sourced_id", "username")) == [
        ("main", "u1", "a"),
        ("theirs", "u1", "b"),
    ]


def test_many_problems_of_one_cause_are_cut_short(small_roster, capsys, monkeypatch):
    monkeypatch.setattr("learnplan.web.reports.MOST_OF_ONE_CAUSE", 3)
    path = small_roster(users=[cells("users", f"u{n}", role="pupil") for n in range(8)])
    _status, printed = command(capsys, path, "--json")
    problems = json.loads(printed)["problems"]
    assert [p["line"] for p in problems] == [2, 3, 4, None]
    assert problems[-1]["message"] == "and 5 more like these"
