"""Two answers and two requests at once, on two real connections."""

import copy

import pytest
from django.utils import timezone

from learnplan.rules import RuleBroken
from plans.asking import actions
from plans.evidence.actions import add_evidence, show_to
from plans.matrix import actions as actions_matrix
from plans.matrix.models import AskedFor
from plans.matrix.presets import DEFAULT, PRESETS
from plans.targets.models import Plan, Target
from tests.races import behind, count_refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_answers_at_once_count_once(set_matrix, target, amina, chidi, mair):
    set_matrix("shared")
    asked = actions.ask(
        act="target.let_go", plan=target.plan, actor=amina, reason="It bores me.", facts={}, target=target
    )
    refused = count_refused(
        lambda: actions.answer_asked(asked=asked, allow=True, reason="Fine.", actor=chidi),
        lambda: actions.answer_asked(asked=asked, allow=False, reason="Wait a week.", actor=mair),
    )
    asked.refresh_from_db()
    target.refresh_from_db()
    assert refused == 1
    assert (asked.state, target.state) in [("allowed", "dropped"), ("refused", "active")]


def test_yes_and_taking_back_at_once_are_one_of_them(asked, amina, chidi):
    refused = count_refused(
        lambda: actions.answer_asked(asked=asked, allow=True, reason="Fine.", actor=amina),
        lambda: actions.withdraw_asked(asked=asked, actor=chidi),
    )
    asked.refresh_from_db()
    assert refused == 1
    assert (asked.state, Target.objects.count()) in [("allowed", 1), ("withdrawn", 0)]


def test_two_taps_on_ask_ask_once(plan, chidi, facts):
    def tap():
        actions.ask(act="target.write", plan=plan, actor=chidi, reason="You said so.", facts=facts)

    assert count_refused(tap, tap, tap) == 2
    assert AskedFor.objects.count() == 1


@pytest.fixture
def publish_free(riverside, rosa):
    """Publish rules by which tutors write targets without asking: publish_free()."""
    cells = copy.deepcopy(PRESETS[DEFAULT])
    cells["target.write"]["tutor"] = "allow"
    draft = actions_matrix.draft_matrix(institution=riverside, cells=cells, reason="We trust them.", actor=rosa)
    return lambda: actions_matrix.publish_matrix(matrix=draft, actor=rosa)


def test_nothing_is_asked_by_rules_that_change_meanwhile(publish_free, plan, chidi, facts):
    how = {"act": "target.write", "plan": plan, "actor": chidi, "reason": "You said so.", "facts": facts}
    refused = behind(publish_free, lambda: actions.ask(**how))
    assert isinstance(refused, RuleBroken)
    assert refused.messages == ["You may do this without asking."]
    assert not AskedFor.objects.exists()


def test_what_is_being_asked_when_the_rules_change_lapses(publish_free, plan, chidi, facts):
    how = {"act": "target.write", "plan": plan, "actor": chidi, "reason": "You said so.", "facts": facts}
    behind(lambda: actions.ask(**how), publish_free)
    assert AskedFor.objects.get().state == "lapsed"


def test_rules_wait_for_an_answer_and_not_for_each_other(publish_free, asked, amina):
    published = behind(lambda: actions.answer_asked(asked=asked, allow=True, reason="Fine.", actor=amina), publish_free)
    asked.refresh_from_db()
    assert (published.version, asked.state) == (1, "allowed")


def test_nothing_is_asked_in_a_year_that_is_closed_meanwhile(plan, chidi, facts):
    how = {"act": "target.write", "plan": plan, "actor": chidi, "reason": "You said so.", "facts": facts}
    refused = behind(lambda: Plan.objects.update(closed_at=timezone.now()), lambda: actions.ask(**how))
    assert isinstance(refused, RuleBroken)
    assert "is closed" in refused.messages[0]


def test_yes_to_showing_keeps_what_the_learner_takes_away_meanwhile(set_matrix, plan, amina, bea, chidi):
    piece = add_evidence(learner=amina, kind="text", title="Song", words="La", actor=amina)
    set_matrix("guided")
    facts = {"evidence": piece.pk, "kinds": ["tutor", "advocate"], "adults": [bea.pk], "before": ["tutor", "advocate"]}
    asked = actions.ask(act="evidence.share", plan=plan, actor=amina, reason="She asked.", facts=facts)
    behind(
        lambda: show_to(evidence=piece, kinds=["tutor"], actor=amina),
        lambda: actions.answer_asked(asked=asked, allow=True, reason="Fine.", actor=chidi),
    )
    assert set(piece.shares.values_list("kind", "adult")) == {("tutor", None), ("", bea.pk)}
