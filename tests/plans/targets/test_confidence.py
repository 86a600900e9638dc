"""How sure a learner is that they will get there: theirs alone to say, kept with each check-in."""

import pytest

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from plans.targets.actions import targets
from plans.targets.models import Target


def test_confidence_is_said_with_the_target_and_again_with_a_check_in(plan, amina, due_on):
    target = targets.write_target(
        plan=plan, words="Swim", success_test="A mile", due_on=due_on, confidence=2, actor=amina
    )
    made = targets.check_in(target=target, level=3, reflection="", confidence=4, actor=amina)
    targets.check_in(target=target, level=3, reflection="", actor=amina)
    assert (Target.objects.get().confidence, made.confidence) == (4, 4)
    assert Event.objects.filter(verb="target.checked_in").order_by("pk")[0].facts["confidence"] == 4


def test_confidence_is_changed_by_itself_and_the_old_is_kept(target, amina, due_on):
    same = {"target": target, "words": target.words, "success_test": target.success_test, "due_on": due_on}
    targets.change_target(**same, confidence=5, actor=amina)
    facts = Event.objects.get(verb="target.changed").facts
    assert (facts["old_confidence"], facts["confidence"]) == (None, 5)


@pytest.mark.parametrize("confidence", [0, 6])
def test_confidence_out_of_the_scale_is_refused(target, amina, confidence):
    with pytest.raises(RuleBroken, match="not sure at all"):
        targets.check_in(target=target, level=3, reflection="", confidence=confidence, actor=amina)


def test_confidence_is_never_said_by_an_adult(adults_may, plan, target, amina, chidi, due_on):
    words = {"words": "x", "success_test": "x", "due_on": due_on, "confidence": 4, "actor": chidi}
    with pytest.raises(RuleBroken, match="Only the learner can say how sure they are"):
        targets.write_target(plan=plan, **words)
    with pytest.raises(RuleBroken, match="Only the learner can say how sure they are"):
        targets.change_target(target=target, **words)
