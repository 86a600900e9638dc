"""What is asked for, answered, done and taken back."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond, Membership
from learnplan.rules import RuleBroken
from learnplan.waiting.reading import things_for
from learnplan.years import current_year
from plans.asking import actions
from plans.asking.permissions import answerers, may_answer
from plans.matrix.models import AskedFor
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.actions.desk import Desk, Doer, Wished
from plans.targets.models import Target
from plans.targets.permissions import standing_to
from tests.watching import take_in

pytestmark = pytest.mark.django_db
YES = {"allow": True, "reason": "Those are my words."}
NO = {"allow": False, "reason": "I would say it another way."}


def waiting_for(person) -> list[AskedFor]:
    """The requests that wait for this person's answer."""
    take_in()
    return list(AskedFor.objects.filter(pk__in=things_for(person, "asked.learner", "asked.adult")))


def told(person) -> list[str]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("words", flat=True))


def test_learner_answers_yes_and_it_is_done_for_the_asker(asked, plan, amina, chidi):
    assert told(amina) == ["Chidi Okafor asks to write a target: “Solder without a bridge”."]
    actions.answer_asked(asked=asked, actor=amina, **YES)
    target = plan.targets.get()
    assert (target.words, target.author) == ("Solder without a bridge", chidi)
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_by) == ("allowed", "Those are my words.", amina)
    assert told(chidi) == [
        "Amina Said said yes, and it is done: Solder without a bridge. “Those are my words.”",
    ]
    assert list(Event.objects.order_by("pk").values_list("verb", "actor__username", "on_behalf_of__username"))[-3:] == [
        ("asked.made", "chidi", None),
        ("target.written", "chidi", "amina"),
        ("asked.allowed", "amina", None),
    ]


def test_no_does_nothing_and_says_why(asked, plan, amina, chidi):
    actions.answer_asked(asked=asked, actor=amina, **NO)
    assert not plan.targets.exists()
    assert told(chidi) == ["Amina Said said no to “Solder without a bridge”. “I would say it another way.”"]


@pytest.mark.parametrize("name", ["chidi", "mair"])
def test_tutor_or_advocate_answers_the_learner(set_matrix, target, amina, request, name):
    adult = request.getfixturevalue(name)
    set_matrix("shared")
    asked = actions.ask(
        act="target.let_go", plan=target.plan, actor=amina, reason="It bores me.", facts={}, target=target
    )
    assert told(adult) == ["Amina Said asks to let go of a target: “Explain a circuit fault”."]
    actions.answer_asked(asked=asked, actor=adult, **YES)
    target.refresh_from_db()
    assert target.state == "dropped"
    assert Event.objects.get(verb="target.let_go").actor == amina


def test_change_that_was_allowed_keeps_the_old_words(target, chidi, amina, due_on):
    new = {"words": "Explain any fault", "success_test": "Dad and Bea get it", "due_on": str(due_on)}
    asked = actions.ask(
        act="target.change", plan=target.plan, actor=chidi, reason="You do more now.", facts=new, target=target
    )
    actions.answer_asked(asked=asked, actor=amina, **YES)
    target.refresh_from_db()
    assert target.words == "Explain any fault"
    assert Event.objects.get(verb="target.reworded").facts["old_words"] == "Explain a circuit fault"


def test_yes_is_refused_when_the_act_is_no_longer_possible(target, chidi, amina, due_on):
    new = {"words": "Explain any fault", "success_test": "Dad and Bea get it", "due_on": str(due_on)}
    asked = actions.ask(
        act="target.change", plan=target.plan, actor=chidi, reason="You do more now.", facts=new, target=target
    )
    targets.set_target_state(target=target, state="dropped", actor=amina)
    with pytest.raises(RuleBroken, match="This target is closed"):
        actions.answer_asked(asked=asked, actor=amina, **YES)
    asked.refresh_from_db()
    assert asked.state == "waiting"
    actions.answer_asked(asked=asked, actor=amina, **NO)


def test_yes_is_refused_once_the_bond_of_the_asker_ended(asked, amina, chidi, plan):
    Bond.objects.filter(adult=chidi).delete()
    with pytest.raises(RuleBroken, match="Only the learner, or their tutor or advocate"):
        actions.answer_asked(asked=asked, actor=amina, **YES)
    assert not plan.targets.exists()


def test_answer_is_given_once(asked, amina):
    actions.answer_asked(asked=asked, actor=amina, **NO)
    with pytest.raises(RuleBroken, match="answered already: said no"):
        actions.answer_asked(asked=asked, actor=amina, **YES)


def test_nobody_answers_themselves_or_for_the_counterpart(asked, chidi, mair, rosa, bea):
    for person in (chidi, mair, rosa, bea):
        with pytest.raises(RuleBroken, match="somebody else to answer"):
            actions.answer_asked(asked=asked, actor=person, **YES)


def test_administrator_answers_where_nobody_is_with_the_learner(set_matrix, target, amina, rosa):
    set_matrix("shared")
    asked = actions.ask(
        act="target.let_go", plan=target.plan, actor=amina, reason="It bores me.", facts={}, target=target
    )
    assert answerers(asked) == [rosa]
    assert waiting_for(rosa) == [asked]
    actions.answer_asked(asked=asked, actor=rosa, **YES)
    assert Target.objects.get().state == "dropped"


def test_administrator_does_not_answer_beside_a_tutor(set_matrix, target, amina, rosa, chidi):
    set_matrix("shared")
    asked = actions.ask(
        act="target.let_go", plan=target.plan, actor=amina, reason="It bores me.", facts={}, target=target
    )
    assert (answerers(asked), waiting_for(rosa), waiting_for(chidi)) == ([chidi], [], [asked])
    with pytest.raises(RuleBroken, match="somebody else"):
        actions.answer_asked(asked=asked, actor=rosa, **YES)


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_reasons_are_needed_on_both_sides(plan, asked, amina, chidi, facts, reason):
    with pytest.raises(RuleBroken, match="Say why"):
        actions.ask(act="target.write", plan=plan, actor=chidi, reason=reason, facts=facts | {"words": "Other"})
    with pytest.raises(RuleBroken, match="Say why"):
        actions.answer_asked(asked=asked, allow=True, reason=reason, actor=amina)


def test_same_thing_waits_once(plan, asked, chidi, facts):
    with pytest.raises(RuleBroken, match="asked for this already"):
        actions.ask(act="target.write", plan=plan, actor=chidi, reason="Again.", facts=facts)
    actions.ask(act="target.write", plan=plan, actor=chidi, reason="Another.", facts=facts | {"words": "Another"})
    assert AskedFor.objects.count() == 2


def test_one_request_about_a_target_waits_at_a_time(target, asked):
    same = {"plan": target.plan, "act": "target.change", "column": "tutor", "asker": asked.asker, "target": target}
    AskedFor.objects.create(**same, reason="One")
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedFor.objects.create(**same, reason="Two")


@pytest.mark.parametrize(
    ("name", "act", "words"),
    [
        ("amina", "target.write", "without asking"),
        ("bea", "target.write", "not yours"),
        ("dov", "target.write", "not yours"),
        ("chidi", "target.let_go", "not yours"),
        ("chidi", "target.change", "which target"),
        ("chidi", "session.lead", "cannot be asked for yet"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(plan, request, facts, name, act, words):
    actor = request.getfixturevalue(name)
    with pytest.raises(RuleBroken, match=words):
        actions.ask(act=act, plan=plan, actor=actor, reason="Please.", facts=facts)


def test_denied_act_cannot_be_asked_for(set_matrix, plan, chidi, facts):
    set_matrix("shared", {("target.write", "tutor"): "deny"})
    with pytest.raises(RuleBroken, match="An administrator there can change that rule"):
        actions.ask(act="target.write", plan=plan, actor=chidi, reason="Please.", facts=facts)


def test_target_of_another_plan_cannot_be_asked_about(target, plan, chidi, amina, riverside, due_on):
    next_plan = targets.start_plan(learner=amina, institution=riverside, year=current_year() + 1, actor=amina)
    with pytest.raises(RuleBroken, match="which target of this plan"):
        actions.ask(act="target.change", plan=next_plan, actor=chidi, reason="x", facts={}, target=target)


def test_yes_to_one_request_is_no_pass_for_another_act(asked, target, amina, chidi, due_on):
    actions.answer_asked(asked=asked, actor=amina, **YES)
    asked.refresh_from_db()
    by = Doer(chidi, standing_to(chidi, target.plan), asked)
    with pytest.raises(AskFirst):
        Desk().change(target, Wished("Mine now", "x", due_on), by)


def test_request_that_waits_is_no_pass(asked, plan, chidi, due_on):
    with pytest.raises(AskFirst):
        targets.write_target(plan=plan, words="x", success_test="y", due_on=due_on, actor=chidi, asked=asked)


def test_asker_takes_back(asked, amina, chidi):
    with pytest.raises(RuleBroken, match="Only the person who asked"):
        actions.withdraw_asked(asked=asked, actor=amina)
    actions.withdraw_asked(asked=asked, actor=chidi)
    assert waiting_for(amina) == []
    with pytest.raises(RuleBroken, match="answered already: taken back"):
        actions.answer_asked(asked=asked, actor=amina, **YES)


def test_request_of_a_leaver_is_in_no_queue(asked, amina):
    assert waiting_for(amina) == [asked]
    Membership.objects.filter(user=amina).update(until_on=timezone.localdate() - timezone.timedelta(days=1))
    assert waiting_for(amina) == []


def test_request_of_last_year_is_in_no_queue(asked, amina, plan):
    plan.year = current_year() - 1
    plan.save()
    assert waiting_for(amina) == []


def test_request_of_an_adult_whose_bond_ended_is_in_no_queue(asked, amina, chidi):
    Bond.objects.filter(adult=chidi).update(until_on=timezone.localdate() - timezone.timedelta(days=1))
    assert waiting_for(amina) == []


def test_a_learner_who_is_an_administrator_too_does_not_answer_themselves(set_matrix, target, amina, riverside):
    set_matrix("guided")
    Membership.objects.create(user=amina, institution=riverside, role="administrator", from_on=timezone.localdate())
    asked = actions.ask(act="target.let_go", plan=target.plan, actor=amina, reason="x", facts={}, target=target)
    assert (may_answer(amina, asked), waiting_for(amina)) == (False, [])
