"""Taking a version, starting a script and answering at once, on two real connections."""

import pytest
from django.db import connection, transaction

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from scripts.editing.actions.branches import start_script
from scripts.proposals.actions import answer_proposal
from scripts.proposals.models import ProposalAnswer
from scripts.proposals.reading import parts_of
from tests.races import TIMES, at_once, behind
from tests.scripts.proposals.conftest import part, take_all, titles, told
from tests.watching import needs_of, take_in

needs = needs_of("proposal.")

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_answers_at_once_are_one(taking, script, amina, chidi):
    new = part(taking, script, "add").taken
    found = at_once(
        lambda: answer_proposal(script=script, taking=taking, declined={}, actor=amina),
        lambda: answer_proposal(script=script, taking=taking, declined={new.pk: "Not now."}, actor=chidi),
    )
    refused = [one for one in found if isinstance(one, RuleBroken)]
    assert [one.messages[0] for one in refused] == ["This was answered already. Nothing more is needed."]
    answer = ProposalAnswer.objects.get()
    assert (answer.parts.count(), Event.objects.filter(verb="proposal.answered").count()) == (3, 1)
    assert titles(script) == (["A", "B", "D"] if answer.answered_by == amina else ["A", "B"])
    assert list(script.branches.get(parent=None).steps.values_list("position", flat=True)) in ([0, 1, 2], [0, 1])


def test_version_taken_while_a_learner_answers_is_offered_after_it(taking, script, bring_in, rosa, amina):
    bring_in(A="Add", B="Lend")
    at_once(
        lambda: answer_proposal(script=script, taking=taking, declined={}, actor=amina),
        lambda: take_all(script.common_script, rosa),
    )
    answered = ProposalAnswer.objects.get().parts.filter(taken_item__kind="add")
    has_new = "D" in titles(script)
    assert [one.is_accepted for one in answered] == [True] * has_new
    second = script.common_script.takings.order_by("pk").last()
    assert second != taking
    offered = sorted((each.taken.kind, each.taken.name) for each in parts_of(second, script))
    assert offered == [("end", "D")] * has_new + [("reword", "B")]
    answer_proposal(script=script, taking=second, declined={}, actor=amina)
    assert titles(script) == ["A", "B"]


def test_script_that_is_started_while_a_version_is_taken_misses_nothing(script, bring_in, rosa, make_learner):
    old = {"A": "Add", "B": "Borrow", "C": "Count"}
    for number in range(TIMES):
        learner, code = make_learner(f"late{number}"), f"D{number:03}"
        bring_in(**old, **{code: "Divide"})
        new, taking = at_once(
            lambda learner=learner: start_script(learner=learner, actor=learner),
            lambda: take_all(script.common_script, rosa),
        )
        offered = [each.taken.name for each in parts_of(taking, new)]
        assert (titles(new), offered, len(needs(learner)), len(told(learner, "common_script.took"))) in (
            ([*old, code], [], 0, 0),
            ([*old], [code], 1, 1),
        ), number
        old[code] = "Divide"


def test_script_started_behind_a_version_that_is_being_taken_has_what_is_new(script, bring_in, rosa, make_learner):
    learner = make_learner("late")
    bring_in(A="Add", B="Lend", D="Divide")
    new = behind(lambda: take_all(script.common_script, rosa), lambda: start_script(learner=learner, actor=learner))
    assert (titles(new), needs(learner), told(learner, "common_script.took")) == (["A", "B", "D"], [], [])


def test_version_taken_behind_a_script_that_is_being_started_is_offered_and_told(script, bring_in, rosa, make_learner):
    learner = make_learner("late")
    bring_in(A="Add", B="Lend", D="Divide")
    taking = behind(lambda: start_script(learner=learner, actor=learner), lambda: take_all(script.common_script, rosa))
    offered = [(each.taken.kind, each.taken.name) for each in parts_of(taking, learner.script)]
    assert titles(learner.script) == ["A", "B", "C"]
    assert offered == [("reword", "B"), ("add", "D"), ("end", "C")]
    assert (len(needs(learner)), len(told(learner, "common_script.took"))) == (1, 1)


def test_class_that_starts_together_does_not_wait_for_each_other(script, make_learner):
    first, second = make_learner("first"), make_learner("second")

    def start_second():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        return start_script(learner=second, actor=second)

    take_in()
    with transaction.atomic():
        start_script(learner=first, actor=first)
        (started,) = at_once(start_second)
    assert started.learner == second


def test_answer_behind_a_version_that_is_being_taken_leaves_out_what_that_overtakes(
    taking, script, bring_in, rosa, amina
):
    bring_in(A="Add", B="Lend")
    behind(
        lambda: take_all(script.common_script, rosa),
        lambda: answer_proposal(script=script, taking=taking, declined={}, actor=amina),
    )
    assert titles(script) == ["A", "B"]
    parts = ProposalAnswer.objects.get().parts.values_list("taken_item__kind", "is_accepted")
    assert list(parts) == [("end", True)]
