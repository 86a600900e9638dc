"""Bonds made, agreed to and ended: who may, what is refused, and one event each."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.people.actions.bonds import bind, consent, end_bond
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from plans.targets.models import Plan
from tests.watching import needs_of

needs = needs_of("bond.")

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
