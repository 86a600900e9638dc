"""Rosters that other people's systems produced import, or are refused row by row with reasons."""

import json

import pytest
from django.core.management import call_command

from learnplan.people.classes.models import Class, Course, Enrolment
from learnplan.people.models import Bond, Circumstance, Membership, User
from learnplan.people.roster.loading import load
from tests.people.roster.conftest import found

pytestmark = pytest.mark.django_db
HUB = "roster-hub-en-v1p1/oneroster.zip"


def counts(report):
    return {name: (c.rows, c.created, c.updated, c.unchanged, c.ended, c.refused) for name, c in report.files.items()}


def test_hub_zip_commits_twenty_users(sample, capsys):
    call_command("import_roster", str(sample(HUB)), "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed["committed"] is True
    assert printed["files"]["users"] == {
        "rows": 20,
        "created": 20,
        "updated": 0,
        "unchanged": 0,
        "ended": 0,
        "refused": 0,
    }
    assert printed["problems"][0] == {
        "file": "manifest",
        "line": 10,
        "column": "propertyName",
        "severity": "warning",
        "code": "misspelt",
        "message": "fiel.demographics is probably misspelt for file.demographics. It is left aside.",
    }
    assert User.objects.filter(roster="main").count() == 20


def test_hub_again_is_unchanged_and_writes_no_row(sample, row_versions):
    load(sample(HUB), dry_run=False)
    before = row_versions()
    report = load(sample(HUB), dry_run=False)
    assert counts(report) == {
        "orgs": (1, 0, 0, 1, 0, 0),
        "academicSessions": (4, 0, 0, 4, 0, 0),
        "courses": (2, 0, 0, 2, 0, 0),
        "classes": (5, 0, 0, 5, 0, 0),
        "users": (20, 0, 0, 20, 0, 0),
        "enrollments": (30, 0, 0, 30, 0, 0),
    }
    assert row_versions() == before


def test_hub_folder_and_zip_are_the_same_roster(sample):
    load(sample(HUB), dry_run=False)
    report = load(sample("roster-hub-en-v1p1"), dry_run=False)
    assert counts(report)["users"] == (20, 0, 0, 20, 0, 0)


def test_hub_student_who_teaches_keeps_both_parts_with_one_warning_each(sample):
    report = load(sample(HUB), dry_run=False)
    assert [p for p in found(report) if p[3] == "role_differs"] == [
        ("enrollments", 2, "role", "role_differs"),
        ("enrollments", 6, "role", "role_differs"),
    ]
    teaches = User.objects.get(username="user01")
    assert list(teaches.memberships.values_list("role", flat=True)) == ["learner"]
    assert list(teaches.enrolments.values_list("role", flat=True)) == ["teacher"] * 4


def test_hub_extension_columns_are_kept_aside(sample):
    load(sample(HUB), dry_run=False)
    assert User.objects.get(username="user01").kept_aside == {
        "metadata.phoneticFamilyName": "PFN 01",
        "metadata.phoneticGivenName": "PGN 01",
    }


def test_oat_early_dialect_is_taken_and_its_old_names_are_not_guessed(sample):
    report = load(sample("oat-base-v1p1"), dry_run=False)
    assert report.committed
    assert counts(report)["users"] == (2, 2, 0, 0, 0, 0)
    assert counts(report)["orgs"] == (2, 2, 0, 0, 0, 0)
    assert [p[:3] for p in found(report) if p[3] == "misspelt"] == [
        ("courses", 1, "schoolYearId"),
        ("courses", 1, "grade"),
        ("classes", 1, "grade"),
        ("users", 1, "userId"),
        ("users", 1, "agents"),
    ]
    ionut = User.objects.get(username="ionut")
    assert ionut.kept_aside == {
        "userId": "abc",
        "ext_tao_userMotherName": "metadata.value1",
        "ext_tao_userFatherName": "metadata.value2",
    }
    assert not Bond.objects.exists()


def test_oat_classes_come_without_the_sessions_that_are_not_there(sample):
    report = load(sample("oat-base-v1p1"), dry_run=False)
    assert [p for p in found(report) if p[3] == "session_missing"] == [
        ("classes", line, "termSourcedIds", "session_missing") for line in (2, 3, 4)
    ]
    assert Class.objects.filter(course=None).count() == 3
    assert not Course.objects.exists()


def test_sds_roles_relationships_and_flags(sample):
    report = load(sample("ms-sds-v2.1"), dry_run=False)
    assert report.committed
    assert found(report, "refused") == []
    kristen = User.objects.get(sourced_id="114007")
    assert sorted(kristen.memberships.values_list("institution__sourced_id", "role")) == [
        ("110003", "teacher"),
        ("110004", "teacher"),
    ]
    assert list(
        Bond.objects.order_by("learner__sourced_id").values_list(
            "learner__sourced_id", "adult__sourced_id", "kind", "consented_at"
        )
    ) == [("114001", "114002", "carer", None), ("114003", "114002", "carer", None), ("114004", "114005", "carer", None)]
    assert sorted(Circumstance.objects.values_list("learner__sourced_id", "kind")) == [
        ("114001", "sen"),
        ("114003", "free_meals"),
        ("114004", "sen"),
    ]
    jack = Membership.objects.get(user__sourced_id="114001")
    assert (str(jack.from_on), str(jack.until_on), jack.year_group) == ("2021-08-24", "2022-06-11", "10")


def test_classic_uk_is_read_with_american_dates(sample):
    report = load(sample("ms-sds-classic-uk-100"), dry_run=False)
    assert report.committed
    assert counts(report) == {
        "School": (2, 2, 0, 0, 0, 0),
        "Section": (28, 28, 0, 0, 0, 0),
        "Student": (86, 86, 0, 0, 0, 0),
        "Teacher": (12, 12, 0, 0, 0, 0),
        "StudentEnrollment": (602, 602, 0, 0, 0, 0),
        "TeacherRoster": (28, 28, 0, 0, 0, 0),
    }
    assert report.problems == []
    algebra = Class.objects.get(sourced_id="11001")
    assert [(str(s.starts_on), str(s.ends_on)) for s in algebra.sessions.all()] == [("2017-07-01", "2018-06-30")]
    assert algebra.course.title == "Math 101"
    assert Enrolment.objects.filter(role="teacher").count() == 28


@pytest.mark.parametrize("name", ["oat-base-v1p1", "ms-sds-v2.1", "ms-sds-classic-uk-100"])
def test_sample_again_writes_no_row(sample, row_versions, name):
    first = load(sample(name), dry_run=False)
    before = row_versions()
    again = load(sample(name), dry_run=False)
    assert {n: (c.rows, 0, 0, c.rows, 0, 0) for n, c in first.files.items()} == counts(again)
    assert row_versions() == before


def test_samples_live_side_by_side(sample):
    for name in (HUB, "oat-base-v1p1", "ms-sds-v2.1", "ms-sds-classic-uk-100"):
        assert load(sample(name), dry_run=False).committed
    assert Membership.objects.current().filter(user__username="user05").count() == 1
