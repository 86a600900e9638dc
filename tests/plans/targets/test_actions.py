"""Acts on plans and targets: who may, what is recorded, whom they tell, and what is refused."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_bounds
from plans.targets.actions import targets
from plans.targets.models import Plan, Target

DAY = dt.timedelta(days=1)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("words", flat=True))


def test_plan_starts_once(amina, riverside):
    first = targets.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    second = targets.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    assert first == second
    assert verbs() == ["plan.started"]


def test_plan_started_by_tutor_and_administrator_but_not_by_a_stranger(amina, dov, chidi, rosa, sam, riverside):
    for stranger in (dov, sam):
        with pytest.raises(RuleBroken, match="Only the learner"):
            targets.start_plan(learner=amina, institution=riverside, year=current_year(), actor=stranger)
    plan = targets.start_plan(learner=amina, institution=riverside, year=current_year(), actor=rosa)
    assert plan.learner == amina
    later = targets.start_plan(learner=amina, institution=riverside, year=current_year() + 1, actor=chidi)
    assert later.year == current_year() + 1


def test_plan_is_for_learners_of_the_institution_only(chidi, riverside):
    with pytest.raises(RuleBroken, match="Chidi Okafor is not a learner at Riverside Sixth Form"):
        targets.start_plan(learner=chidi, institution=riverside, year=current_year(), actor=chidi)


def test_target_is_kept_as_the_learner_wrote_it(plan, amina, due_on):
    target = targets.write_target(
        plan=plan, words="  Weld a clean corner ", success_test=" Sam cannot bend it", due_on=due_on, actor=amina
    )
    assert (target.words, target.success_test, target.state) == ("Weld a clean corner", "Sam cannot bend it", "active")
    event = Event.objects.get(verb="target.written")
    assert (event.actor, event.learner, event.on_behalf_of, event.thing_id) == (amina, amina, None, target.pk)
    assert event.facts["words"] == "Weld a clean corner"


@pytest.mark.parametrize(
    ("words", "test", "says"),
    [("  ", "x", "in your own words"), ("x", "", "how you will know"), ("x" * 301, "x", "longer than 300")],
)
def test_target_needs_words_and_a_test(plan, amina, due_on, words, test, says):
    with pytest.raises(RuleBroken, match=says):
        targets.write_target(plan=plan, words=words, success_test=test, due_on=due_on, actor=amina)
    assert Target.objects.count() == 0


def test_target_is_not_for_the_past_nor_far_beyond_the_year(plan, make_target):
    with pytest.raises(RuleBroken, match="has passed"):
        make_target(due_on=dt.date.today() - DAY)
    last = year_bounds(plan.year)[1] + dt.timedelta(days=92)
    with pytest.raises(RuleBroken, match="Pick a day up to"):
        make_target(due_on=last + DAY)
    assert make_target("today", due_on=dt.date.today()).pk
    assert make_target("last", due_on=last).pk


def test_target_belongs_in_this_years_plan(amina, riverside, make_target):
    old = Plan.objects.create(learner=amina, institution=riverside, year=current_year() - 3)
    with pytest.raises(RuleBroken, match="that year is over"):
        make_target(in_plan=old)


def test_target_of_the_same_words_is_refused_while_the_first_is_open(make_target, amina):
    first = make_target("Swim a mile")
    with pytest.raises(RuleBroken, match="already a target with these words"):
        make_target("swim a MILE")
    targets.set_target_state(target=first, state="dropped", actor=amina)
    assert make_target("Swim a mile").pk != first.pk


def test_target_written_by_a_tutor_names_both_and_tells_the_learner(set_matrix, make_target, chidi, amina):
    set_matrix("shared")
    make_target("Swim a mile", by=chidi)
    event = Event.objects.get(verb="target.written")
    assert (event.actor, event.on_behalf_of) == (chidi, amina)
    assert told(amina) == ["Chidi Okafor wrote a target down for you: “Swim a mile”."]


def test_target_is_not_written_by_carers_teachers_or_strangers(make_target, bea, rosa, sam, dov, make_user, riverside):
    teacher = make_user("Tess", "Hall", role="teacher", at=riverside)
    for person in (bea, rosa, sam, dov, teacher):
        with pytest.raises(RuleBroken, match="Only the learner"):
            make_target(by=person)


def test_advocate_without_consent_or_with_an_ended_bond_writes_nothing(make_target, make_user, riverside, amina, bond):
    new = make_user("Nia", "Rees", role="advocate", at=riverside)
    bond(amina, new, "advocate", consented=False)
    past = make_user("Pat", "Lowe", role="teacher", at=riverside)
    bond(amina, past, "tutor", from_on=dt.date(2020, 1, 1), until_on=dt.date.today() - DAY)
    for person in (new, past):
        with pytest.raises(RuleBroken):
            make_target(by=person)


def test_change_keeps_the_old_words(target, amina, due_on):
    targets.change_target(
        target=target, words="Explain any fault", success_test="Dad gets it", due_on=due_on, actor=amina
    )
    target.refresh_from_db()
    assert target.words == "Explain any fault"
    facts = Event.objects.get(verb="target.reworded").facts
    assert (facts["old_words"], facts["words"]) == ("Explain a circuit fault", "Explain any fault")


def test_change_of_the_day_alone_is_said_as_such(target, amina, due_on):
    targets.change_target(
        target=target, words=target.words, success_test=target.success_test, due_on=due_on + DAY, actor=amina
    )
    facts = Event.objects.get(verb="target.changed").facts
    assert (facts["old_due_on"], facts["due_on"]) == (str(due_on), str(due_on + DAY))


def test_change_of_nothing_and_of_a_closed_target_is_refused(target, amina):
    same = {"words": target.words, "success_test": target.success_test, "due_on": target.due_on}
    with pytest.raises(RuleBroken, match="Nothing is different"):
        targets.change_target(target=target, **same, actor=amina)
    targets.set_target_state(target=target, state="reached", actor=amina)
    with pytest.raises(RuleBroken, match="This target is closed"):
        targets.change_target(target=target, **(same | {"words": "New"}), actor=amina)


def test_change_of_words_is_possible_after_the_day_has_passed(target, amina):
    Target.objects.update(due_on=dt.date.today() - DAY)
    targets.change_target(target=target, words="New words", success_test="x", due_on=dt.date.today() - DAY, actor=amina)
    assert Target.objects.get().words == "New words"


def test_change_is_not_the_carers(target, bea, due_on):
    with pytest.raises(RuleBroken, match="not yours to change"):
        targets.change_target(target=target, words="x", success_test="x", due_on=due_on, actor=bea)


def test_check_in_is_kept_and_tells_the_tutor(target, amina, chidi, mair, bea):
    made = targets.check_in(target=target, level=3, reflection=" Nearly! ", actor=amina)
    assert (made.level, made.reflection, made.author) == (3, "Nearly!", amina)
    assert told(chidi) == ["Amina Said checked in on “Explain a circuit fault”: nearly on my own."]
    assert told(amina) == told(mair) == told(bea) == []
    assert verbs() == ["plan.started", "target.written", "target.checked_in"]


@pytest.mark.parametrize("level", [0, 6, None])
def test_check_in_out_of_the_scale_is_refused(target, amina, level):
    with pytest.raises(RuleBroken, match="one of the five answers"):
        targets.check_in(target=target, level=level, reflection="", actor=amina)


def test_check_in_is_the_learners_alone(target, chidi, mair, bea, rosa):
    for person in (chidi, mair, bea, rosa):
        with pytest.raises(RuleBroken, match="Only the learner can check in"):
            targets.check_in(target=target, level=3, reflection="", actor=person)


def test_check_in_and_rating_need_an_open_target(target, amina, chidi):
    targets.set_target_state(target=target, state="dropped", actor=amina)
    with pytest.raises(RuleBroken, match="closed"):
        targets.check_in(target=target, level=3, reflection="", actor=amina)
    with pytest.raises(RuleBroken, match="closed"):
        targets.rate(target=target, level=3, comment="x", actor=chidi)


def test_rating_stands_beside_the_check_in_and_tells_the_learner(target, amina, chidi):
    said = targets.check_in(target=target, level=4, reflection="", actor=amina)
    targets.rate(target=target, level=2, comment="Start with series circuits.", actor=chidi, check_in=said)
    target.refresh_from_db()
    assert target.state == "active"
    assert [(r.level, r.rater, r.check_in) for r in target.ratings.all()] == [(2, chidi, said)]
    assert told(amina) == ["Chidi Okafor answered you on “Explain a circuit fault”."]
    assert Event.objects.get(verb="target.rated").on_behalf_of is None


def test_rating_is_for_tutors_advocates_and_teachers(target, amina, bea, rosa, dov, mair, make_user, riverside):
    teacher = make_user("Tess", "Hall", role="teacher", at=riverside)
    for person in (amina, bea, rosa, dov):
        with pytest.raises(RuleBroken, match="Only the learner's tutor"):
            targets.rate(target=target, level=2, comment="x", actor=person)
    for person in (mair, teacher):
        assert targets.rate(target=target, level=2, comment="x", actor=person).rater == person


def test_rating_says_why_and_answers_its_own_target(make_target, amina, chidi):
    one, other = make_target("One"), make_target("Other")
    said = targets.check_in(target=one, level=4, reflection="", actor=amina)
    with pytest.raises(RuleBroken, match="Say why"):
        targets.rate(target=one, level=2, comment="  ", actor=chidi)
    with pytest.raises(RuleBroken, match="another target"):
        targets.rate(target=other, level=2, comment="x", actor=chidi, check_in=said)


def test_call_for_help_tells_tutor_and_advocate_and_never_the_actor(target, amina, chidi, mair, bea):
    targets.set_target_state(target=target, state="need_help", actor=amina)
    words = ["Amina Said asked for help with “Explain a circuit fault”."]
    assert (told(chidi), told(mair), told(amina), told(bea)) == (words, words, [], [])


def test_call_made_by_the_tutor_for_the_learner_names_both(target, amina, chidi, mair):
    targets.set_target_state(target=target, state="discuss", actor=chidi)
    event = Event.objects.get(verb="target.talk_wanted")
    assert (event.actor, event.on_behalf_of) == (chidi, amina)
    words = ["Chidi Okafor wants to talk about “Explain a circuit fault”."]
    assert (told(amina), told(mair), told(chidi)) == (words, words, [])


def test_learner_closes_and_opens_again(target, amina):
    targets.set_target_state(target=target, state="reached", actor=amina)
    target.refresh_from_db()
    assert target.closed_at is not None
    with pytest.raises(RuleBroken, match="Open it again first"):
        targets.set_target_state(target=target, state="need_help", actor=amina)
    targets.set_target_state(target=target, state="active", actor=amina)
    target.refresh_from_db()
    assert (target.state, target.closed_at) == ("active", None)
    assert verbs()[-2:] == ["target.reached", "target.reopened"]


@pytest.mark.parametrize("state", ["draft", "changed", "nonsense", "active"])
def test_target_moves_only_where_it_can(target, amina, state):
    with pytest.raises(RuleBroken):
        targets.set_target_state(target=target, state=state, actor=amina)


def test_no_rating_alone_closes_a_target(target, amina, chidi, mair):
    def reach(actor=chidi):
        targets.set_target_state(target=target, state="reached", actor=actor)

    with pytest.raises(RuleBroken, match="Your rating alone"):
        reach()
    targets.rate(target=target, level=5, comment="x", actor=chidi)
    with pytest.raises(RuleBroken, match="Your rating alone"):
        reach()
    targets.check_in(target=target, level=3, reflection="", actor=amina)
    with pytest.raises(RuleBroken, match="Your rating alone"):
        reach()
    targets.check_in(target=target, level=4, reflection="", actor=amina)
    with pytest.raises(RuleBroken, match="Your rating alone"):
        reach(mair)
    reach()
    assert Target.objects.get().state == "reached"


def test_only_the_learner_lets_go_and_opens_again(target, amina, chidi):
    with pytest.raises(RuleBroken, match="Only the learner can let go"):
        targets.set_target_state(target=target, state="dropped", actor=chidi)
    targets.set_target_state(target=target, state="dropped", actor=amina)
    with pytest.raises(RuleBroken, match="Only the learner can open"):
        targets.set_target_state(target=target, state="active", actor=chidi)


def test_carer_moves_nothing(target, bea):
    with pytest.raises(RuleBroken, match="not yours to move"):
        targets.set_target_state(target=target, state="need_help", actor=bea)
