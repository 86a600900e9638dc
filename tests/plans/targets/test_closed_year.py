"""A plan whose year is closed: each act says that it is, and nothing changes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.rules import RuleBroken
from plans.targets.actions import targets
from plans.targets.actions.drafts import keep_draft, throw_draft_away
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.models import Plan, TargetStep
from plans.targets.permissions import standing_to

ACTS = {
    "write": lambda it: targets.write_target(
        plan=it["plan"], words="x", success_test="x", due_on=it["due_on"], actor=it["who"]
    ),
    "draft": lambda it: keep_draft(plan=it["plan"], words="x", actor=it["who"]),
    "throw_away": lambda it: throw_draft_away(draft=it["draft"], actor=it["who"]),
    "change": lambda it: targets.change_target(
        target=it["target"], words="x", success_test="x", due_on=it["due_on"], actor=it["who"]
    ),
    "steps": lambda it: set_steps(target=it["target"], steps=[(None, "x")], actor=it["who"]),
    "tick": lambda it: tick_step(step=it["step"], is_done=True, actor=it["who"]),
    "check_in": lambda it: targets.check_in(target=it["target"], level=3, reflection="", actor=it["who"]),
    "rate": lambda it: targets.rate(target=it["target"], level=3, comment="x", actor=it["who"]),
    "let_go": lambda it: targets.set_target_state(target=it["target"], state="dropped", actor=it["who"]),
}


@pytest.mark.parametrize("act", ACTS)
def test_closed_year_says_so(plan, target, amina, chidi, due_on, act):
    set_steps(target=target, steps=[(None, "Draw it")], actor=amina)
    draft = keep_draft(plan=plan, words="Something", actor=amina)
    Plan.objects.update(closed_at=timezone.now())
    it = {"plan": Plan.objects.get(), "target": target, "draft": draft, "due_on": due_on}
    it |= {"step": TargetStep.objects.filter(target=target).first(), "who": chidi if act == "rate" else amina}
    with pytest.raises(RuleBroken, match=r"The year .* of this plan is closed"):
        ACTS[act](it)


def test_nobody_is_led_to_answer_in_a_closed_year(plan, target, chidi, sign_in):
    assert standing_to(chidi, plan).may_rate
    Plan.objects.update(closed_at=timezone.now())
    assert not standing_to(chidi, Plan.objects.get()).may_rate
    assert sign_in(chidi).get(reverse("rate", args=[target.pk])).status_code == 403
