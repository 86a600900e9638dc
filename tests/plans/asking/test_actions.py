"""What is asked for, answered, done, taken back; and the matrix that says what has to be asked."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond, Membership
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from plans.asking import actions
from plans.asking.permissions import answerers, may_answer, waiting_for
from plans.matrix import actions as actions_matrix
from plans.matrix.models import AskedFor, Freed, Matrix
from plans.matrix.permissions import rules_of
from plans.matrix.presets import PRESETS
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.actions.desk import Desk, Doer, Wished
from plans.targets.models import Target
from plans.targets.permissions import standing_to

pytestmark = pytest.mark.django_db
YES = {"allow": True, "reason": "Those are my words."}
NO = {"allow": False, "reason": "I would say it another way."}


def told(person) -> list[str]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("words", flat=True))


def test_nothing_set_is_led_by_the_learner(plan, chidi, mair, make_target):
    make_target("My own")
    make_target("For her, by her advocate", by=mair)
    with pytest.raises(AskFirst) as refused:
        make_target("For her, by her tutor", by=chidi)
    assert refused.value.act == "target.write"
    assert refused.value.messages == [
        "At Riverside Sixth Form the tutor asks the learner first to write a target (the rule that holds until "
        "Riverside Sixth Form sets its own). Ask, and Amina answers."
    ]
    assert Target.objects.count() == 2


def test_refusal_names_the_rule_who_can_change_it_and_what_helps(set_matrix, make_target, chidi):
    set_matrix("shared", {("target.write", "tutor"): "deny"})
    with pytest.raises(RuleBroken) as refused:
        make_target(by=chidi)
    today = timezone.localdate()
    assert not isinstance(refused.value, AskFirst)
    assert refused.value.messages == [
        "At Riverside Sixth Form the tutor may not write a target (version 1, set by Rosa Byrne on "
        f"{today:%-d %b %Y}). An administrator there can change that rule. You can suggest it to Amina in a talk."
    ]


def test_learner_who_is_to_ask_is_told_whom(set_matrix, target, amina):
    set_matrix("shared")
    with pytest.raises(AskFirst, match=r"you ask first to let go of a target .*your tutor or advocate answers"):
        targets.set_target_state(target=target, state="dropped", actor=amina)


def test_asking_for_help_and_going_on_are_never_asked_about(set_matrix, target, amina):
    set_matrix("guided")
    for state in ("need_help", "discuss", "active"):
        assert targets.set_target_state(target=target, state=state, actor=amina).state == state


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
    assert list(waiting_for(rosa)) == [asked]
    actions.answer_asked(asked=asked, actor=rosa, **YES)
    assert Target.objects.get().state == "dropped"


def test_administrator_does_not_answer_beside_a_tutor(set_matrix, target, amina, rosa, chidi):
    set_matrix("shared")
    asked = actions.ask(
        act="target.let_go", plan=target.plan, actor=amina, reason="It bores me.", facts={}, target=target
    )
    assert (answerers(asked), list(waiting_for(rosa)), list(waiting_for(chidi))) == ([chidi], [], [asked])
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
    assert list(waiting_for(amina)) == []
    with pytest.raises(RuleBroken, match="answered already: taken back"):
        actions.answer_asked(asked=asked, actor=amina, **YES)


def test_request_of_a_leaver_is_in_no_queue(asked, amina):
    assert list(waiting_for(amina)) == [asked]
    Membership.objects.filter(user=amina).update(until_on=timezone.localdate() - timezone.timedelta(days=1))
    assert list(waiting_for(amina)) == []


def test_request_of_last_year_is_in_no_queue(asked, amina, plan):
    plan.year = current_year() - 1
    plan.save()
    assert list(waiting_for(amina)) == []


def test_request_of_an_adult_whose_bond_ended_is_in_no_queue(asked, amina, chidi):
    Bond.objects.filter(adult=chidi).update(until_on=timezone.localdate() - timezone.timedelta(days=1))
    assert list(waiting_for(amina)) == []


def test_freed_learner_need_not_ask(set_matrix, target, amina):
    set_matrix("guided")
    Freed.objects.create(learner=amina, act="target.let_go")
    assert targets.set_target_state(target=target, state="dropped", actor=amina).state == "dropped"


def test_freed_learner_does_not_free_the_adults(set_matrix, amina, chidi, make_target):
    Freed.objects.create(learner=amina, act="target.write")
    with pytest.raises(AskFirst):
        make_target(by=chidi)


def test_ended_freedom_frees_no_longer(set_matrix, target, amina):
    set_matrix("guided")
    Freed.objects.create(learner=amina, act="target.let_go", until_at=timezone.now())
    with pytest.raises(AskFirst):
        targets.set_target_state(target=target, state="dropped", actor=amina)


def test_rules_of_a_plan_are_one_query(plan, set_matrix, django_assert_num_queries):
    set_matrix("shared")
    set_matrix("guided", reason="Ofsted came.")
    with django_assert_num_queries(1):
        rules = rules_of(plan)
    assert (rules.version, rules.set_by, rules.cells) == (2, "Rosa Byrne", PRESETS["guided"])


def test_matrix_of_one_institution_is_not_anothers(set_matrix, dov, make_institution):
    set_matrix("guided")
    there = dov.memberships.get().institution
    plan = targets.start_plan(learner=dov, institution=there, year=current_year(), actor=dov)
    assert rules_of(plan).version == 0


def test_versions_are_kept_and_cannot_be_changed(set_matrix):
    first, second = set_matrix("shared"), set_matrix("guided")
    assert [(m.version, m.preset) for m in Matrix.objects.all()] == [(2, "guided"), (1, "shared")]
    for row in (first, second):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            Matrix.objects.filter(pk=row.pk).update(reason="Never mind.")


def test_only_an_administrator_of_the_place_sets_it(riverside, chidi, dov, amina):
    for person in (chidi, dov, amina):
        with pytest.raises(RuleBroken, match="Only an administrator of Riverside"):
            actions_matrix.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="x", actor=person)


@pytest.mark.parametrize(
    ("cells", "reason", "words"),
    [
        (PRESETS["guided"], " ", "Say why"),
        ({"target.write": {"learner": "allow"}}, "x", "Every act needs a setting"),
        (PRESETS["learner_led"], "x", "Nothing is different"),
    ],
)
def test_draft_that_cannot_hold_is_refused(riverside, rosa, cells, reason, words):
    with pytest.raises(RuleBroken, match=words):
        actions_matrix.draft_matrix(institution=riverside, cells=cells, reason=reason, actor=rosa)


def test_draft_holds_for_nobody(riverside, rosa, plan):
    actions_matrix.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="x", actor=rosa)
    assert rules_of(plan).version == 0


def test_draft_from_before_another_version_is_refused(riverside, rosa, set_matrix):
    draft = actions_matrix.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="x", actor=rosa)
    set_matrix("shared")
    with pytest.raises(RuleBroken, match="Another version was published since"):
        actions_matrix.publish_matrix(matrix=draft, actor=rosa)
    published = Matrix.objects.published().get()
    with pytest.raises(RuleBroken, match="published already"):
        actions_matrix.publish_matrix(matrix=published, actor=rosa)


def test_what_waits_lapses_when_it_need_not_be_asked_any_more(asked, set_matrix, chidi, plan):
    set_matrix("shared")
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert told(chidi) == [
        "What you asked for, “Solder without a bridge”, needs no answer any more. "
        "The rules have changed: you may do this without asking now."
    ]
    assert not plan.targets.exists()


def test_what_waits_lapses_when_it_may_not_be_done_any_more(asked, set_matrix, chidi):
    set_matrix("learner_led", {("target.write", "tutor"): "deny"}, reason="Learners write.")
    assert told(chidi) == [
        "What you asked for, “Solder without a bridge”, needs no answer any more. "
        "The rules have changed: this may not be done now. “Learners write.”"
    ]


def test_what_waits_goes_on_waiting_under_a_version_that_still_asks(asked, set_matrix):
    set_matrix("learner_led", {("talk.book", "tutor"): "request"})
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_learner_who_is_an_administrator_too_does_not_answer_themselves(set_matrix, target, amina, riverside):
    set_matrix("guided")
    Membership.objects.create(user=amina, institution=riverside, role="administrator", from_on=timezone.localdate())
    asked = actions.ask(act="target.let_go", plan=target.plan, actor=amina, reason="x", facts={}, target=target)
    assert (may_answer(amina, asked), list(waiting_for(amina))) == (False, [])
