"""Those for whom things wait come, go and stand in for each other: no row moves, and each list is right."""

import datetime as dt

import pytest
from django.utils import timezone

from learnplan.people.actions.bonds import bind, consent, end_bond
from learnplan.people.actions.persons import admit, change_profile
from learnplan.people.models import Bond, Institution, Role, User
from learnplan.people.roster.loading import load
from learnplan.waiting.models import Waiting
from plans.carers.actions import decide_carer_view, set_own_say
from plans.reviewing.actions.away import hand_over, take_back
from plans.targets.actions.targets import set_target_state
from scripts.offers.models import Place
from tests.people.roster.conftest import cells, small_roster, write_roster

__all__ = ["small_roster", "write_roster"]

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
A_WEEK = {"from_on": TODAY, "until_on": TODAY + 7 * DAY}
CALL = "Amina Said asked for help with “Explain a circuit fault”."
LEFT = "Uma Ng has left, and still has a place on Level 3 Engineering at Northgate College."


@pytest.fixture
def tied(chidi, mair, riverside, amina):
    """The bonds of Chidi and Mair with Amina, as an administrator of Riverside may end them."""
    bonds = Bond.objects.filter(learner=amina)
    bonds.update(institution=riverside)
    return {bond.adult: bond for bond in bonds}


@pytest.fixture
def call(target, amina):
    """Amina asks for help."""
    return set_target_state(target=target, state="need_help", actor=amina)


def rows():
    return list(Waiting.objects.order_by("pk").values())


def test_hand_over_moves_what_waits_to_the_new_tutor_and_no_row(tied, call, chidi, tess, mair, amina, rosa, waits):
    before = rows()
    end_bond(bond=tied[chidi], actor=rosa)
    assert [waits(one) for one in (chidi, tess, mair)] == [[], [], [CALL]]
    bind(learner=amina, adult=tess, kind="tutor", institution=tied[chidi].institution, from_on=TODAY, actor=rosa)
    assert [waits(one) for one in (chidi, tess, mair)] == [[], [CALL], [CALL]]
    assert rows() == before


def test_tutor_from_tomorrow_on_has_nothing_that_waits_today(call, tess, amina, riverside, rosa, waits, time_machine):
    tomorrow = TODAY + DAY
    bind(learner=amina, adult=tess, kind="tutor", institution=riverside, from_on=tomorrow, actor=rosa)
    assert waits(tess) == []
    time_machine.move_to(dt.datetime.combine(tomorrow, dt.time(9), dt.UTC))
    assert waits(tess) == [CALL]


def test_stand_in_has_what_waits_to_the_end_of_the_last_day(call, chidi, tess, waits, time_machine):
    before = rows()
    hand_over(adult=chidi, to=tess, actor=chidi, **A_WEEK)
    for days, found in ((0, [CALL]), (7, [CALL]), (8, [])):
        time_machine.move_to(timezone.make_aware(dt.datetime.combine(TODAY + days * DAY, dt.time(23, 59))))
        assert (waits(tess), waits(chidi)) == (found, [CALL])
    assert rows() == before


def test_stand_in_who_is_thanked_early_has_nothing_more(call, chidi, tess, waits):
    hand_over(adult=chidi, to=tess, actor=chidi, **A_WEEK)
    take_back(adult=chidi, to=tess, actor=chidi)
    assert (waits(tess), waits(chidi)) == ([], [CALL])


def test_bond_that_is_ended_and_renewed_waits_for_consent_and_then_for_the_adult(tied, call, mair, amina, rosa, waits):
    asks = "Mair Jenkins would like to read along"
    end_bond(bond=tied[mair], actor=amina)
    assert (waits(mair), waits(amina)) == ([], [])
    again = bind(
        learner=amina, adult=mair, kind="advocate", institution=tied[mair].institution, from_on=TODAY, actor=rosa
    )
    assert (waits(mair), waits(amina)) == ([], [asks])
    consent(bond=again, actor=amina)
    assert (waits(mair), waits(amina)) == ([CALL], [])
    end_bond(bond=again, actor=mair)
    assert (waits(mair), waits(amina)) == ([], [])


def test_wish_about_a_carer_names_them_as_they_are_called_now(bea, chidi, amina, riverside, rosa, waits):
    set_own_say(institution=riverside, own_say_from=14, actor=rosa)
    bond = Bond.objects.get(adult=bea)
    decide_carer_view(bond=bond, sees=["targets"], actor=amina)
    assert waits(chidi) == ["Amina Said has a wish about what Bea Said sees."]
    change_profile(user=bea, preferred_name="Bee", email=None, actor=bea)
    assert waits(chidi) == ["Amina Said has a wish about what Bee Said sees."]


def test_leaver_waits_with_a_place_alone_and_one_who_comes_back_without(small_roster, make_offer, amina, waits):
    uma = cells("users", "uma", familyName="Ng")
    load(small_roster(users=[uma]), dry_run=False)
    learner, hillside = User.objects.get(username="uma"), Institution.objects.get(sourced_id="o1")
    office = admit(
        institution=hillside,
        role=Role.ADMINISTRATOR,
        from_on=TODAY,
        username="olu",
        given_name="Olu",
        family_name="Ade",
        actor=None,
    )
    Place.objects.create(
        offer=make_offer(), learner=learner, home=hillside, state="asked", price_pence=0, asked_by=amina, moved_by=amina
    )
    for status, found in (("active", []), ("tobedeleted", [LEFT]), ("active", [])):
        row = cells("users", "uma", familyName="Ng", status=status)
        load(small_roster(status, mode="delta", orgs=[], users=[row]), dry_run=False)
        assert waits(office) == found
