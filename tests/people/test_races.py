"""Ties that are made, handed on and ended at once, on two real connections."""

import datetime as dt

import pytest

from learnplan.people.actions.bonds import bind, end_bond
from learnplan.people.actions.circumstances import add_circumstance, note_circumstances
from learnplan.people.actions.persons import admit
from learnplan.people.actions.standing_in import delegate, end_delegation
from learnplan.people.classes.actions import bind_class
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Bond, Circumstance, Membership
from learnplan.rules import RuleBroken
from tests.races import behind

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = dt.date.today()
YESTERDAY = TODAY - dt.timedelta(days=1)
AWAY = {"from_on": TODAY, "until_on": TODAY + dt.timedelta(days=7)}


@pytest.fixture
def tess(make_user, riverside):
    return make_user("Tess", "Hall", role="teacher", at=riverside)


@pytest.fixture
def ola(make_user, riverside):
    return make_user("Ola", "Nord", role="learner", at=riverside)


@pytest.fixture
def ways(ola, chidi, riverside, rosa):
    """The ways to make Chidi the tutor of Ola: alone, or with his whole class."""
    group = Class.objects.create(institution=riverside, title="12A")
    for user, role in ((chidi, "teacher"), (ola, "learner")):
        Enrolment.objects.create(in_class=group, user=user, role=role, from_on=dt.date(2020, 9, 1))
    alone = {"learner": ola, "adult": chidi, "kind": "tutor", "institution": riverside, "from_on": TODAY}
    return {
        "alone": lambda: bind(**alone, actor=rosa),
        "class": lambda: bind_class(in_class=group, tutor=chidi, from_on=TODAY, actor=rosa),
    }


def stood_in_for():
    return set(Bond.objects.current().exclude(standing_in_for=None).values_list("learner__given_name", flat=True))


@pytest.mark.parametrize("way", ["alone", "class"])
def test_learner_who_gets_a_tutor_while_a_stand_in_is_named_gets_the_stand_in_too(ways, way, amina, chidi, tess):
    behind(lambda: delegate(adult=chidi, to=tess, actor=chidi, **AWAY), ways[way])
    assert stood_in_for() == {"Amina", "Ola"}


@pytest.mark.parametrize("way", ["alone", "class"])
def test_stand_in_who_is_named_while_a_learner_gets_a_tutor_is_theirs_too(ways, way, amina, chidi, tess):
    behind(ways[way], lambda: delegate(adult=chidi, to=tess, actor=chidi, **AWAY))
    assert stood_in_for() == {"Amina", "Ola"}


def test_stand_in_who_is_sent_home_meanwhile_gets_nobody_new(ways, amina, chidi, tess):
    delegate(adult=chidi, to=tess, actor=chidi, **AWAY)
    behind(lambda: end_delegation(adult=chidi, to=tess, actor=chidi), ways["alone"])
    assert stood_in_for() == set()


def test_tutor_whose_bond_ends_meanwhile_hands_nobody_on(ways, amina, chidi, tess, rosa, riverside):
    ways["alone"]()
    Bond.objects.filter(learner=amina, adult=chidi).update(institution=riverside)
    ending = Bond.objects.get(learner=amina, adult=chidi)
    behind(lambda: end_bond(bond=ending, actor=rosa), lambda: delegate(adult=chidi, to=tess, actor=chidi, **AWAY))
    assert stood_in_for() == {"Ola"}


@pytest.mark.parametrize("leaver", ["ola", "chidi"])
def test_nobody_is_bound_to_a_leaver_or_by_one(request, ways, leaver, chidi):
    ended = Membership.objects.filter(user=request.getfixturevalue(leaver))
    refused = behind(lambda: ended.update(until_on=YESTERDAY), ways["alone"])
    assert isinstance(refused, RuleBroken)
    assert not Bond.objects.filter(learner__given_name="Ola").exists()


def test_stand_in_who_leaves_meanwhile_is_refused(amina, chidi, tess):
    ended = Membership.objects.filter(user=tess)
    refused = behind(
        lambda: ended.update(until_on=YESTERDAY), lambda: delegate(adult=chidi, to=tess, actor=chidi, **AWAY)
    )
    assert "is not a teacher where Chidi Okafor is" in refused.messages[0]


def test_circumstance_noted_twice_at_once_is_refused_in_words(amina, riverside, rosa):
    def note():
        return note_circumstances(
            institution=riverside, kind="sen", values={amina.pk: 1}, source="letter", from_on=TODAY, actor=rosa
        )

    def add():
        return add_circumstance(learner=amina, kind="sen", value=1, source="letter", from_on=TODAY, actor=rosa)

    refused = behind(add, note)
    assert "A later entry of this kind exists already" in refused.messages[0]
    Circumstance.objects.all().delete()
    refused = behind(note, note)
    assert "A later entry of this kind exists already" in refused.messages[0]
    assert Circumstance.objects.count() == 1


def test_person_who_is_added_by_two_taps_is_there_once(riverside, rosa):
    def add():
        who = {"username": "sasha", "given_name": "Sasha", "family_name": "Elm"}
        return admit(institution=riverside, role="advocate", from_on=TODAY, actor=rosa, **who)

    assert behind(add, add).messages == ["Somebody has this username already. Choose another."]
