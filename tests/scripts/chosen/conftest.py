"""Amina's script with two paths to choose from, each with an offer of its own, and money behind her plan."""

import datetime as dt
import re

import pytest

from learnplan.years import current_year, year_bounds

FIRST, LAST = year_bounds(current_year())


def text_of(response):
    """Return the main part of a page as its reader meets it: tags out, spaces one."""
    content = response.content.decode()
    words = re.sub(r"<[^>]+>", " ", content[content.index('id="main"') :])
    return re.sub(r"\s+", " ", words).strip()


@pytest.fixture
def items(riverside):
    """The items of a common script for Amina's cohort, by title; all but the last are required."""
    from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkItem

    framework = Framework.objects.create(identifier="f", title="Core", case_version="1.1")
    common = CommonScript.objects.create(
        institution=riverside, framework=framework, name="The core", year=current_year(), year_group="12"
    )
    made = {}
    for place, title in enumerate(("GCSE maths", "GCSE English", "Chemistry", "Study skills")):
        made[title] = FrameworkItem.objects.create(
            framework=framework, identifier=title, statement=title, short=title, position=place
        )
        CommonItem.objects.create(common_script=common, item=made[title], position=place, is_required=place < 3)
    return made


@pytest.fixture
def make_offer(northgate, riverside, sam):
    """Put up an offer of Northgate's for this year that Riverside's learners can take up: make_offer("Sailing")."""
    from scripts.models import Agreement
    from scripts.offers.actions import make_offer

    Agreement.objects.create(provider=northgate, home=riverside, from_on=dt.date(2020, 9, 1))

    def make(title, **changes):
        fields = {"code": title, "title": title, "style": "workplace", "starts_on": FIRST, "ends_on": LAST}
        return make_offer(provider=northgate, actor=sam, **fields | {"places": 3, "price_pence": 30_000} | changes)

    return make


@pytest.fixture
def script(items, amina):
    from scripts.editing.actions.branches import start_script

    return start_script(learner=amina, actor=amina)


@pytest.fixture
def make_path(script, amina):
    """Write a branch with one step on it that takes up an offer: make_path("Water", after, "Pool", offer)."""
    from scripts.editing.actions.branches import branch_off
    from scripts.editing.actions.steps import add_step

    def make(name, after, step, offer=None, **more):
        trunk = script.branches.get(parent=None)
        how = {"script": script, "parent": trunk, "forks_after": after, "name": name, "ending": f"{name} for a living"}
        branch = branch_off(**how, actor=amina)
        add_step(branch=branch, title=step, style="workplace", year=current_year(), term=2, offer=offer, actor=amina)
        return branch

    return make


@pytest.fixture
def water(make_path, script, make_offer, amina):
    """A path that leaves after the first step, which is done: English and chemistry are lost on it."""
    from scripts.editing.actions.steps import set_step_done

    first = script.branches.get(parent=None).steps.first()
    set_step_done(step=first, is_done=True, actor=amina)
    return make_path("Water", first, "Pool on Tuesdays", make_offer("Lifeguard training"))


@pytest.fixture
def engines(make_path, script, make_offer):
    """A path that leaves after the last step: nothing is lost on it."""
    last = script.branches.get(parent=None).steps.last()
    return make_path("Engines", last, "Workshop week", make_offer("Level 3 Engineering", price_pence=114_000))


@pytest.fixture
def choose(amina):
    """Choose a path as Amina: choose(water)."""
    from scripts.editing.actions.branches import choose_branch

    def make(branch):
        return choose_branch(branch=branch, actor=amina)

    return make


@pytest.fixture
def plan(amina, riverside):
    from plans.targets.actions.targets import start_plan

    return start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)


@pytest.fixture
def shared_out(plan, riverside, rosa):
    """Amina's entitlement of £1,000, shared out."""
    from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish

    fund = open_fund(institution=riverside, name="Choice fund", year=current_year(), actor=rosa)
    pay_in(fund=fund, pence=100_000, reason="Grant", actor=rosa)
    components = {"version": 1, "components": [{"kind": "rate", "name": "For everyone", "pence": 100_000}]}
    publish(formula=draft_formula(fund=fund, components=components, actor=rosa), actor=rosa)
    return plan.entitlements.get()


@pytest.fixture
def take_place(amina, chidi, sam):
    """Take a place on an offer, so that its price is promised: take_place(offer)."""
    from scripts.places.actions import ask_place, move_place

    def take(offer, step=None):
        place = ask_place(offer=offer, learner=amina, step=step, actor=chidi)
        place = move_place(move="offer", place=place, decide_by=dt.date.today() + dt.timedelta(days=9), actor=sam)
        return move_place(move="accept", place=place, actor=amina)

    return take
