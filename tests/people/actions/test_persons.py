"""People and institutions that no roster knows, and one's own profile: who may, and what is refused."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.people.actions.persons import admit, change_profile, found_institution
from learnplan.people.models import Institution, Membership, User
from learnplan.rules import RuleBroken

TODAY = dt.date.today()


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_profile_is_changed_by_its_owner_once_in_the_record(amina, chidi):
    change_profile(user=amina, preferred_name="Mina", email="mina@example.org", actor=amina)
    change_profile(user=amina, preferred_name="Mina", email="mina@example.org", actor=amina)
    user = User.objects.get(pk=amina.pk)
    assert (str(user), user.email) == ("Mina Said", "mina@example.org")
    assert verbs() == ["profile.changed"]
    with pytest.raises(RuleBroken):
        change_profile(user=amina, preferred_name="X", email=None, actor=chidi)


def test_profile_does_not_take_an_address_of_someone_else(amina, chidi):
    with pytest.raises(RuleBroken, match="cannot be used here"):
        change_profile(user=amina, preferred_name="", email="Chidi@Riverside.example", actor=amina)


def test_empty_address_is_unknown(amina):
    change_profile(user=amina, preferred_name="Mina", email="", actor=amina)
    amina.refresh_from_db()
    assert amina.email is None


def test_found_institution_once(rosa):
    found_institution(name=" Harbour Works ", kind=Institution.Kind.EMPLOYER, actor=rosa)
    with pytest.raises(RuleBroken, match="already an institution called harbour works"):
        found_institution(name="harbour works", kind=Institution.Kind.EMPLOYER, actor=rosa)


def admit_sasha(riverside, actor, **changes):
    fields = {"username": "sasha", "given_name": "Sasha", "family_name": "Elm", "email": "sasha@example.org"}
    return admit(institution=riverside, role="advocate", from_on=TODAY, actor=actor, **(fields | changes))


def test_admit_adds_a_person_who_cannot_sign_in_by_a_guessed_password(riverside, rosa):
    user = admit_sasha(riverside, rosa)
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "advocate"


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"username": "ROSA"}, "this username"), ({"email": "Rosa@riverside.example"}, "this e-mail")],
)
def test_admit_refuses_what_is_somebodys(riverside, rosa, changes, message):
    before = User.objects.count()
    with pytest.raises(RuleBroken, match=message):
        admit_sasha(riverside, rosa, **changes)
    assert User.objects.count() == before


def test_admit_is_for_the_administrator(riverside, chidi):
    with pytest.raises(RuleBroken, match="Only an administrator"):
        admit_sasha(riverside, chidi)
