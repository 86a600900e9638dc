"""Two answers and two requests at once, on two real connections."""

import pytest

from plans.asking import actions
from plans.matrix.models import AskedFor
from plans.targets.models import Target
from tests.races import count_refused

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
