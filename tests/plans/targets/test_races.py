"""Two acts on one plan or target at once, on two real connections."""

import pytest

from learnplan.events.models import Event
from plans.targets.actions import targets
from plans.targets.models import CheckIn, Target
from tests.races import count_refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_taps_on_save_write_one_target(plan, amina, due_on):
    def tap():
        targets.write_target(plan=plan, words="Once", success_test="x", due_on=due_on, actor=amina)

    assert count_refused(tap, tap, tap) == 2
    assert Target.objects.count() == 1


def test_check_in_never_lands_on_a_target_closed_meanwhile(target, amina):
    count_refused(
        lambda: targets.check_in(target=target, level=3, reflection="", actor=amina),
        lambda: targets.set_target_state(target=target, state="dropped", actor=amina),
    )
    order = list(
        Event.objects.filter(thing="target", thing_id=target.pk).order_by("pk").values_list("verb", flat=True)
    )[1:]
    assert order == (["target.checked_in", "target.let_go"] if CheckIn.objects.exists() else ["target.let_go"])
