"""People of a roster: names, usernames, e-mails, carers; what is kept and what is never taken."""

import pytest

from learnplan.people.models import Bond, Membership, User
from learnplan.people.roster import load
from tests.people.roster.conftest import HEADERS, cells, found, manifest, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(small_roster):
    def bring(*rows, name="one", mode="bulk", **more):
        return load(small_roster(name, mode=mode, users=list(rows), **more), dry_run=False)

    return bring


def names():
    return sorted(User.objects.exclude(roster="").values_list("username", flat=True))


def test_username_of_another_person_is_refused_whatever_the_capitals(bring, chidi):
    report = bring(cells("users", "u1", username="CHIDI"), cells("users", "u2"))
    assert found(report) == [("users", 2, "username", "username_taken")]
    assert names() == ["u2"]


def test_username_twice_in_the_file_is_refused_the_second_time(bring):
    report = bring(cells("users", "u1", username="kim"), cells("users", "u2", username="Kim"))
    assert found(report) == [("users", 3, "username", "username_twice")]
    assert names() == ["kim"]


def test_username_with_odd_characters_is_refused(bring):
    report = bring(cells("users", "u1", username="kim ng"), cells("users", "u2", username="Zoë.o@x"))
    assert found(report) == [("users", 2, "username", "username")]
    assert names() == ["Zoë.o@x"]


def test_username_that_is_blank_is_made_of_the_identifier_once(bring, row_versions):
    row = cells("users", "u 1/7", username="")
    assert found(bring(row)) == [("users", 2, "username", "username_given")]
    assert names() == ["u.1.7"]
    before = row_versions()
    assert found(bring(row)) == []
    assert row_versions() == before


def test_username_changes_and_swaps_settle_without_stopping_others(bring):
    bring(cells("users", "u1", username="a"), cells("users", "u2", username="b"), cells("users", "u3"))
    swapped = [
        cells("users", "u1", username="b"),
        cells("users", "u2", username="c"),
        cells("users", "u3", givenName="New"),
    ]
    assert found(bring(*swapped)) == [("users", 2, "username", "username_taken")]
    assert names() == ["a", "c", "u3"]
    assert bring(*swapped).files["users"].updated == 1
    assert names() == ["b", "c", "u3"]


def test_email_that_is_none_or_taken_is_left_out_with_a_warning(bring, chidi):
    report = bring(
        cells("users", "u1", email="not an e-mail"),
        cells("users", "u2", email="CHIDI@riverside.example"),
        cells("users", "u3", email="family@example.org"),
        cells("users", "u4", email="Family@example.org"),
    )
    assert found(report) == [
        ("users", 2, "email", "email"),
        ("users", 3, "email", "email_taken"),
        ("users", 5, "email", "email_twice"),
    ]
    assert list(User.objects.exclude(roster="").order_by("sourced_id").values_list("email", flat=True)) == [
        None,
        None,
        "family@example.org",
        None,
    ]


def test_blank_email_does_not_erase_what_someone_gave(bring):
    bring(cells("users", "u1"))
    User.objects.filter(username="u1").update(email="me@example.org", preferred_name="Sunny")
    assert bring(cells("users", "u1")).files["users"].unchanged == 1
    user = User.objects.get(username="u1")
    assert (user.email, user.preferred_name) == ("me@example.org", "Sunny")


def test_changed_details_are_updated(bring):
    bring(cells("users", "u1", grades="12"))
    report = bring(cells("users", "u1", givenName="Una", familyName="Cole", grades="13", enabledUser="false"))
    assert report.files["users"].updated == 1
    user = User.objects.get(username="u1")
    assert (user.given_name, user.family_name, user.is_active) == ("Una", "Cole", False)
    assert user.memberships.get().year_group == "13"


def test_new_people_cannot_sign_in_with_any_password(bring):
    bring(cells("users", "u1"))
    assert not User.objects.get(username="u1").has_usable_password()


def test_membership_begins_with_the_academic_year(bring):
    from learnplan.years import current_year, year_bounds

    bring(cells("users", "u1"))
    membership = Membership.objects.get(user__username="u1")
    assert (membership.from_on, membership.until_on) == (year_bounds(current_year())[0], None)


def test_move_to_another_institution_ends_the_old_membership(bring):
    orgs = [cells("orgs", "o1"), cells("orgs", "o2")]
    bring(cells("users", "u1"), orgs=orgs)
    report = bring(cells("users", "u1", orgSourcedIds="o2"), orgs=orgs, mode="delta")
    assert report.files["users"].updated == 1
    assert list(Membership.objects.current().values_list("institution__sourced_id", flat=True)) == ["o2"]


@pytest.mark.parametrize("sides", [("p1", ""), ("", "u1"), ("p1", "u1")])
def test_carer_is_bonded_from_either_side_and_has_no_consent_yet(bring, sides):
    rows = [
        cells("users", "u1", agentSourcedIds=sides[0]),
        cells("users", "p1", role="parent", agentSourcedIds=sides[1]),
    ]
    assert found(bring(*rows)) == []
    bond = Bond.objects.get()
    assert (bond.learner.username, bond.adult.username, bond.kind) == ("u1", "p1", "carer")
    assert (bond.consented_at, bond.institution.sourced_id) == (None, "o1")
    assert not User.objects.visible_to(bond.adult).filter(username="u1").exists()


def test_agent_who_is_no_carer_is_left_out_with_a_warning(bring):
    rows = [
        cells("users", "u1", agentSourcedIds="t1"),
        cells("users", "t1", role="teacher"),
        cells("users", "u2", agentSourcedIds="nobody"),
    ]
    assert found(bring(*rows)) == [
        ("users", 2, "agentSourcedIds", "not_a_carer"),
        ("users", 4, "agentSourcedIds", "user_missing"),
    ]
    assert not Bond.objects.exists()


def test_consent_given_is_not_taken_back_by_the_next_import(bring, row_versions):
    from django.utils import timezone

    rows = [cells("users", "u1", agentSourcedIds="p1"), cells("users", "p1", role="parent")]
    bring(*rows)
    Bond.objects.update(consented_at=timezone.now(), consented_by=User.objects.get(username="u1"))
    before = row_versions()
    assert bring(*rows).files["users"].unchanged == 2
    assert row_versions() == before


def test_hand_made_membership_stays_as_it_is(bring):
    bring(cells("users", "t1", role="teacher"))
    user = User.objects.get()
    institution = user.memberships.get().institution
    Membership.objects.create(user=user, institution=institution, role="advocate", from_on="2020-09-01")
    assert bring(cells("users", "t1", role="teacher")).files["users"].unchanged == 1
    assert sorted(user.memberships.values_list("role", flat=True)) == ["advocate", "teacher"]


VERSION_2 = {
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId",
}


@pytest.fixture
def bring_version_2(write_roster):
    def bring(users, roles, name="v2", mode="bulk", **options):
        files = {
            "manifest": manifest(orgs="bulk", users=mode).replace("1.1", "1.2") + f"file.roles,{mode}\n",
            "orgs": text("orgs", cells("orgs", "o1"), cells("orgs", "o2")),
            "users": text("users", *users, header=VERSION_2["users"]),
            "roles": text("roles", *roles, header=VERSION_2["roles"]),
        }
        return load(write_roster(name, **files), dry_run=False, **options)

    return bring


def person(sourced_id, **more):
    row = {"sourcedId": sourced_id, "username": sourced_id, "givenName": "Given", "familyName": "Family"} | more
    return [row.get(name, "") for name in VERSION_2["users"].split(",")]


def role(sourced_id, user, word, org="o1", **more):
    row = {"sourcedId": sourced_id, "userSourcedId": user, "role": word, "orgSourcedId": org} | more
    return [row.get(name, "") for name in VERSION_2["roles"].split(",")]


def test_version_2_has_its_roles_in_their_own_file(bring_version_2, row_versions):
    users = [person("u1", preferredGivenName="Sunny", pronouns="they"), person("c1")]
    roles = [
        role("r1", "u1", "student", beginDate="2024-09-01", endDate="2099-07-31"),
        role("r2", "c1", "counselor", org="o1"),
        role("r3", "c1", "teacher", org="o2"),
        role("r4", "nobody", "teacher"),
        role("r5", "u1", "wizard"),
        role("r6", "c1", "aide", org="o2"),
    ]
    report = bring_version_2(users, roles)
    assert found(report) == [
        ("roles", 5, "userSourcedId", "user_missing"),
        ("roles", 6, "role", "role"),
        ("roles", 7, "role", "same_membership"),
    ]
    assert sorted(Membership.objects.values_list("user__username", "institution__sourced_id", "role")) == [
        ("c1", "o1", "advocate"),
        ("c1", "o2", "teacher"),
        ("u1", "o1", "learner"),
    ]
    student = User.objects.get(username="u1")
    assert (student.preferred_name, student.kept_aside) == ("Sunny", {})
    assert str(student.memberships.get().from_on) == "2024-09-01"
    before = row_versions()
    again = bring_version_2(users, roles)
    assert (again.files["users"].unchanged, again.files["roles"].unchanged) == (2, 4)
    assert row_versions() == before


def test_version_2_role_to_be_deleted_ends_that_membership_only(bring_version_2):
    bring_version_2([person("c1")], [role("r1", "c1", "teacher"), role("r2", "c1", "teacher", org="o2")])
    report = bring_version_2([], [role("r2", "", "", org="", status="tobedeleted")], mode="delta")
    assert report.files["roles"].ended == 1
    assert list(Membership.objects.current().values_list("institution__sourced_id", flat=True)) == ["o1"]


def test_version_2_role_no_longer_in_the_whole_file_ends(bring_version_2):
    roles = [role(f"r{n}", "c1", word) for n, word in enumerate(("teacher", "counselor", "administrator"))]
    bring_version_2([person("c1")], roles)
    report = bring_version_2([person("c1")], roles[1:])
    assert report.files["roles"].ended == 1
    assert sorted(Membership.objects.current().values_list("role", flat=True)) == ["administrator", "advocate"]


def test_version_2_two_stays_are_two_memberships(bring_version_2, row_versions):
    roles = [
        role("r1", "u1", "student", beginDate="2022-09-01", endDate="2023-07-31"),
        role("r2", "u1", "student", beginDate="2025-09-01"),
    ]
    bring_version_2([person("u1")], roles)
    assert [str(m.from_on) for m in Membership.objects.order_by("from_on")] == ["2022-09-01", "2025-09-01"]
    before = row_versions()
    bring_version_2([person("u1")], roles)
    assert row_versions() == before


def test_version_2_days_that_would_overlap_an_earlier_stay_are_refused(bring_version_2):
    roles = [
        role("r1", "u1", "student", beginDate="2022-09-01", endDate="2023-07-31"),
        role("r2", "u1", "student", beginDate="2025-09-01"),
    ]
    bring_version_2([person("u1")], roles)
    report = bring_version_2([], [role("r2", "u1", "student", beginDate="2023-01-01")], mode="delta")
    assert found(report) == [("roles", 2, "beginDate", "overlap")]
    assert Membership.objects.count() == 2


def test_unknown_columns_are_kept_aside(write_roster):
    row = [*cells("users", "u1"), "Blue House", ""]
    files = {
        "orgs": text("orgs", cells("orgs", "o1")),
        "users": text("users", row, header=HEADERS["users"] + ",house,metadata.bus"),
    }
    report = load(write_roster(manifest=manifest(orgs="bulk", users="bulk"), **files), dry_run=False)
    assert found(report) == [("users", 1, "house", "unknown_column")]
    assert User.objects.get(username="u1").kept_aside == {"house": "Blue House"}
