"""A freedom is asked for, decided, appealed and taken back only after a talk; and it never takes anything away."""

from functools import partial

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond, Membership
from learnplan.rules import RuleBroken
from learnplan.waiting import reading
from plans.coproduction.freedoms import actions
from plans.coproduction.freedoms.catalogue import CATALOGUE
from plans.coproduction.freedoms.models import FreedomGrant
from plans.funding.models import Entitlement
from plans.matrix.acts import Act, Column
from plans.matrix.models import Freed
from plans.matrix.permissions import check, rules_of
from plans.matrix.presets import COLUMNS, PRESETS
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.permissions import standing_to
from tests.races import behind, count_refused
from tests.watching import take_in

pytestmark = pytest.mark.django_db


def waiting_for(person):
    """Return the freedoms that this person can decide today."""
    take_in()
    rows = reading.waiting_for(person).filter(kind__startswith="freedom.")
    return list(FreedomGrant.objects.filter(pk__in=[row.thing_id for row in rows]))


def told(person) -> list[str]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("words", flat=True))


def test_each_act_that_a_learner_may_have_to_ask_for_is_freed_by_one_freedom():
    freed = [act for one in CATALOGUE.values() for act in one.acts]
    asked_somewhere = {act for act in Act if Column.LEARNER in COLUMNS[act]} - {Act.SIGN}
    assert len(freed) == len(set(freed))
    assert set(freed) == asked_somewhere


def test_every_freedom_asks_for_self_direction_only():
    counts = {one.count for freedom in CATALOGUE.values() for one in freedom.criteria}
    assert counts <= {"weeks", "targets", "reflections", "steps", "helps", "talks"}
    assert all(freedom.criteria for freedom in CATALOGUE.values())


def test_tutor_is_told_who_asks_and_for_what(asked, chidi):
    assert (asked.state, asked.decisions.get().words) == ("asked", "I have an idea for one.")
    assert told(chidi) == ["Amina Said asks for a freedom: Call and lead a session."]


def test_granted_freedom_turns_asking_into_may(granted, plan, amina):
    check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))
    assert told(amina) == ["A freedom is yours: Call and lead a session. Chidi Okafor says: “You prepare well.”"]
    assert Event.objects.get(verb="freedom.granted").facts["why"] == "You prepare well."


def test_refused_freedom_changes_nothing_and_says_why(refused, plan, amina):
    with pytest.raises(AskFirst):
        check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))
    assert told(amina) == [
        "Not yet: Call and lead a session. Chidi Okafor says: “Check in first.” You can appeal, or ask again later."
    ]


def test_appeal_goes_to_another_teacher(tess, appealed, amina, chidi, rosa, mair):
    assert told(tess) == ["Amina Said appeals about a freedom: Call and lead a session. Another teacher decides."]
    assert "appeals" not in " ".join(told(chidi))
    with pytest.raises(RuleBroken, match="You decided this before, so another teacher decides"):
        actions.decide_appeal(grant=appealed, allow=True, reason="x", actor=chidi)
    for person in (amina, rosa, mair):
        with pytest.raises(RuleBroken, match="not yours to decide"):
            actions.decide_appeal(grant=appealed, allow=True, reason="x", actor=person)


def test_appeal_is_granted_and_both_are_told(appealed, plan, amina, chidi, tess):
    actions.decide_appeal(grant=appealed, allow=True, reason="Paper counts.", actor=tess)
    check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))
    assert told(amina)[-1] == "A freedom is yours: Call and lead a session. Tess Hall says: “Paper counts.”"
    assert told(chidi)[-1] == (
        "Tess Hall decided the appeal of Amina Said about “Call and lead a session”: granted. “Paper counts.”"
    )
    words = list(appealed.decisions.values_list("state", "by__username"))
    assert words == [("asked", "amina"), ("refused", "chidi"), ("appealed", "amina"), ("granted", "tess")]


def test_appeal_is_made_once_and_then_it_can_be_asked_for_again(appealed, plan, amina, tess):
    actions.decide_appeal(grant=appealed, allow=False, reason="Not on paper either.", actor=tess)
    with pytest.raises(RuleBroken, match="appeal, once"):
        actions.appeal_freedom(grant=appealed, words="Again.", actor=amina)
    again = actions.ask_freedom(plan=plan, freedom="lead_session", reason="Now I did.", actor=amina)
    assert again.pk != appealed.pk


def test_appeal_is_the_learners_own(refused, chidi, bea, mair):
    for person in (chidi, bea, mair):
        with pytest.raises(RuleBroken, match="Only the learner can appeal"):
            actions.appeal_freedom(grant=refused, words="x", actor=person)


def test_appeal_gives_way_to_a_new_request(refused, plan, amina):
    actions.ask_freedom(plan=plan, freedom="lead_session", reason="Now I did.", actor=amina)
    with pytest.raises(RuleBroken, match="asked for this again since"):
        actions.appeal_freedom(grant=refused, words="x", actor=amina)


def test_freedom_is_not_taken_back_without_a_talk_since(granted, chidi, hold_talk):
    with pytest.raises(RuleBroken, match="only taken back after a talk"):
        actions.withdraw_freedom(grant=granted, talk=hold_talk(agreed=False), reason="x", actor=chidi)
    assert FreedomGrant.objects.get().state == "granted"


def test_talk_from_before_does_not_count(asked, chidi, hold_talk):
    talk = hold_talk()
    granted = actions.decide_freedom(grant=asked, allow=True, reason="Yes.", actor=chidi)
    with pytest.raises(RuleBroken, match="only taken back after a talk"):
        actions.withdraw_freedom(grant=granted, talk=talk, reason="x", actor=chidi)


def test_talk_with_someone_else_does_not_count(granted, chidi, make_user, riverside, bond, hold_talk):
    talk = hold_talk()
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    plan = targets.start_plan(learner=ella, institution=riverside, year=timezone.localdate().year, actor=ella)
    talk.plan = plan
    other = type(talk).objects.filter(pk=talk.pk)
    other.update(plan=plan)
    with pytest.raises(RuleBroken, match="only taken back after a talk"):
        actions.withdraw_freedom(grant=granted, talk=talk, reason="x", actor=chidi)


def test_freedom_is_taken_back_after_a_talk_with_a_reason(granted, plan, amina, chidi, hold_talk):
    talk = hold_talk()
    with pytest.raises(RuleBroken, match="Say why"):
        actions.withdraw_freedom(grant=granted, talk=talk, reason=" ", actor=chidi)
    actions.withdraw_freedom(grant=granted, talk=talk, reason="Two could not speak.", actor=chidi)
    with pytest.raises(AskFirst):
        check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))
    assert told(amina)[-1] == (
        "A freedom is taken back: Call and lead a session. Chidi Okafor says: “Two could not speak.”"
    )


def test_taking_back_can_be_appealed(granted, plan, amina, chidi, tess, hold_talk):
    actions.withdraw_freedom(grant=granted, talk=hold_talk(), reason="Two could not speak.", actor=chidi)
    actions.appeal_freedom(grant=granted, words="I asked both of them.", actor=amina)
    actions.decide_appeal(grant=granted, allow=True, reason="They say so too.", actor=tess)
    check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))
    granted.refresh_from_db()
    assert (granted.state, Freed.objects.current().count()) == ("granted", 1)


def test_only_the_tutor_takes_back(granted, hold_talk, tess, mair, amina, rosa):
    talk = hold_talk()
    for person in (tess, mair, amina, rosa):
        with pytest.raises(RuleBroken, match="not yours to decide"):
            actions.withdraw_freedom(grant=granted, talk=talk, reason="x", actor=person)


def test_freedom_never_reduces_what_a_learner_has(set_matrix, plan, amina, chidi, hold_talk):
    """Whatever happens to a freedom, each act is as it was without it, or freer; and money is not touched."""
    set_matrix("guided")
    order = ["allow", "request", "deny"]

    def now() -> list[int]:
        rules, stands = rules_of(plan), standing_to(amina, plan)
        return [order.index(rules.says(act, stands)) for act in Act if Column.LEARNER in COLUMNS[act]]

    without, entitlements = now(), list(Entitlement.objects.values())
    for key in CATALOGUE:
        grant = actions.ask_freedom(plan=plan, freedom=key, reason="x", actor=amina)
        assert now() == without
        grant = actions.decide_freedom(grant=grant, allow=True, reason="x", actor=chidi)
        assert all(held <= had for held, had in zip(now(), without, strict=True))
        assert now() != without
        talk = hold_talk(in_hours=len(key) + list(CATALOGUE).index(key))
        actions.withdraw_freedom(grant=grant, talk=talk, reason="x", actor=chidi)
        assert now() == without
    assert list(Entitlement.objects.values()) == entitlements


def test_nothing_is_asked_for_that_everyone_has(plan, amina):
    with pytest.raises(RuleBroken, match="You have this already: at Riverside Sixth Form no learner has to ask"):
        actions.ask_freedom(plan=plan, freedom="own_words", reason="x", actor=amina)


def test_what_nobody_may_cannot_be_earned(set_matrix, plan, amina):
    set_matrix("guided", {("session.lead", "learner"): "deny"})
    with pytest.raises(RuleBroken, match="An administrator there can change that rule"):
        actions.ask_freedom(plan=plan, freedom="lead_session", reason="x", actor=amina)


def test_freedom_outlasts_a_matrix_that_comes_and_goes(set_matrix, granted, plan, amina):
    set_matrix("guided", {("session.lead", "learner"): "deny"})
    with pytest.raises(RuleBroken, match="may not call and lead a session"):
        check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))
    set_matrix("guided")
    check("session.lead", plan=plan, actor=amina, stands=standing_to(amina, plan))


@pytest.mark.parametrize("name", ["chidi", "mair", "bea", "dov"])
def test_nobody_asks_for_a_learner(plan, request, name):
    with pytest.raises(RuleBroken, match="themselves"):
        actions.ask_freedom(plan=plan, freedom="lead_session", reason="x", actor=request.getfixturevalue(name))


def test_unknown_freedom_and_second_request_are_refused(asked, plan, amina):
    with pytest.raises(RuleBroken, match="no such freedom"):
        actions.ask_freedom(plan=plan, freedom="fly", reason="x", actor=amina)
    with pytest.raises(RuleBroken, match="asked for it already"):
        actions.ask_freedom(plan=plan, freedom="lead_session", reason="x", actor=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        FreedomGrant.objects.create(learner=amina, institution_id=plan.institution_id, freedom="lead_session")


def test_decision_is_the_tutors(asked, amina, tess, mair, rosa, bea):
    for person in (amina, tess, mair, rosa, bea):
        with pytest.raises(RuleBroken, match="not yours to decide"):
            actions.decide_freedom(grant=asked, allow=True, reason="x", actor=person)


def test_any_teacher_decides_for_a_learner_without_a_tutor(asked, tess, chidi, amina):
    assert waiting_for(tess) == []
    Bond.objects.filter(adult=chidi).delete()
    assert waiting_for(tess) == [asked]
    actions.decide_freedom(grant=asked, allow=True, reason="x", actor=tess)


def test_decision_keeps_the_figures_of_the_day(asked, target, amina, chidi):
    targets.check_in(target=target, level=1, reflection="It would not light.", actor=amina)
    actions.decide_freedom(grant=asked, allow=False, reason="Soon.", actor=chidi)
    first, last = asked.decisions.all()
    assert (first.figures["weeks"], last.figures["weeks"], last.figures["reflections"]) == (0, 1, 1)


def test_queues_hold_what_waits_for_this_teacher_and_no_leavers(asked, chidi, tess, amina):
    assert (waiting_for(chidi), waiting_for(tess)) == ([asked], [])
    refused = actions.decide_freedom(grant=asked, allow=False, reason="x", actor=chidi)
    actions.appeal_freedom(grant=refused, words="x", actor=amina)
    assert (waiting_for(chidi), waiting_for(tess)) == ([], [asked])
    Membership.objects.filter(user=amina).update(until_on=timezone.localdate() - timezone.timedelta(days=1))
    assert waiting_for(tess) == []


@pytest.mark.parametrize("words", ["", "   "])
def test_every_move_needs_its_reason(plan, asked, refused, amina, tess, words):
    with pytest.raises(RuleBroken, match="Say why"):
        actions.ask_freedom(plan=plan, freedom="lead_session", reason=words, actor=amina)
    with pytest.raises(RuleBroken, match="Say why"):
        actions.appeal_freedom(grant=refused, words=words, actor=amina)


def test_presets_leave_every_freedom_something_to_give_somewhere():
    given = {
        key
        for key, freedom in CATALOGUE.items()
        for cells in PRESETS.values()
        for act in freedom.acts
        if cells[act]["learner"] == "request"
    }
    assert given == set(CATALOGUE)


def test_freedom_won_by_appeal_can_be_appealed_about_again_when_it_is_taken_back(
    appealed, amina, chidi, tess, hold_talk
):
    actions.decide_appeal(grant=appealed, allow=True, reason="Paper counts.", actor=tess)
    actions.withdraw_freedom(grant=appealed, talk=hold_talk(), reason="Two could not speak.", actor=chidi)
    actions.appeal_freedom(grant=appealed, words="I asked both of them.", actor=amina)
    stays = actions.decide_appeal(grant=appealed, allow=False, reason="They say otherwise.", actor=tess)
    assert stays.state == "withdrawn"  # not "refused": it was theirs once


@pytest.mark.django_db(transaction=True)
def test_taps_at_once_ask_for_a_freedom_once(plan, amina, chidi):
    tap = partial(actions.ask_freedom, plan=plan, freedom="lead_session", reason="I have an idea.", actor=amina)
    assert count_refused(tap, tap, tap) == 2
    assert FreedomGrant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_freedom_that_is_appealed_about_and_asked_for_at_once_is_open_once(plan, refused, amina):
    ask = partial(actions.ask_freedom, plan=plan, freedom=refused.freedom, reason="Once more.", actor=amina)
    appeal = partial(actions.appeal_freedom, grant=refused, words="Look again.", actor=amina)
    assert behind(appeal, ask).messages == ["You have it, or have asked for it already."]
    assert FreedomGrant.objects.get().state == "appealed"


@pytest.mark.django_db(transaction=True)
def test_appeal_behind_a_new_request_is_told_which_one_counts(plan, refused, amina):
    ask = partial(actions.ask_freedom, plan=plan, freedom=refused.freedom, reason="Once more.", actor=amina)
    appeal = partial(actions.appeal_freedom, grant=refused, words="Look again.", actor=amina)
    assert "That request is the one that counts" in behind(ask, appeal).messages[0]
    assert sorted(FreedomGrant.objects.values_list("state", flat=True)) == ["asked", "refused"]


def test_decision_once_made_is_never_changed(refused):
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        refused.decisions.update(words="I never said no.")
    assert not refused.decisions.filter(words="I never said no.").exists()
