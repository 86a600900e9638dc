"""Bonds, circumstances and profiles: who may, what is refused, and one event each."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.people.actions.bonds import bind, consent, end_bond
from learnplan.people.actions.circumstances import add_circumstance
from learnplan.people.actions.persons import change_profile
from learnplan.people.models import Bond, Circumstance, User
from learnplan.people.waiting import needs
from learnplan.rules import RuleBroken
from plans.targets.models import Plan

TODAY = dt.date.today()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def olu(make_user, riverside):
    """An advocate at Riverside whom nobody knows yet."""
    return make_user("Olu", "Ade", role="advocate", at=riverside)


@pytest.fixture
def asked(amina, olu, riverside, rosa):
    return bind(learner=amina, adult=olu, kind="advocate", institution=riverside, from_on=TODAY, actor=rosa)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_bond_of_an_advocate_waits_for_the_learner(asked, amina, olu):
    Plan.objects.create(learner=amina, institution=asked.institution, year=2026)
    assert asked.waits_for_consent
    assert not Bond.objects.consented().filter(pk=asked.pk).exists()
    assert [need.words for need in needs(amina)] == ["Olu Ade would like to read along"]
    consent(bond=asked, actor=amina)
    asked.refresh_from_db()
    assert asked.consented_by == amina
    assert Bond.objects.current().consented().filter(pk=asked.pk).exists()
    assert needs(amina) == []
    assert verbs() == ["bond.made", "bond.consented"]


def test_bond_of_a_tutor_counts_at_once(amina, rosa, riverside, make_user):
    tutor = make_user("New", "Tutor", role="teacher", at=riverside)
    bond = bind(learner=amina, adult=tutor, kind="tutor", institution=riverside, from_on=TODAY, actor=rosa)
    assert Bond.objects.current().consented().filter(pk=bond.pk).exists()


def test_bond_is_made_by_administrators_only(amina, olu, chidi, riverside, northgate, rosa):
    for actor, place in ((chidi, riverside), (amina, riverside), (rosa, northgate)):
        with pytest.raises(RuleBroken, match="Only an administrator"):
            bind(learner=amina, adult=olu, kind="advocate", institution=place, from_on=TODAY, actor=actor)
    assert verbs() == []


def test_bond_needs_a_learner_and_an_adult_of_that_kind(amina, bea, dov, olu, riverside, rosa):
    made = {"institution": riverside, "from_on": TODAY, "actor": rosa}
    with pytest.raises(RuleBroken, match="Dov Stone is not a learner at Riverside"):
        bind(learner=dov, adult=olu, kind="advocate", **made)
    with pytest.raises(RuleBroken, match="Bea Said is no teacher at Riverside"):
        bind(learner=amina, adult=bea, kind="tutor", **made)


def test_bond_is_not_made_twice(asked, amina, olu, riverside, rosa):
    with pytest.raises(RuleBroken, match="Olu Ade is already advocate of Amina Said"):
        bind(learner=amina, adult=olu, kind="advocate", institution=riverside, from_on=TODAY, actor=rosa)
    assert verbs() == ["bond.made"]


def test_consent_is_the_learners_alone_and_once(asked, amina, olu, rosa, dov, chidi):
    for actor in (olu, rosa, dov):
        with pytest.raises(RuleBroken):
            consent(bond=asked, actor=actor)
    consent(bond=asked, actor=amina)
    with pytest.raises(RuleBroken):
        consent(bond=asked, actor=amina)
    with pytest.raises(RuleBroken):
        consent(bond=Bond.objects.get(adult=chidi), actor=amina)


def test_learner_ends_the_bond_of_a_carer_from_now(amina, bea, riverside):
    Plan.objects.create(learner=amina, institution=riverside, year=2026)
    assert Plan.objects.visible_to(bea).count() == 1
    end_bond(bond=Bond.objects.get(adult=bea), actor=amina)
    assert Plan.objects.visible_to(bea).count() == 0
    assert Bond.objects.filter(adult=bea).count() == 1
    assert verbs() == ["bond.ended"]


def test_bond_begun_today_ends_today(asked, amina, olu, riverside):
    Plan.objects.create(learner=amina, institution=riverside, year=2026)
    consent(bond=asked, actor=amina)
    end_bond(bond=asked, actor=amina)
    assert not Bond.objects.current().consented().filter(adult=olu).exists()


def test_bond_is_ended_by_those_in_it_or_an_administrator(amina, bea, chidi, dov, rosa, asked):
    tutors = Bond.objects.get(adult=chidi)
    for actor, bond in ((dov, asked), (amina, tutors), (chidi, tutors), (rosa, Bond.objects.get(adult=bea))):
        with pytest.raises(RuleBroken):
            end_bond(bond=bond, actor=actor)
    end_bond(bond=asked, actor=rosa)
    end_bond(bond=Bond.objects.get(adult=bea), actor=bea)
    with pytest.raises(RuleBroken):
        end_bond(bond=Bond.objects.get(adult=bea), actor=bea)


def test_circumstance_follows_the_one_before_and_its_event_does_not_say_which(amina, rosa):
    facts = {"learner": amina, "kind": "area_decile", "source": "roster", "actor": rosa}
    first = add_circumstance(value=2, from_on=TODAY - dt.timedelta(days=30), **facts)
    add_circumstance(value=3, from_on=TODAY, **facts)
    first.refresh_from_db()
    assert first.until_on == YESTERDAY
    assert Circumstance.objects.current().get().value == 3
    events = list(Event.objects.all())
    assert [event.facts for event in events] == [{}, {}]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": 11}, "from 1 to 10"),
        ({"kind": "care", "value": 0}, "from 1 to 1"),
        ({"source": " "}, "Say where"),
        ({"from_on": YESTERDAY - dt.timedelta(days=1)}, "A later entry"),
    ],
)
def test_circumstance_is_refused(amina, rosa, change, words):
    facts = {"learner": amina, "kind": "area_decile", "value": 2, "source": "roster", "from_on": YESTERDAY}
    add_circumstance(actor=rosa, **facts)
    with pytest.raises(RuleBroken, match=words):
        add_circumstance(actor=rosa, **facts | {"from_on": TODAY} | change)


def test_circumstance_is_written_down_by_administrators_of_the_learner_only(amina, chidi, rosa, dov):
    facts = {"kind": "sen", "value": 1, "source": "letter", "from_on": TODAY}
    for learner, actor in ((amina, chidi), (amina, amina), (dov, rosa)):
        with pytest.raises(RuleBroken, match="Only an administrator"):
            add_circumstance(learner=learner, actor=actor, **facts)
    assert Circumstance.objects.count() == 0


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
