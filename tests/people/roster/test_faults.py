"""Faults seen in rosters in the wild: each is refused or accepted on purpose, at its line and column."""

import pytest

from learnplan.people.classes.models import AcademicSession, Class, Enrolment
from learnplan.people.models import Institution, User
from learnplan.people.roster.loading import load
from tests.people.roster.conftest import HEADERS, cells, found, manifest, text

pytestmark = pytest.mark.django_db


def users_of(small_roster, *rows, **more):
    report = load(small_roster(users=list(rows), **more), dry_run=False)
    return report, sorted(User.objects.exclude(roster="").values_list("username", flat=True))


@pytest.mark.parametrize(
    ("wrong", "right"), [("prefferedGivenName", "preferredGivenName"), ("dataLastModified", "dateLastModified")]
)
def test_misspelt_header_is_kept_aside_and_not_guessed(write_roster, wrong, right):
    header = (
        HEADERS["users"].replace("dateLastModified", wrong)
        if right in HEADERS["users"]
        else (HEADERS["users"] + f",{wrong}")
    )
    width = header.count(",") + 1
    row = ([*cells("users", "u1"), "Sunny"])[:width]
    row[header.split(",").index(wrong)] = "Sunny"
    files = {"orgs": text("orgs", cells("orgs", "o1")), "users": text("users", row, header=header)}
    report = load(write_roster(manifest=manifest(orgs="bulk", users="bulk"), **files), dry_run=False)
    assert found(report) == [("users", 1, wrong, "misspelt")]
    user = User.objects.get(username="u1")
    assert (user.preferred_name, user.kept_aside) == ("", {wrong: "Sunny"})


def test_blank_trailing_header_cells_are_left_aside(write_roster):
    files = {
        "orgs": text("orgs", cells("orgs", "o1")),
        "users": text("users", cells("users", "u1"), [*cells("users", "u2"), "", ""], header=HEADERS["users"] + ",,"),
    }
    report = load(write_roster(manifest=manifest(orgs="bulk", users="bulk"), **files), dry_run=False)
    assert found(report) == [("users", 1, 19, "blank_header")]
    assert report.files["users"].created == 2


def test_ragged_rows_are_refused_at_the_cell_and_never_shift_others(small_roster):
    report, names = users_of(
        small_roster,
        cells("users", "u1"),
        cells("users", "u2")[:-3],
        [*cells("users", "u3"), "x"],
        cells("users", "u4"),
    )
    assert found(report) == [("users", 3, 16, "ragged"), ("users", 4, 19, "ragged")]
    assert names == ["u1", "u4"]
    assert (report.files["users"].rows, report.files["users"].refused) == (4, 2)


@pytest.mark.parametrize("day", ["1/05/2023", "2023-13-01", "20230501", "May 2023", "0023-05-01"])
def test_day_that_is_not_iso_is_refused(small_roster, day):
    session = cells("academicSessions", "s1", startDate=day, endDate="2024-01-01")
    report = load(small_roster(academicSessions=[session, cells("academicSessions", "s2")]), dry_run=False)
    assert found(report) == [("academicSessions", 2, "startDate", "date")]
    assert list(AcademicSession.objects.values_list("sourced_id", flat=True)) == ["s2"]


def test_moment_is_read_as_its_day(small_roster):
    session = cells("academicSessions", "s1", startDate="2026-09-01T00:00:00.000Z", endDate="2026-12-18")
    load(small_roster(academicSessions=[session]), dry_run=False)
    assert str(AcademicSession.objects.get().starts_on) == "2026-09-01"


def test_session_that_ends_before_it_begins_is_refused(small_roster):
    session = cells("academicSessions", "s1", startDate="2026-09-01", endDate="2026-08-01")
    report = load(small_roster(academicSessions=[session]), dry_run=False)
    assert found(report) == [("academicSessions", 2, "endDate", "dates_order")]


def test_status_inactive_is_refused_with_what_is_known(small_roster):
    report, names = users_of(small_roster, cells("users", "u1", status="inactive"), cells("users", "u2"))
    assert found(report) == [("users", 2, "status", "status")]
    assert "Known: active, tobedeleted" in report.problems[0].message
    assert names == ["u2"]


def test_class_type_in_capitals_is_taken(small_roster):
    report = load(
        small_roster(classes=[cells("classes", "c1", classType="Scheduled"), cells("classes", "c2")]), dry_run=False
    )
    assert found(report) == [("classes", 2, "classType", "class_type")]
    assert Class.objects.count() == 2


def test_department_without_its_parent_is_taken_with_a_warning(small_roster):
    orgs = [cells("orgs", "d1", type="department", parentSourcedId="nowhere"), cells("orgs", "o1")]
    report = load(small_roster(orgs=orgs), dry_run=False)
    assert found(report) == [("orgs", 2, "parentSourcedId", "parent_missing")]
    assert Institution.objects.get(sourced_id="d1").parent is None


def test_parent_may_stand_later_in_the_file(small_roster):
    orgs = [cells("orgs", "o1", parentSourcedId="a1"), cells("orgs", "a1", type="district")]
    report = load(small_roster(orgs=orgs), dry_run=False)
    assert report.problems == []
    assert Institution.objects.get(sourced_id="o1").parent.sourced_id == "a1"


def test_parents_in_a_circle_are_left_out_and_stay_so(small_roster, row_versions):
    orgs = [
        cells("orgs", "o1", parentSourcedId="o2"),
        cells("orgs", "o2", parentSourcedId="o1"),
        cells("orgs", "o3", parentSourcedId="o2"),
        cells("orgs", "o4", parentSourcedId="o4"),
    ]
    path = small_roster(orgs=orgs)
    report = load(path, dry_run=False)
    assert [p[:2] for p in found(report) if p[3] == "parent_circle"] == [("orgs", 2), ("orgs", 3), ("orgs", 5)]
    assert Institution.objects.get(sourced_id="o3").parent.sourced_id == "o2"
    before = row_versions()
    load(path, dry_run=False)
    assert row_versions() == before


def test_courses_declared_absent_while_classes_refer_to_them(small_roster):
    report = load(small_roster(classes=[cells("classes", "c1", courseSourcedId="k9")]), dry_run=False)
    assert found(report) == [("classes", 2, "courseSourcedId", "course_missing")]
    assert Class.objects.get().course is None


def test_list_with_spaces_after_the_comma_is_read_with_one_warning(small_roster):
    orgs = [cells("orgs", "o1"), cells("orgs", "o2")]
    rows = [cells("users", f"u{n}", orgSourcedIds="o1, o2") for n in (1, 2)]
    report, _names = users_of(small_roster, *rows, orgs=orgs)
    assert found(report) == [("users", 2, "orgSourcedIds", "list_spaces")]
    assert User.objects.get(username="u2").memberships.count() == 2


def test_class_in_several_sessions_is_in_all_of_them(small_roster):
    sessions = [cells("academicSessions", f"s{n}") for n in (1, 2)]
    path = small_roster(academicSessions=sessions, classes=[cells("classes", "c1", termSourcedIds="s1,s2")])
    assert load(path, dry_run=False).problems == []
    assert sorted(Class.objects.get().sessions.values_list("sourced_id", flat=True)) == ["s1", "s2"]
    changed = small_roster("two", academicSessions=sessions, classes=[cells("classes", "c1", termSourcedIds="s2")])
    report = load(changed, dry_run=False)
    assert report.files["classes"].updated == 1
    assert list(Class.objects.get().sessions.values_list("sourced_id", flat=True)) == ["s2"]


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("student", "learner"),
        ("teacher", "teacher"),
        ("aide", "teacher"),
        ("proctor", "teacher"),
        ("administrator", "administrator"),
        ("parent", "carer"),
        ("guardian", "carer"),
        ("relative", "carer"),
    ],
)
def test_roles_mean_what_they_say(small_roster, word, role):
    users_of(small_roster, cells("users", "u1", role=word))
    assert User.objects.get().memberships.get().role == role


def test_unknown_role_is_refused_with_the_list(small_roster):
    report, names = users_of(small_roster, cells("users", "u1", role="pupil"), cells("users", "u2"))
    assert found(report) == [("users", 2, "role", "role")]
    assert "Known: student, teacher, aide" in report.problems[0].message
    assert names == ["u2"]


def test_file_without_a_required_column_is_refused_without_repeating_its_first_line(write_roster):
    files = {"orgs": text("orgs", cells("orgs", "o1")), "users": "u1,Amina,Said,P@ssword123\nu2,Ben,Lowe,P@ssword123\n"}
    report = load(write_roster(manifest=manifest(orgs="bulk", users="bulk"), **files), dry_run=False)
    assert found(report) == [("users", 1, None, "missing_column")]
    assert (report.files["users"].rows, report.files["users"].refused) == (1, 1)
    assert "P@ssword123" not in str(report.to_json())


def test_column_that_stands_twice_refuses_the_file(write_roster):
    files = {"orgs": text("orgs", cells("orgs", "o1")), "users": text("users", header=HEADERS["users"] + ",username")}
    report = load(write_roster(manifest=manifest(orgs="bulk", users="bulk"), **files), dry_run=False)
    assert found(report, "refused") == [("users", 1, None, "column_twice")]


def test_line_numbers_mind_quoted_newlines(small_roster):
    first = cells("users", "u1", middleName="two\nlines", role="pupil")
    report, names = users_of(small_roster, cells("users", "u0"), first, cells("users", "u2", role="pupil"))
    assert found(report) == [("users", 3, "role", "role"), ("users", 5, "role", "role")]
    assert names == ["u0"]


def test_identifier_that_is_repeated_counts_once(small_roster):
    report, names = users_of(small_roster, cells("users", "u1"), cells("users", "u1", username="other"))
    assert found(report) == [("users", 3, "sourcedId", "duplicate")]
    assert names == ["u1"]


def test_rows_with_nothing_in_them_are_left_out(small_roster):
    report, names = users_of(small_roster, cells("users", "u1"), [""] * 18, [""] * 18, cells("users", "u2"))
    assert found(report) == [("users", 3, None, "blank_row")]
    assert names == ["u1", "u2"]


def test_enrolment_of_unknown_people_and_classes_is_refused(small_roster):
    rows = [
        cells("enrollments", "e1", userSourcedId="u1"),
        cells("enrollments", "e2", userSourcedId="nobody"),
        cells("enrollments", "e3", userSourcedId="u1", classSourcedId="none"),
        cells("enrollments", "e4", userSourcedId="u1", role="parent"),
    ]
    report = load(
        small_roster(users=[cells("users", "u1")], classes=[cells("classes", "c1")], enrollments=rows), dry_run=False
    )
    assert found(report) == [
        ("enrollments", 3, "userSourcedId", "user_missing"),
        ("enrollments", 4, "classSourcedId", "class_missing"),
        ("enrollments", 5, "role", "role"),
    ]
    assert Enrolment.objects.get().sourced_id == "e1"


def test_value_that_is_too_long_is_refused(small_roster):
    report, names = users_of(small_roster, cells("users", "u1", givenName="x" * 151), cells("users", "u2"))
    assert found(report) == [("users", 2, "givenName", "too_long")]
    assert names == ["u2"]


def test_person_whose_institutions_are_all_unknown_is_refused_and_one_of_two_is_warned_of(small_roster):
    report, names = users_of(
        small_roster, cells("users", "u1", orgSourcedIds="x9"), cells("users", "u2", orgSourcedIds="o1,x9")
    )
    assert found(report) == [
        ("users", 2, "orgSourcedIds", "org_missing"),
        ("users", 3, "orgSourcedIds", "org_missing"),
    ]
    assert names == ["u2"]
    assert report.files["users"].refused == 1
