"""Two acts on one plan or target at once, on two real connections."""

import threading

import pytest
from django.db import connection

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from plans.targets import actions
from plans.targets.models import CheckIn, Target

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts together, each on a connection of its own; returns how many were refused."""
    barrier, refused = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except RuleBroken:
            refused.append(act)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def test_two_taps_on_save_write_one_target(plan, amina, due_on):
    def tap():
        actions.write_target(plan=plan, words="Once", success_test="x", due_on=due_on, actor=amina)

    assert at_once(tap, tap, tap) == 2
    assert Target.objects.count() == 1


def test_check_in_never_lands_on_a_target_closed_meanwhile(target, amina):
    at_once(
        lambda: actions.check_in(target=target, level=3, reflection="", actor=amina),
        lambda: actions.set_target_state(target=target, state="dropped", actor=amina),
    )
    order = list(
        Event.objects.filter(thing="target", thing_id=target.pk).order_by("pk").values_list("verb", flat=True)
    )[1:]
    assert order == (["target.checked_in", "target.let_go"] if CheckIn.objects.exists() else ["target.let_go"])
