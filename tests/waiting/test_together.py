"""Acts at the same moment, on real connections, and acts that come to nothing: what waits is what should wait."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from learnplan.notices.models import Notice
from learnplan.notices.tasks import deliver_waiting
from learnplan.people.models import Institution, User
from learnplan.people.roster.loading import load
from learnplan.waiting.models import Waiting
from plans.asking.actions import answer_asked, ask
from plans.consultation.actions.outcome import answer_need
from plans.funding.actions.funds import publish
from plans.targets.actions.targets import rate, set_target_state, start_plan
from plans.targets.models import Target
from scripts.authoring.models import Step
from scripts.editing.actions.branches import choose_branch
from scripts.editing.actions.steps import add_step
from scripts.offers.actions import close_offer
from scripts.offers.models import Agreement, Offer, Place
from scripts.places.actions import ask_place
from tests.people.roster.conftest import cells, small_roster, write_roster
from tests.plans.funding.conftest import components, formula, fund, year
from tests.races import TIMES, WAITING, at_once, behind

__all__ = ["components", "formula", "fund", "small_roster", "write_roster", "year"]

pytestmark = pytest.mark.django_db(transaction=True)

UNMET = "Your talk showed that you need this: “Someone new to explain things to”."


@pytest.fixture
def apart(need, target, amina):
    """Two acts that together leave a need without a target: it is tied to one, and that one is let go."""
    return (
        lambda: answer_need(need=need, target=target, actor=amina),
        lambda: set_target_state(target=target, state="dropped", actor=amina),
    )


@pytest.mark.parametrize("order", [1, -1])
def test_need_that_is_tied_to_a_target_while_that_is_let_go_waits_again(apart, order, amina, waits):
    assert UNMET in waits(amina)
    first, second = apart[::order]
    behind(first, second)
    assert UNMET in waits(amina)


@pytest.fixture
def taking_up(engineering, make_offer, amina, sam):
    """An offer is closed while a learner takes it up on the chosen path."""
    offer = make_offer()
    choose_branch(branch=engineering, actor=amina)
    return (
        lambda: add_step(branch=engineering, style="workplace", offer=offer, actor=amina),
        lambda: close_offer(offer=offer, actor=sam),
    )


@pytest.mark.parametrize("order", [1, -1])
def test_offer_that_is_taken_up_while_it_is_closed_is_not_asked_for(taking_up, order, chidi, waits):
    first, second = taking_up[::order]
    behind(first, second)
    assert [words for words in waits(chidi) if "chose" in words] == []


@pytest.mark.parametrize("order", [1, -1])
def test_step_that_takes_up_an_offer_while_its_place_is_asked_for_waits_for_nobody(
    order, taking_up, make_offer, amina, chidi, waits
):
    taking_up[0]()
    assert "Amina Said chose Level 3 Engineering." in waits(chidi)
    offer, step = Offer.objects.get(), Step.objects.exclude(offer=None).get()
    other = make_offer("Welding")
    first, second = (
        lambda: ask_place(offer=other, learner=amina, actor=chidi),
        lambda: add_step(branch=step.branch, style="workplace", offer=other, actor=amina),
    )[::order]
    behind(first, second)
    assert Step.objects.filter(offer=other).exists()
    assert Place.objects.filter(offer=other).exists()
    assert [words for words in waits(chidi) if "chose" in words] == [f"Amina Said chose {offer}."]


def test_two_adults_who_answer_one_call_at_once_leave_it_to_nobody(target, amina, chidi, mair, waits):
    for _time in range(TIMES):
        set_target_state(target=target, state="need_help", actor=amina)
        assert len(waits(chidi)) == len(waits(mair)) == 1
        at_once(*(lambda by=by: rate(target=target, level=2, comment="Come by", actor=by) for by in (chidi, mair)))
        assert (waits(chidi), waits(mair)) == ([], [])
        assert waits(amina) == ["You have an answer on “Explain a circuit fault”."]
        set_target_state(target=target, state="active", actor=amina)


def test_yes_and_no_to_one_request_at_once_leave_it_to_nobody(plan, facts, set_matrix, amina, chidi, mair, waits):
    set_matrix("guided")
    asked = ask(act="target.write", plan=plan, actor=amina, reason="I want to", facts=facts)
    assert len(waits(chidi)) == len(waits(mair)) == 1
    at_once(
        lambda: answer_asked(asked=asked, allow=True, reason="Yes", actor=chidi),
        lambda: answer_asked(asked=asked, allow=False, reason="No", actor=mair),
    )
    assert (waits(chidi), waits(mair)) == ([], [])


@pytest.fixture
def beginners(make_user, riverside):
    """Learners at Riverside who can start a plan."""
    return [make_user(f"Learner{n}", "New", role="learner", at=riverside) for n in range(4)]


def test_plans_that_start_at_once_are_counted_together(beginners, plan, formula, riverside, rosa, year, waits):
    publish(formula=formula, actor=rosa)
    assert waits(rosa) == []
    at_once(
        *(lambda who=who: start_plan(learner=who, institution=riverside, year=year, actor=who) for who in beginners)
    )
    assert waits(rosa) == ["4 learners have a plan and no share of “Learner choice”."]


@pytest.mark.parametrize("order", [1, -1])
def test_plan_that_starts_while_the_fund_is_shared_out_has_its_share_or_is_counted(
    order, beginners, plan, formula, riverside, rosa, year, waits
):
    late = beginners[0]
    first, second = (
        lambda: publish(formula=formula, actor=rosa),
        lambda: start_plan(learner=late, institution=riverside, year=year, actor=late),
    )[::order]
    behind(first, second)
    counted = ["1 learner has a plan and no share of “Learner choice”."]
    assert waits(rosa) == ([] if late.plans.get().entitlements.exists() else counted)


@pytest.mark.parametrize("order", [1, -1])
def test_place_that_is_asked_for_while_its_learner_leaves_waits_for_the_office(
    order, small_roster, make_offer, chidi, waits, make_user, northgate
):
    users = [cells("users", "uma", familyName="Ng")]
    load(small_roster(users=users), dry_run=False)
    hillside = Institution.objects.get(sourced_id="o1")
    Agreement.objects.create(provider=northgate, home=hillside, from_on="2020-09-01")
    office, offer = make_user("Olu", "Ade", role="administrator", at=hillside), make_offer()
    users = [cells("users", "uma", familyName="Ng", status="tobedeleted")]
    gone = small_roster("gone", mode="delta", orgs=[], users=users)
    first, second = (
        lambda: ask_place(offer=offer, learner=User.objects.get(username="uma"), actor=chidi),
        lambda: load(gone, dry_run=False),
    )[::order]
    behind(first, second)
    assert waits(office) == [
        "Uma Ng has left, and still has a place on Level 3 Engineering at Northgate College.",
    ]


def test_act_that_is_rolled_back_leaves_nothing_that_waits(target, amina, chidi, waits):
    with transaction.atomic():
        set_target_state(target=target, state="need_help", actor=amina)
        assert len(waits(chidi)) == 1
        transaction.set_rollback(True)
    assert waits(chidi) == []


def test_worker_that_is_killed_within_an_act_leaves_all_as_it_was(target, amina, chidi, waits):
    said = []

    def act():
        try:
            set_target_state(target=target, state="need_help", actor=amina)
        except OperationalError as error:
            said.append(str(error))
        finally:
            connection.close()

    worker = threading.Thread(target=act)
    with transaction.atomic(), connection.cursor() as cursor:
        Target.objects.select_for_update().get(pk=target.pk)
        worker.start()
        while worker.is_alive():
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM ({WAITING.replace('SELECT', 'SELECT pid')}) killed")
            time.sleep(0.01)
    worker.join()
    assert "terminating connection" in said[0]
    assert (waits(chidi), Notice.objects.count()) == ([], 0)
    set_target_state(target=target, state="need_help", actor=amina)
    assert (len(waits(chidi)), Notice.objects.filter(recipient=chidi).count()) == (1, 1)


def test_worker_that_is_killed_between_act_and_notice_leaves_what_waits_and_the_clock_tells(
    target, amina, chidi, waits, settings, tmp_path
):
    settings.MAIL_FOLDER, settings.MAILERS = tmp_path, {"default": {"BACKEND": "learnplan.notices.mail.OneFileEach"}}

    def die():
        raise SystemExit

    @transaction.atomic
    def act_and_die():
        transaction.on_commit(die)  # before what the act leaves to be done after it
        set_target_state(target=target, state="need_help", actor=amina)

    with pytest.raises(SystemExit):
        act_and_die()
    assert (len(waits(chidi)), list(tmp_path.iterdir())) == (1, [])
    rows = list(Waiting.objects.values())
    for _run in range(2):
        deliver_waiting()
        assert len(list(tmp_path.iterdir())) == 1
    assert list(Waiting.objects.values()) == rows
