"""Carrying a target on into a later year: a new target there, with a way back and forth."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_bounds
from plans.targets.actions import targets
from plans.targets.actions.carrying import carry_forward, roll_on, same_day_in
from plans.targets.actions.steps import tick_step
from plans.targets.models import Plan, Target, TargetStep


@pytest.fixture
def next_plan(amina, riverside):
    return Plan.objects.create(learner=amina, institution=riverside, year=current_year() + 1)


@pytest.fixture
def stepped(plan, amina, due_on):
    target = targets.write_target(
        plan=plan, words="Play a concert", success_test="x", due_on=due_on, steps=["a", "b"], confidence=3, actor=amina
    )
    tick_step(step=TargetStep.objects.get(words="a"), is_done=True, actor=amina)
    return target


def test_target_goes_on_with_its_words_and_the_steps_that_are_left(stepped, next_plan, amina):
    new = carry_forward(target=stepped, plan=next_plan, actor=amina)
    stepped.refresh_from_db()
    assert (new.words, new.success_test, new.confidence) == ("Play a concert", "x", 3)
    assert list(new.target_steps.values_list("words", flat=True)) == ["b"]
    assert (stepped.state, stepped.closed_at is not None, new.carried_from) == ("changed", True, stepped)
    assert Event.objects.get(verb="target.carried").thing_id == new.pk


def test_target_is_carried_once_and_then_lives_there(stepped, next_plan, amina):
    carry_forward(target=stepped, plan=next_plan, actor=amina)
    with pytest.raises(RuleBroken, match="carried on already"):
        carry_forward(target=stepped, plan=next_plan, actor=amina)
    with pytest.raises(RuleBroken, match="went on in a later plan"):
        targets.set_target_state(target=stepped, state="active", actor=amina)


def test_target_is_not_carried_into_another_learners_plan_nor_back(stepped, next_plan, amina, dov, riverside):
    others = Plan.objects.create(learner=dov, institution=riverside, year=current_year() + 1)
    last = Plan.objects.create(learner=amina, institution=riverside, year=current_year() - 1)
    for plan in (others, last, stepped.plan):
        with pytest.raises(RuleBroken, match="later plan of the same learner"):
            carry_forward(target=stepped, plan=plan, actor=amina)


def test_target_is_carried_by_those_who_may_write_it(adults_may, stepped, next_plan, bea, dov, chidi, amina):
    for person in (bea, dov):
        with pytest.raises(RuleBroken, match="Only the learner"):
            carry_forward(target=stepped, plan=next_plan, actor=person)
    carry_forward(target=stepped, plan=next_plan, actor=chidi)
    event = Event.objects.get(verb="target.carried")
    assert (event.actor, event.on_behalf_of) == (chidi, amina)


def test_target_that_is_closed_or_there_already_is_not_carried(make_target, next_plan, amina):
    closed, twin = make_target("One"), make_target("Two")
    targets.set_target_state(target=closed, state="reached", actor=amina)
    with pytest.raises(RuleBroken, match="closed"):
        carry_forward(target=closed, plan=next_plan, actor=amina)
    make_target("two", in_plan=next_plan)
    with pytest.raises(RuleBroken, match="already a target with these words"):
        carry_forward(target=twin, plan=next_plan, actor=amina)


def test_target_offered_as_a_draft_goes_on_when_the_learner_puts_it_in_the_plan(
    stepped, next_plan, amina, rosa, sign_in
):
    draft = roll_on(target=stepped, plan=next_plan, actor=rosa, as_draft=True)
    assert (draft.state, Target.objects.get(pk=stepped.pk).state) == ("draft", "active")
    assert f'href="{draft.get_absolute_url()}"' not in sign_in(amina).get(stepped.get_absolute_url()).content.decode()
    with pytest.raises(RuleBroken, match="a draft of it in that plan already"):
        carry_forward(target=stepped, plan=next_plan, actor=amina)
    new = targets.write_target(
        plan=next_plan,
        words="Play two concerts",
        success_test="x",
        due_on=year_bounds(next_plan.year)[1],
        draft=draft,
        actor=amina,
    )
    assert (new.state, new.carried_from, Target.objects.get(pk=stepped.pk).state) == ("active", stepped, "changed")


def test_day_falls_where_it_did_but_not_in_the_past():
    assert same_day_in(2090, dt.date(2026, 12, 19)) == dt.date(2090, 12, 19)
    assert same_day_in(2090, dt.date(2028, 2, 29)) == dt.date(2091, 2, 28)
    assert same_day_in(2090, None) == year_bounds(2090)[1]
    assert same_day_in(2000, dt.date(1999, 12, 19)) == dt.date.today()


def test_pages_lead_from_each_to_the_other(stepped, next_plan, amina, sign_in):
    client, url = sign_in(amina), reverse("target_carry", args=[stepped.pk])
    assert url in client.get(stepped.get_absolute_url()).content.decode()
    due_on = year_bounds(next_plan.year)[0]
    response = client.post(url, {"plan": next_plan.pk, "due_on": str(due_on)})
    new = Target.objects.get(plan=next_plan)
    assert (response.status_code, response["Location"], new.due_on) == (302, new.get_absolute_url(), due_on)
    assert f'href="{new.get_absolute_url()}"' in client.get(stepped.get_absolute_url()).content.decode()
    assert f'href="{stepped.get_absolute_url()}"' in client.get(new.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [({"plan": ""}, "Pick the plan"), ({"plan": "1"}, "Pick one of these plans"), ({"due_on": "soon"}, "Write a day")],
)
def test_carrying_says_what_is_wrong(stepped, next_plan, amina, sign_in, typed, says):
    data = {"plan": next_plan.pk, "due_on": str(year_bounds(next_plan.year)[0])} | typed
    response = sign_in(amina).post(reverse("target_carry", args=[stepped.pk]), data)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert Target.objects.count() == 1


def test_carrying_without_a_later_plan_says_when_it_can_be(target, amina, sign_in):
    client, url = sign_in(amina), reverse("target_carry", args=[target.pk])
    assert "There is no later plan yet" in client.get(url).content.decode()
    assert client.post(url, {"plan": target.plan_id, "due_on": "2030-01-01"}).status_code == 200
    assert url not in client.get(target.get_absolute_url()).content.decode()
