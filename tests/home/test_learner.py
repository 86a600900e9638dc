"""The one statement of a learner's home reads the same as the rooms do."""

import datetime as dt

import pytest

from learnplan.home.learner import LEARNER, TOGETHER, read_home
from learnplan.people.models import Bond
from learnplan.years import current_year
from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
from plans.funding.actions.promises import promise
from plans.funding.reading import Behind, behind_plan
from plans.targets.actions import targets as targets_actions
from scripts.authoring.reading import read_script
from scripts.editing.actions.branches import branch_off, choose_branch, start_script
from scripts.editing.actions.steps import add_step, set_step_done
from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkItem
from scripts.mapping.drawing import draw_mini
from scripts.offers.models import Offer, Place
from tests.watching import needs_of

TODAY = dt.date.today()


@pytest.fixture
def plan(amina, riverside):
    return targets_actions.start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)


@pytest.fixture
def targets(plan, amina, chidi):
    due_on = TODAY + dt.timedelta(days=30)
    made = [
        targets_actions.write_target(plan=plan, words=words, success_test="x", due_on=due_on, actor=amina)
        for words in ("Swim", "Sing", "Solder")
    ]
    targets_actions.check_in(target=made[0], level=3, reflection="", actor=amina)
    targets_actions.rate(target=made[0], level=2, comment="x", actor=chidi)
    targets_actions.set_target_state(target=made[1], state="reached", actor=amina)
    return made


def test_statement_keeps_every_stand_in_replaceable():
    assert all(f"%({name})s" in TOGETHER.statement for name in ("learner", "year", "day"))
    assert str(LEARNER) not in TOGETHER.statement


def test_targets_are_read_as_the_plan_reads_them(plan, targets, amina):
    read = read_home(amina, plan.year, TODAY).targets
    rows = list(plan.targets.with_answers())
    names = ("pk", "plan_id", "words", "due_on", "state", "moved_at", "closed_at", "own", "other", "is_answered")
    assert [[getattr(one, name) for name in names] for one in read] == [
        [getattr(one, name) for name in names] for one in rows
    ]


def test_plan_of_another_year_or_another_learner_is_not_read(plan, targets, amina, dov):
    assert read_home(amina, plan.year, TODAY).plan == plan
    assert read_home(amina, plan.year + 1, TODAY).plan is None
    other = read_home(dov, plan.year, TODAY)
    assert (other.plan, other.targets, other.people, other.picture, other.money) == (None, [], [], None, None)


def test_people_are_those_of_the_day(plan, amina, chidi, mair, bea):
    assert [bond.adult for bond in read_home(amina, plan.year, TODAY).people] == [chidi, bea, mair]
    Bond.objects.filter(adult=chidi).update(until_on=TODAY)
    tomorrow = TODAY + dt.timedelta(days=1)
    assert chidi in [bond.adult for bond in read_home(amina, plan.year, TODAY).people]
    assert chidi not in [bond.adult for bond in read_home(amina, plan.year, tomorrow).people]


def test_money_is_what_the_fund_says(plan, amina, northgate, riverside, rosa):
    rate = {"kind": "rate", "name": "Your year's rate", "pence": 400000}
    fund = open_fund(institution=riverside, name="Learner choice", year=plan.year, actor=rosa)
    pay_in(fund=fund, pence=1_000_000, reason="Grant", actor=rosa)
    assert read_home(amina, plan.year, TODAY).money is None
    publish(formula=draft_formula(fund=fund, components={"version": 1, "components": [rate]}, actor=rosa), actor=rosa)
    assert read_home(amina, plan.year, TODAY).money == behind_plan(plan) == Behind(400000, 0, 400000)
    promise(learner=amina, provider=northgate, year=plan.year, pence=114000, reason="Welding", actor=rosa)
    assert read_home(amina, plan.year, TODAY).money == behind_plan(plan) == Behind(400000, 114000, 286000)


def test_script_is_drawn_as_its_own_room_draws_it(amina, riverside, northgate):
    framework = Framework.objects.create(identifier="f", title="Core", case_version="1.1")
    common = CommonScript.objects.create(
        institution=riverside, framework=framework, name="The core", year=current_year(), year_group="12"
    )
    for place, title in enumerate(("GCSE maths", "GCSE English")):
        item = FrameworkItem.objects.create(
            framework=framework, identifier=title, statement=title, short=title, position=place
        )
        CommonItem.objects.create(common_script=common, item=item, position=place, is_required=True)
    script = start_script(learner=amina, actor=amina)
    trunk = script.branches.get()
    branch = branch_off(
        script=script, parent=trunk, forks_after=trunk.steps.first(), name="Water", ending="Lifeguard", actor=amina
    )
    add_step(branch=branch, title="Pool", style="community", year=current_year(), term=2, actor=amina)
    choose_branch(branch=branch, actor=amina)
    set_step_done(step=trunk.steps.first(), is_done=True, actor=amina)
    mine, theirs = read_home(amina, current_year(), TODAY).picture, read_script(script, amina)
    assert draw_mini(mine, title="x") == draw_mini(theirs, title="x")
    assert mine.script == script


def test_place_that_is_offered_waits_for_the_learner(plan, amina, northgate, riverside, chidi):
    offer = Offer.objects.create(
        provider=northgate,
        code="N1",
        title="Welding",
        style="evening",
        starts_on=TODAY,
        ends_on=TODAY,
        places=2,
        price_pence=0,
    )
    place = Place.objects.create(
        offer=offer,
        learner=amina,
        home=riverside,
        state="offered",
        price_pence=0,
        asked_by=chidi,
        moved_by=chidi,
        decide_by=TODAY,
    )
    needs = needs_of("place.")
    assert [(need.path, need.due_on) for need in needs(amina)] == [(place.get_absolute_url(), TODAY)]
    assert needs(chidi) == []
