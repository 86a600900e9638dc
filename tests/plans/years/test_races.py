"""Closing a year while somebody writes in it, on two real connections."""

import datetime as dt

import pytest
import time_machine

from learnplan.rules import RuleBroken
from plans.models import Plan
from plans.targets.actions.carrying import roll_on
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.targets import check_in, set_target_state, write_target
from plans.targets.models import Target
from plans.years.actions.signing import sign_plan
from plans.years.models import Signature
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of
from tests.races import behind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def closing(plan, target, amina, chidi):
    """The last term, when Amina has signed and Chidi's name, of what he sees now, closes the year: closing()."""
    with time_machine.travel(dt.datetime(plan.year + 1, 7, 10, 12, tzinfo=dt.UTC), tick=True):
        digest = digest_of(sheet_of(plan, "closed"))
        sign_plan(plan=plan, kind="closed", digest=digest, actor=amina)
        yield lambda: sign_plan(plan=plan, kind="closed", digest=digest, actor=chidi)


def test_year_is_not_closed_over_a_check_in_that_nobody_signed(closing, plan, target, amina):
    refused = behind(lambda: check_in(target=target, level=4, reflection="", actor=amina), closing)
    assert "The plan has changed since you opened this page" in refused.messages[0]
    plan.refresh_from_db()
    assert (plan.closed_at, Signature.objects.count()) == (None, 1)


@pytest.mark.parametrize("act", ["check in", "move"])
def test_act_on_a_target_whose_year_is_closed_meanwhile_is_refused_in_words(closing, act, target, amina):
    acts = {
        "check in": lambda: check_in(target=target, level=4, reflection="", actor=amina),
        "move": lambda: set_target_state(target=target, state="need_help", actor=amina),
    }
    refused = behind(closing, acts[act])
    assert isinstance(refused, RuleBroken)
    assert "of this plan is closed" in refused.messages[0]


def test_target_of_a_year_that_is_closed_meanwhile_rolls_on_and_stays_as_it_is(closing, plan, target, amina):
    later = Plan.objects.create(learner=amina, institution=plan.institution, year=plan.year + 1)
    new = behind(closing, lambda: roll_on(target=target, plan=later, actor=amina, as_draft=False))
    target.refresh_from_db()
    assert (new.plan, new.carried_from, new.state, target.state) == (later, target, "active", "active")


def test_draft_of_a_target_whose_year_is_closed_meanwhile_becomes_a_target(closing, plan, target, amina):
    later = Plan.objects.create(learner=amina, institution=plan.institution, year=plan.year + 1)
    draft = keep_draft(plan=later, words="Go on", actor=amina)
    Target.objects.filter(pk=draft.pk).update(carried_from=target)
    what = {"words": "Go on", "success_test": "x", "due_on": dt.date(plan.year + 2, 1, 10)}
    new = behind(closing, lambda: write_target(plan=later, draft=draft, actor=amina, **what))
    target.refresh_from_db()
    assert (new.state, target.state) == ("active", "active")
