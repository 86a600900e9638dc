"""What ends: deltas, absence from whole files, leavers; and what never does."""

import datetime as dt

import pytest
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.people.classes.models import Class, Course, Enrolment
from learnplan.people.models import Bond, Membership, User
from learnplan.people.roster.loading import load
from tests.people.roster.conftest import cells, found

pytestmark = pytest.mark.django_db
PEOPLE = ("u1", "u2", "u3", "u4", "u5")


@pytest.fixture
def whole(small_roster):
    """Bring in five learners, a carer, a teacher and a class, or those that are given."""

    def bring(name="whole", people=PEOPLE, **options):
        users = [cells("users", n, agentSourcedIds="p1" if n == "u1" else "") for n in people]
        users += [cells("users", "p1", role="parent"), cells("users", "t1", role="teacher")]
        path = small_roster(
            name,
            users=options.pop("users", users),
            courses=[cells("courses", "k1", orgSourcedId="o1")],
            classes=options.pop("classes", [cells("classes", "c1", courseSourcedId="k1")]),
            enrollments=options.pop("enrollments", [cells("enrollments", f"e{n}", userSourcedId=n) for n in people]),
            mode=options.pop("mode", "bulk"),
        )
        return load(path, dry_run=False, **options)

    return bring


def current(**where):
    return sorted(Membership.objects.current().filter(**where).values_list("user__username", flat=True))


def test_delta_ends_and_never_deletes(whole, small_roster):
    whole()
    tutor = User.objects.get(username="t1")
    learner = User.objects.get(username="u1")
    Bond.objects.create(learner=learner, adult=tutor, kind="tutor", from_on="2020-09-01")
    report = load(
        small_roster("delta", mode="delta", orgs=[], users=[cells("users", "u1", status="tobedeleted")]), dry_run=False
    )
    assert (report.files["users"].ended, report.files["users"].rows) == (1, 1)
    assert current(role="learner") == ["u2", "u3", "u4", "u5"]
    assert User.objects.filter(username="u1").exists()
    assert not Bond.objects.current().exists()
    assert sorted(Enrolment.objects.current().values_list("user__username", flat=True)) == ["u2", "u3", "u4", "u5"]
    assert "u1" not in [u.username for u in User.objects.visible_to(tutor)]


def test_delta_twice_changes_nothing_more(whole, small_roster, row_versions):
    whole()
    path = small_roster("delta", mode="delta", orgs=[], users=[cells("users", "u1", status="tobedeleted")])
    load(path, dry_run=False)
    before = row_versions()
    report = load(path, dry_run=False)
    assert (report.files["users"].ended, report.files["users"].unchanged) == (0, 1)
    assert row_versions() == before


def test_delta_row_to_be_deleted_needs_nothing_but_its_identifier(whole, small_roster):
    whole()
    row = ["u1", "tobedeleted"] + [""] * 16
    report = load(small_roster("delta", mode="delta", orgs=[], users=[row]), dry_run=False)
    assert report.problems == [p for p in report.problems if p.code == "empty_file"]
    assert "u1" not in current()


def test_delta_of_someone_unknown_is_unchanged(whole, small_roster):
    whole()
    path = small_roster("delta", mode="delta", orgs=[], users=[cells("users", "x9", status="tobedeleted")])
    assert load(path, dry_run=False).files["users"].unchanged == 1
    assert not User.objects.filter(sourced_id="x9").exists()


def test_delta_silence_ends_nothing(whole, small_roster):
    whole()
    load(small_roster("delta", mode="delta", users=[cells("users", "u1", givenName="New")]), dry_run=False)
    assert current(role="learner") == list(PEOPLE)


def test_leaver_who_comes_back_is_a_member_again(whole, small_roster):
    whole()
    load(small_roster("d1", mode="delta", users=[cells("users", "u1", status="tobedeleted")]), dry_run=False)
    report = load(small_roster("d2", mode="delta", users=[cells("users", "u1")]), dry_run=False)
    assert report.files["users"].updated == 1
    assert "u1" in current(role="learner")
    assert Membership.objects.filter(user__username="u1").count() == 1


def test_membership_that_has_not_lasted_a_day_is_removed(whole, small_roster):
    whole()
    Membership.objects.filter(user__username="u1").update(from_on=timezone.localdate())
    load(small_roster("delta", mode="delta", users=[cells("users", "u1", status="tobedeleted")]), dry_run=False)
    assert not Membership.objects.filter(user__username="u1").exists()
    assert User.objects.filter(username="u1").exists()


def test_last_day_of_a_leaver_is_yesterday(whole, small_roster):
    whole()
    Membership.objects.filter(user__username="u1").update(from_on=timezone.localdate() - dt.timedelta(days=30))
    load(small_roster("delta", mode="delta", users=[cells("users", "u1", status="tobedeleted")]), dry_run=False)
    assert Membership.objects.get(user__username="u1").until_on == timezone.localdate() - dt.timedelta(days=1)


def test_delta_of_a_class_ends_it_and_its_enrolments(whole, small_roster):
    whole()
    row = cells("classes", "c1", status="tobedeleted")
    report = load(small_roster("delta", mode="delta", classes=[row]), dry_run=False)
    assert report.files["classes"].ended == 1
    assert Class.objects.get().ended_on == timezone.localdate()
    assert not Enrolment.objects.current().exists()
    assert current(role="learner") == list(PEOPLE)


def test_delta_of_an_enrolment_ends_it_only(whole, small_roster):
    whole()
    row = cells("enrollments", "eu1", status="tobedeleted")
    report = load(small_roster("delta", mode="delta", enrollments=[row]), dry_run=False)
    assert report.files["enrollments"].ended == 1
    assert Enrolment.objects.current().count() == 4


def test_enrolment_of_someone_who_leaves_in_the_same_delta_is_refused(whole, small_roster):
    whole()
    path = small_roster(
        "delta",
        mode="delta",
        users=[cells("users", "u1", status="tobedeleted")],
        enrollments=[cells("enrollments", "e9", userSourcedId="u1")],
    )
    assert found(load(path, dry_run=False), "refused") == [("enrollments", 2, "userSourcedId", "user_missing")]


def test_institution_that_closes_ends_its_memberships(whole, small_roster):
    whole()
    load(small_roster("delta", mode="delta", orgs=[cells("orgs", "o1", status="tobedeleted")]), dry_run=False)
    assert current() == []


def test_absence_from_a_whole_file_ends_memberships(whole, row_versions):
    whole()
    report = whole("fewer", people=PEOPLE[1:])
    assert (report.files["users"].ended, report.files["enrollments"].ended) == (1, 1)
    assert current(role="learner") == ["u2", "u3", "u4", "u5"]
    assert not Bond.objects.current().exists()
    before = row_versions()
    again = whole("fewer", people=PEOPLE[1:])
    assert (again.files["users"].ended, again.files["users"].unchanged) == (0, 6)
    assert row_versions() == before


def test_absence_of_most_people_refuses_the_roster_unless_it_is_meant(whole, row_versions):
    whole()
    before = row_versions()
    report = whole("few", people=("u1",), enrollments=[])
    assert (report.committed, report.exit_status()) == (False, 1)
    assert found(report, "refused") == [("users", None, None, "mass_ending")]
    assert (
        "This would end 4 of 7 current memberships"
        in next(p for p in report.problems if p.code == "mass_ending").message
    )
    assert row_versions() == before
    assert whole("few", people=("u1",), enrollments=[], allow_mass_ending=True).committed
    assert current() == ["p1", "t1", "u1"]


def test_empty_whole_file_ends_nobody(whole):
    whole()
    report = whole("empty", users=[], enrollments=[], classes=[])
    assert [p for p in found(report) if p[3] == "empty_file"] == [
        (name, None, None, "empty_file") for name in ("classes", "users", "enrollments")
    ]
    assert len(current()) == 7
    assert Class.objects.get().ended_on is None


def test_row_that_is_refused_is_not_absent(whole):
    whole()
    users = [cells("users", n, role="pupil" if n == "u1" else "student") for n in PEOPLE]
    report = whole("bad", users=[*users, cells("users", "t1", role="teacher"), cells("users", "p1", role="parent")])
    assert report.files["users"].refused == 1
    assert current(role="learner") == list(PEOPLE)


def test_row_that_cannot_be_told_apart_stops_endings(whole):
    whole()
    users = [cells("users", n) for n in PEOPLE[1:]] + [["u1", "broken"]]
    report = whole("blind", users=[*users, cells("users", "t1", role="teacher"), cells("users", "p1", role="parent")])
    assert ("users", None, None, "blind") in found(report, "warning")
    assert current(role="learner") == list(PEOPLE)


def test_other_institutions_of_the_roster_are_not_touched_by_silence(small_roster):
    both = [cells("users", "a1"), cells("users", "b1", orgSourcedIds="o2")]
    load(small_roster("both", orgs=[cells("orgs", "o1"), cells("orgs", "o2")], users=both), dry_run=False)
    load(small_roster("one", users=[cells("users", "a1")]), dry_run=False)
    assert current() == ["a1", "b1"]


def test_other_rosters_are_not_touched(whole, small_roster):
    whole()
    path = small_roster("theirs", orgs=[cells("orgs", "o1")], users=[cells("users", "z1")])
    assert load(path, dry_run=False, roster="theirs").committed
    assert current(role="learner") == [*PEOPLE, "z1"]


def test_classes_and_courses_that_a_whole_file_no_longer_has_end(whole):
    whole()
    report = whole("later", classes=[cells("classes", "c2")], enrollments=[])
    assert report.files["classes"].ended == 1
    assert sorted(Class.objects.filter(ended_on=None).values_list("sourced_id", flat=True)) == ["c2"]
    assert not Enrolment.objects.current().exists()
    assert Course.objects.get().ended_on is None
    assert whole().files["classes"].updated == 1
    assert sorted(Class.objects.filter(ended_on=None).values_list("sourced_id", flat=True)) == ["c1"]


def test_dry_run_and_strict_write_nothing(whole, small_roster, row_versions):
    whole()
    before = row_versions()
    users = [cells("users", "new"), cells("users", "bad", role="pupil")]
    dry = load(small_roster("dry", mode="delta", users=users), dry_run=True)
    assert (dry.committed, dry.exit_status(), dry.files["users"].created) == (False, 0, 1)
    strict = load(small_roster("dry", mode="delta", users=users), dry_run=False, strict=True)
    assert (strict.committed, strict.exit_status(strict=True)) == (False, 1)
    assert (
        load(small_roster("dry", mode="delta", users=users[:1]), dry_run=True, strict=True).exit_status(strict=True)
        == 0
    )
    assert row_versions() == before


def test_one_event_is_recorded_for_each_import_and_none_for_a_dry_run(whole):
    whole()
    assert [e.verb for e in Event.objects.all()] == ["roster.imported"]
    whole(name="again")
    assert Event.objects.count() == 2
