"""Standing in for a tutor: who may be asked, for which days, what it lets them do, and who is told."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.events.reading import sentence
from learnplan.notices.models import Notice
from learnplan.people.actions.bonds import bind, end_bond
from learnplan.people.actions.standing_in import delegate
from learnplan.people.models import Bond
from learnplan.people.permissions import is_tutor_of
from learnplan.rules import RuleBroken
from plans.reviewing.actions.away import hand_over, take_back
from plans.targets.actions import targets
from plans.targets.models import Target
from tests.watching import needs_of

needs = needs_of("target.")

TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def tess(make_user, riverside):
    """A teacher at Riverside who is nobody's tutor."""
    return make_user("Tess", "Hall", role="teacher", at=riverside, email="tess@riverside.example")


@pytest.fixture
def away(amina, chidi, tess):
    """Chidi is away for a week from today, and Tess stands in."""
    return hand_over(adult=chidi, to=tess, from_on=TODAY, until_on=TODAY + WEEK, actor=chidi)


def agree(chidi, to, from_on=TODAY, until_on=TODAY + WEEK, actor=None):
    return delegate(adult=chidi, to=to, from_on=from_on, until_on=until_on, actor=actor or chidi)


def test_a_stand_in_is_tutor_in_those_days_and_keeps_their_own_name(plan, make_target, amina, chidi, tess):
    agree(chidi, tess, from_on=TODAY + DAY)
    assert not is_tutor_of(tess, amina)
    Bond.objects.filter(adult=tess).update(from_on=TODAY)
    target = make_target()
    targets.check_in(target=target, level=3, reflection="", actor=amina)
    assert [need.words for need in needs(tess)] == [f"Amina Said checked in on “{target.words}”."]
    assert targets.rate(target=target, level=3, comment="Good", actor=tess).rater == tess
    assert is_tutor_of(chidi, amina)
    Bond.objects.filter(adult=tess).update(from_on=TODAY - WEEK, until_on=TODAY - DAY)
    assert not is_tutor_of(tess, amina)


def test_everybody_whom_it_concerns_is_told_once_and_it_is_in_the_history(away, amina, chidi, tess):
    told = {notice.recipient: notice.words for notice in Notice.objects.all()}
    assert set(told) == {amina, tess}
    assert told[tess].endswith("as tutor of 1 learner.")
    assert told[amina].startswith("Chidi Okafor is away from")
    event = Event.objects.get(verb="standing_in.agreed")
    assert (event.learner, event.actor) == (amina, chidi)
    assert sentence(event).startswith("Chidi Okafor asked Tess Hall to stand in as tutor for Chidi Okafor, from")


def test_an_administrator_can_send_a_sick_tutor_away_and_the_tutor_is_told(amina, chidi, tess, rosa):
    hand_over(adult=chidi, to=tess, from_on=TODAY, until_on=TODAY, actor=rosa)
    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"amina", "chidi", "tess"}


@pytest.mark.parametrize("who", ["mair", "amina", "bea", "tess"])
def test_nobody_else_sends_a_tutor_away(who, request, amina, chidi, tess):
    with pytest.raises(RuleBroken, match="Only Chidi Okafor or an administrator"):
        agree(chidi, tess, actor=request.getfixturevalue(who))


def test_days_that_cannot_be_are_refused(amina, chidi, tess):
    for days, words in (
        ((TODAY - DAY, TODAY), "That day has passed"),
        ((TODAY + WEEK, TODAY), "before the first"),
        ((TODAY, TODAY + 400 * DAY), "more than a year"),
    ):
        with pytest.raises(RuleBroken, match=words):
            agree(chidi, tess, *days)


def test_who_cannot_stand_in_is_refused_and_told_why(amina, chidi, tess, mair, make_user, northgate, rosa):
    elsewhere = make_user("Nan", "Far", role="teacher", at=northgate)
    for person, words in ((chidi, "themselves"), (mair, "is not a teacher where"), (elsewhere, "is not a teacher")):
        with pytest.raises(RuleBroken, match=words):
            agree(chidi, person)
    tess.memberships.update(until_on=TODAY + DAY)
    with pytest.raises(RuleBroken, match="leaves before then"):
        agree(chidi, tess)
    tess.memberships.update(until_on=TODAY - DAY)
    with pytest.raises(RuleBroken, match="is not a teacher where"):
        agree(chidi, tess)
    assert not Bond.objects.exclude(standing_in_for=None).exists()


def test_a_second_stand_in_for_the_same_days_is_refused(away, chidi, tess, make_user, riverside, amina, bond):
    other = make_user("Ola", "Berg", role="teacher", at=riverside)
    for person in (tess, other):
        with pytest.raises(RuleBroken, match="Tess Hall already stands in for Chidi Okafor until"):
            agree(chidi, person, until_on=TODAY)
    bond(make_user("Ben", "Zed", role="learner", at=riverside), other, "tutor")
    with pytest.raises(RuleBroken, match="Chidi Okafor is away then"):
        agree(other, chidi)
    assert agree(chidi, other, TODAY + 8 * DAY, TODAY + 9 * DAY)


def test_a_learner_whom_the_stand_in_tutors_already_needs_no_second_bond(amina, chidi, tess, bond):
    bond(amina, tess, "tutor")
    with pytest.raises(RuleBroken, match="already the tutor of everyone"):
        agree(chidi, tess)
    amina.bonds.filter(adult=chidi).delete()
    with pytest.raises(RuleBroken, match="nobody’s tutor then"):
        agree(chidi, tess)


def test_ending_it_early_ends_it_today_and_takes_back_what_has_not_begun(away, amina, chidi, tess):
    Bond.objects.filter(adult=tess).update(from_on=TODAY - DAY)
    take_back(adult=chidi, to=tess, actor=chidi)
    assert Bond.objects.get(adult=tess).until_on == TODAY - DAY
    assert not is_tutor_of(tess, amina)
    hand_over(adult=chidi, to=tess, from_on=TODAY + DAY, until_on=TODAY + WEEK, actor=chidi)
    take_back(adult=chidi, to=tess, actor=chidi)
    assert Bond.objects.filter(adult=tess).count() == 1
    with pytest.raises(RuleBroken, match="does not stand in"):
        take_back(adult=chidi, to=tess, actor=chidi)
    assert Event.objects.filter(verb="standing_in.ended", learner=amina).count() == 2


def test_nobody_stands_in_for_a_tutor_who_is_no_longer_one(away, amina, chidi, tess, rosa, riverside):
    Bond.objects.filter(adult__in=[tess, chidi]).update(from_on=TODAY - 2 * DAY, institution=riverside)
    end_bond(bond=Bond.objects.get(adult=chidi), actor=rosa)
    assert Bond.objects.get(adult=tess).until_on == TODAY - DAY


def test_the_page_names_a_stand_in_and_ends_it(amina, chidi, tess, sign_in):
    client, page = sign_in(chidi), reverse("away", args=[chidi.pk])
    assert "Tess Hall" in client.get(page).content.decode()
    wrong = client.post(page, {"to": tess.pk, "from_on": TODAY, "until_on": TODAY - DAY})
    assert wrong.status_code == 422
    assert "The last day comes before the first one." in wrong.content.decode()
    nobody = client.post(page, {"to": amina.pk, "from_on": "soon", "until_on": ""})
    assert nobody.status_code == 422
    assert "Whoever has left cannot stand in." in nobody.content.decode()
    assert client.post(page, {"to": tess.pk, "from_on": TODAY, "until_on": TODAY + WEEK}).status_code == 302
    assert "1 learner is told" in client.get(page).content.decode()
    assert "End it now" in client.get(page).content.decode()
    client.post(reverse("away_end", args=[chidi.pk, tess.pk]))
    assert not is_tutor_of(tess, amina)


def test_a_learner_reads_until_when_somebody_stands_in(away, amina, sign_in):
    for page in (reverse("home"), reverse("people")):
        assert "tutor, standing in until" in sign_in(amina).get(page).content.decode()


def test_targets_are_seen_by_a_stand_in_like_by_the_tutor(away, make_target, tess):
    assert Target.objects.visible_to(tess).filter(pk=make_target().pk).exists()


@pytest.fixture
def ella(make_user, riverside):
    """A learner who joins Riverside."""
    return make_user("Ella", "Hart", role="learner", at=riverside)


def test_a_learner_who_joins_while_the_tutor_is_away_has_the_stand_in_too(away, ella, chidi, tess, rosa, riverside):
    tie = {"learner": ella, "kind": "tutor", "institution": riverside, "actor": rosa}
    own = bind(adult=chidi, from_on=TODAY - WEEK, **tie)
    made = Bond.objects.get(adult=tess, learner=ella)
    assert (made.standing_in_for, made.from_on, made.until_on) == (own, TODAY, TODAY + WEEK)
    assert is_tutor_of(tess, ella)
    said = [sentence(event) for event in Event.objects.filter(verb="standing_in.agreed", learner=ella)]
    assert len(said) == 1
    take_back(adult=chidi, to=tess, actor=chidi)
    assert not is_tutor_of(tess, ella)


def test_a_learner_who_joins_after_the_absence_has_no_stand_in(away, ella, chidi, tess, rosa, riverside):
    tie = {"learner": ella, "kind": "tutor", "institution": riverside, "actor": rosa}
    bind(adult=chidi, from_on=TODAY + WEEK + DAY, **tie)
    assert not Bond.objects.filter(adult=tess, learner=ella).exists()


def test_each_absence_is_handed_on_by_itself(away, ella, chidi, tess, rosa, riverside):
    agree(chidi, tess, TODAY + 3 * WEEK, TODAY + 4 * WEEK)
    bind(learner=ella, adult=chidi, kind="tutor", institution=riverside, from_on=TODAY + DAY, actor=rosa)
    days = list(Bond.objects.filter(adult=tess, learner=ella).order_by("from_on").values_list("from_on", "until_on"))
    assert days == [(TODAY + DAY, TODAY + WEEK), (TODAY + 3 * WEEK, TODAY + 4 * WEEK)]


def test_a_stand_in_who_is_the_joining_learners_tutor_stays_so(away, ella, chidi, tess, rosa, riverside, bond):
    bond(ella, tess, "tutor")
    bind(learner=ella, adult=chidi, kind="tutor", institution=riverside, from_on=TODAY, actor=rosa)
    assert Bond.objects.get(adult=tess, learner=ella).standing_in_for is None


def test_an_advocate_of_a_learner_is_handed_on_to_nobody(away, ella, mair, tess, rosa, riverside):
    bind(learner=ella, adult=mair, kind="advocate", institution=riverside, from_on=TODAY, actor=rosa)
    assert not Bond.objects.filter(adult=tess, learner=ella).exists()
