"""Who may do what: drafted, published, freed of, and checked where it is done."""

import pytest
from django.db import transaction
from django.utils import timezone

from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from plans.matrix import actions
from plans.matrix.models import Freed, Matrix
from plans.matrix.permissions import rules_of
from plans.matrix.presets import PRESETS
from plans.matrix.rules import AskFirst
from plans.targets.actions import targets
from plans.targets.models import Target

pytestmark = pytest.mark.django_db


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
            actions.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="x", actor=person)


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
        actions.draft_matrix(institution=riverside, cells=cells, reason=reason, actor=rosa)


def test_draft_holds_for_nobody(riverside, rosa, plan):
    actions.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="x", actor=rosa)
    assert rules_of(plan).version == 0


def test_draft_from_before_another_version_is_refused(riverside, rosa, set_matrix):
    draft = actions.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="x", actor=rosa)
    set_matrix("shared")
    with pytest.raises(RuleBroken, match="Another version was published since"):
        actions.publish_matrix(matrix=draft, actor=rosa)
    published = Matrix.objects.published().get()
    with pytest.raises(RuleBroken, match="published already"):
        actions.publish_matrix(matrix=published, actor=rosa)


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
