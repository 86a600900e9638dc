"""What an institution's administrator can touch with a roster: their institution, and nobody else's people."""

import pytest

from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Circumstance, Institution, Membership, User
from learnplan.people.roster.loading import load
from tests.people.roster.conftest import cells, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium(small_roster):
    """Two schools of one roster, with a learner and a teacher each, and a teacher of both."""
    users = [
        cells("users", "a1"),
        cells("users", "b1", orgSourcedIds="o2", email="b1@example.org"),
        cells("users", "both", role="teacher", orgSourcedIds="o1,o2", email="both@example.org"),
    ]
    path = small_roster(
        "consortium",
        orgs=[cells("orgs", "o1", name="One"), cells("orgs", "o2", name="Two")],
        users=users,
        classes=[cells("classes", "c1"), cells("classes", "c2", schoolSourcedId="o2")],
        enrollments=[cells("enrollments", "e2", classSourcedId="c2", userSourcedId="b1")],
    )
    assert load(path, dry_run=False).committed
    return Institution.objects.get(sourced_id="o1"), Institution.objects.get(sourced_id="o2")


def bring(small_roster, institution, mode="delta", **rows):
    rows = {"orgs": [cells("orgs", "o1", name="One")]} | rows
    return load(small_roster("theirs", mode=mode, **rows), dry_run=False, institution=institution)


def test_people_of_another_institution_are_refused(small_roster, consortium):
    report = bring(
        small_roster,
        consortium[0],
        users=[cells("users", "b1", email="stolen@example.org"), cells("users", "a1", givenName="New")],
    )
    assert found(report) == [("users", 2, "sourcedId", "not_yours")]
    assert User.objects.get(username="b1").email == "b1@example.org"
    assert User.objects.get(username="b1").memberships.get().institution == consortium[1]
    assert User.objects.get(username="a1").given_name == "New"


def test_people_shared_with_another_institution_keep_their_details(small_roster, consortium):
    row = cells("users", "both", role="teacher", username="mine", email="stolen@example.org", givenName="New")
    report = bring(small_roster, consortium[0], users=[row])
    assert found(report) == [("users", 2, "sourcedId", "shared_person")]
    both = User.objects.get(sourced_id="both")
    assert (both.username, both.email, both.given_name) == ("both", "both@example.org", "Both")
    assert both.memberships.current().count() == 2


def test_staff_of_the_installation_keep_their_details(small_roster, consortium):
    User.objects.filter(username="a1").update(is_staff=True, is_superuser=True)
    bring(small_roster, consortium[0], users=[cells("users", "a1", email="stolen@example.org")])
    assert User.objects.get(username="a1").email is None


def test_people_of_another_institution_are_not_ended(small_roster, consortium):
    report = bring(small_roster, consortium[0], users=[cells("users", "b1", status="tobedeleted")])
    assert found(report) == [("users", 2, "sourcedId", "not_yours")]
    both = cells("users", "both", status="tobedeleted")
    bring(small_roster, consortium[0], users=[both])
    assert sorted(Membership.objects.current().values_list("user__username", "institution__name")) == [
        ("a1", "One"),
        ("b1", "Two"),
        ("both", "Two"),
    ]


def test_another_institution_and_a_new_one_are_refused_but_parts_are_taken(small_roster, consortium):
    orgs = [
        cells("orgs", "o2", name="Stolen"),
        cells("orgs", "o3", name="New"),
        cells("orgs", "d1", type="department", parentSourcedId="o1", name="Science"),
        cells("orgs", "d2", type="department", parentSourcedId="d1", name="Physics"),
        cells("orgs", "o1", name="One"),
    ]
    report = bring(small_roster, consortium[0], orgs=orgs, users=[cells("users", "n1", orgSourcedIds="d2")])
    assert found(report) == [("orgs", 2, "sourcedId", "not_yours"), ("orgs", 3, "sourcedId", "not_yours")]
    assert sorted(Institution.objects.values_list("name", flat=True)) == ["One", "Physics", "Science", "Two"]
    assert Membership.objects.get(user__username="n1").institution.name == "Physics"


def test_memberships_classes_and_enrolments_elsewhere_are_refused(small_roster, consortium):
    report = bring(
        small_roster,
        consortium[0],
        users=[cells("users", "n1", orgSourcedIds="o2"), cells("users", "n2", orgSourcedIds="o1,o2")],
        classes=[cells("classes", "c2", title="Stolen"), cells("classes", "c3", schoolSourcedId="o2")],
        enrollments=[
            cells("enrollments", "e2", classSourcedId="c1", userSourcedId="a1"),
            cells("enrollments", "e3", classSourcedId="c2", userSourcedId="a1"),
            cells("enrollments", "e4", classSourcedId="c1", userSourcedId="b1"),
        ],
    )
    assert found(report) == [
        ("classes", 2, "sourcedId", "not_yours"),
        ("classes", 3, "schoolSourcedId", "org_missing"),
        ("users", 2, "orgSourcedIds", "org_missing"),
        ("users", 3, "orgSourcedIds", "org_missing"),
        ("enrollments", 2, "sourcedId", "not_yours"),
        ("enrollments", 3, "classSourcedId", "class_missing"),
        ("enrollments", 4, "userSourcedId", "user_missing"),
    ]
    assert Class.objects.get(sourced_id="c2").title == "12A Mathematics"
    assert Enrolment.objects.get().user.username == "b1"
    assert list(Membership.objects.filter(user__username="n2").values_list("institution__name", flat=True)) == ["One"]


def test_whole_file_of_one_institution_ends_nothing_elsewhere(small_roster, consortium):
    bring(
        small_roster,
        consortium[0],
        mode="bulk",
        users=[cells("users", "a1"), cells("users", "both", role="teacher")],
        classes=[cells("classes", "c1")],
    )
    assert sorted(Membership.objects.current().values_list("user__username", "institution__name")) == [
        ("a1", "One"),
        ("b1", "Two"),
        ("both", "One"),
        ("both", "Two"),
    ]
    assert Class.objects.filter(ended_on=None).count() == 2


def test_roles_and_flags_of_others_are_refused(write_roster, consortium):
    files = {
        "orgs": "sourcedId,name,type\no1,One,school\n",
        "users": "sourcedId,username,givenName,familyName\n",
        "roles": "userSourcedId,orgSourcedId,role\nb1,o1,student\n",
        "userFlags": "userSourcedId,flag\nb1,iep\na1,iep\n",
    }
    report = load(write_roster(**files), dry_run=False, institution=consortium[0])
    assert found(report) == [
        ("roles", 2, "userSourcedId", "user_missing"),
        ("userFlags", 2, "userSourcedId", "user_missing"),
    ]
    assert Circumstance.objects.get().learner.username == "a1"


def test_institution_that_no_roster_knows_is_found_by_its_name(small_roster, riverside, rosa):
    orgs = [cells("orgs", "r1", name="RIVERSIDE Sixth Form")]
    report = load(
        small_roster(orgs=orgs, users=[cells("users", "n1", orgSourcedIds="r1")]), dry_run=False, institution=riverside
    )
    assert report.committed
    riverside.refresh_from_db()
    assert (riverside.roster, riverside.sourced_id) == (f"institution-{riverside.pk}", "r1")
    assert User.objects.get(username="n1").roster == riverside.roster
    assert rosa.memberships.get().until_on is None


def test_roster_of_somebody_else_is_refused_as_a_whole(small_roster, riverside):
    report = load(small_roster(users=[cells("users", "n1")]), dry_run=False, institution=riverside)
    assert (report.readable, found(report)) == (False, [("orgs", None, None, "not_yours")])
    riverside.refresh_from_db()
    assert riverside.sourced_id is None
