"""An act on many and an act on one of them at once, on two real connections: one answer each, and no deadlock."""

import datetime as dt
import threading

import pytest
from django.db import connection

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from plans.asking.actions import answer_asked, ask, withdraw_asked
from plans.matrix.models import AskedFor
from plans.reviewing.actions.bulk import do_bulk, prepare_bulk
from plans.reviewing.models import BulkAct
from plans.targets.actions.rating import Answer, rate_all
from plans.targets.models import Rating, Target

pytestmark = pytest.mark.django_db(transaction=True)
DAY = str(dt.date.today() + dt.timedelta(days=40))
WISH = {"words": "Solder without a bridge", "success_test": "Ten joints", "due_on": DAY}


def at_once(*acts):
    """Run the acts together, each on a connection of its own; returns how many were refused."""
    barrier, refused, broken = threading.Barrier(len(acts)), [], []

    def run(act):
        barrier.wait()
        try:
            act()
        except RuleBroken:
            refused.append(act)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(refused)


@pytest.fixture
def asked(set_matrix, make_caseload, chidi):
    """Twenty learners each ask to write a target."""
    set_matrix("guided")
    plans = [target.plan for target in make_caseload(chidi, 20)]
    return [ask(act="target.write", plan=one, actor=one.learner, reason="I can", facts=WISH) for one in plans]


def prepared(asked, chidi, kind="allow"):
    return prepare_bulk(kind=kind, items=[{"key": one.pk} for one in asked], words="Yes", actor=chidi)


def test_many_and_one_at_once_give_each_request_one_answer(asked, chidi):
    bulk, one = prepared(asked, chidi), asked[10]
    at_once(
        lambda: do_bulk(bulk=bulk, actor=chidi),
        lambda: answer_asked(asked=one, allow=False, reason="Not yet", actor=chidi),
    )
    one.refresh_from_db()
    refused = Event.objects.filter(verb__in=["asked.allowed", "asked.refused"], thing_id=one.pk)
    assert [event.verb for event in refused] == [f"asked.{one.state}"]
    assert Target.objects.filter(plan=one.plan, words=WISH["words"]).exists() == (one.state == "allowed")
    assert AskedFor.objects.filter(state="waiting").count() == 0


def test_two_acts_on_the_same_many_in_opposite_order_never_wait_for_each_other(asked, chidi):
    yes, no = prepared(asked, chidi), prepared(asked[::-1], chidi, kind="refuse")
    at_once(lambda: do_bulk(bulk=yes, actor=chidi), lambda: do_bulk(bulk=no, actor=chidi))
    answers = Event.objects.filter(verb__in=["asked.allowed", "asked.refused"]).values_list("thing_id", flat=True)
    assert sorted(answers) == sorted(one.pk for one in asked)
    allowed = AskedFor.objects.filter(state="allowed").count()
    assert Target.objects.filter(words=WISH["words"]).count() == allowed


def test_many_are_allowed_while_one_is_taken_back(asked, chidi):
    bulk, one = prepared(asked, chidi), asked[3]
    at_once(lambda: do_bulk(bulk=bulk, actor=chidi), lambda: withdraw_asked(asked=one, actor=one.asker))
    one.refresh_from_db()
    assert Target.objects.filter(words=WISH["words"]).count() == 19 + (one.state == "allowed")


def test_two_taps_on_the_same_button_do_it_once(asked, chidi):
    bulk = prepared(asked, chidi)
    taps = [BulkAct.objects.get(pk=bulk.pk) for _tap in range(3)]
    at_once(*[lambda tap=tap: do_bulk(bulk=tap, actor=chidi) for tap in taps])
    bulk.refresh_from_db()
    assert [line["why"] for line in bulk.report] == [""] * 20
    assert Event.objects.filter(verb="target.written").count() == 20


def test_two_adults_who_answer_the_same_many_at_once_answer_each_once_or_are_told(make_caseload, chidi, mair, bond):
    targets = make_caseload(chidi, 20)
    for target in targets:
        bond(target.plan.learner, mair, "advocate")
    forth = [Answer(one.pk, 3, "Good") for one in targets]
    back = [Answer(one.pk, 4, "Well done") for one in targets[::-1]]
    at_once(
        lambda: rate_all(answers=forth, actor=chidi, only_waiting=True),
        lambda: rate_all(answers=back, actor=mair, only_waiting=True),
    )
    assert sorted(Rating.objects.values_list("target", flat=True)) == sorted(one.pk for one in targets)
    assert Rating.objects.values("rater").distinct().count() == 1
