"""The pages of asking: asking first, answering, taking back, and the buttons that lead there."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.people.models import Bond
from plans.asking import actions
from plans.matrix.models import AskedFor
from plans.targets.actions.steps import set_steps
from plans.targets.actions.targets import change_target, start_plan

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    """The page from its main part on: spaces one, and none beside a tag."""
    text = response.content.decode()
    return re.sub(r" ?(<[^>]*>) ?", r"\1", " ".join(text[text.index("<main") :].split()))


def test_tutor_asks_and_learner_answers_on_their_pages(plan, facts, chidi, amina, sign_in):
    url = reverse("ask", args=[plan.pk, "target.write"])
    said = words_of(sign_in(chidi).get(url))
    assert "Ask to write a target" in said
    sent = sign_in(chidi).post(url, facts | {"reason": "You said so on Monday."})
    asked = AskedFor.objects.get()
    assert sent["Location"] == asked.get_absolute_url()
    said = words_of(sign_in(amina).get(asked.get_absolute_url()))
    assert "You said so on Monday." in said
    assert "Solder without a bridge" in said
    sign_in(amina).post(asked.get_absolute_url(), {"allow": "yes", "reason": "My words."})
    assert plan.targets.get().words == "Solder without a bridge"
    said = words_of(sign_in(chidi).get(asked.get_absolute_url()))
    assert "Said yes" in said
    assert "My words." in said


@pytest.mark.parametrize(
    ("missing", "error"),
    [("words", "Write what you are aiming for"), ("due_on", "Pick a day"), ("reason", "Say why, in a sentence.")],
)
def test_asking_form_says_what_is_wrong(plan, facts, chidi, sign_in, missing, error):
    given = facts | {"reason": "You said so."}
    del given[missing]
    response = sign_in(chidi).post(reverse("ask", args=[plan.pk, "target.write"]), given)
    assert response.status_code == 422
    assert error in words_of(response)
    assert not AskedFor.objects.exists()


def test_asking_twice_is_refused_on_the_form(plan, asked, facts, chidi, sign_in):
    response = sign_in(chidi).post(reverse("ask", args=[plan.pk, "target.write"]), facts | {"reason": "Again."})
    assert response.status_code == 422
    assert "You have asked for this already" in words_of(response)


@pytest.mark.parametrize(
    ("given", "error"), [({"reason": "x"}, "Say yes or no."), ({"allow": "no"}, "Say why, in a sentence.")]
)
def test_answer_form_says_what_is_wrong(asked, amina, sign_in, given, error):
    response = sign_in(amina).post(asked.get_absolute_url(), given)
    assert response.status_code == 422
    assert error in words_of(response)
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_answer_that_cannot_be_done_is_said_on_the_form(asked, amina, make_target, sign_in):
    make_target("Solder without a bridge")
    response = sign_in(amina).post(asked.get_absolute_url(), {"allow": "yes", "reason": "Fine."})
    assert response.status_code == 422
    assert "already a target with these words" in words_of(response)
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_who_need_not_ask_is_led_to_the_act(plan, target, amina, sign_in):
    client = sign_in(amina)
    assert client.get(reverse("ask", args=[plan.pk, "target.write"]))["Location"] == reverse(
        "target_new", args=[plan.pk]
    )
    url = reverse("ask", args=[plan.pk, "target.let_go"])
    assert client.get(url, {"target": target.pk})["Location"] == target.get_absolute_url()


def test_who_may_not_is_told_the_rule(set_matrix, plan, chidi, sign_in):
    set_matrix("shared", {("target.write", "tutor"): "deny"})
    response = sign_in(chidi).get(reverse("ask", args=[plan.pk, "target.write"]))
    assert response.status_code == 403
    assert "An administrator there can change that rule" in response.content.decode()


def test_change_is_shown_old_beside_new(target, chidi, amina, due_on, sign_in):
    url = reverse("ask", args=[target.plan_id, "target.change"]) + f"?target={target.pk}"
    form = sign_in(chidi).get(url).context["form"]
    assert form.initial["words"] == "Explain a circuit fault"
    given = {"words": "Explain any fault", "success_test": "Dad gets it", "due_on": str(due_on), "reason": "You can."}
    sign_in(chidi).post(url, given)
    said = words_of(sign_in(amina).get(AskedFor.objects.get().get_absolute_url()))
    assert "<del>Explain a circuit fault</del><ins>Explain any fault</ins>" in said


def test_change_that_was_overtaken_is_not_done_over_the_other(target, chidi, amina, due_on, sign_in):
    url = reverse("ask", args=[target.plan_id, "target.change"]) + f"?target={target.pk}"
    given = {"words": "Explain any fault", "success_test": "Dad gets it", "due_on": str(due_on), "reason": "You can."}
    sign_in(chidi).post(url, given)
    change_target(target=target, words="Mine", success_test="Dad gets it", due_on=due_on, actor=amina)
    response = sign_in(amina).post(AskedFor.objects.get().get_absolute_url(), {"allow": "yes", "reason": "Fine."})
    assert response.status_code == 422
    target.refresh_from_db()
    assert target.words == "Mine"


def test_asker_takes_it_back_on_its_page(asked, chidi, amina, sign_in):
    assert sign_in(amina).post(reverse("asked_withdraw", args=[asked.pk])).status_code == 403
    sign_in(chidi).post(reverse("asked_withdraw", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert "Take it back" not in words_of(sign_in(chidi).get(asked.get_absolute_url()))


def test_request_needs_the_one_who_answers(asked, amina, chidi, sign_in):
    assert "Chidi Okafor asks to write a target" in words_of(sign_in(amina).get("/"))
    assert "asks to write a target" not in words_of(sign_in(chidi).get("/"))


def test_what_was_asked_is_for_those_with_the_learner(asked, dov, bea, sam, rosa, mair, sign_in):
    answers = {user: sign_in(user).get(asked.get_absolute_url()).status_code for user in (dov, bea, sam, rosa, mair)}
    assert answers == {dov: 404, bea: 404, sam: 404, rosa: 200, mair: 200}


def test_buttons_ask_where_it_has_to_be_asked(set_matrix, target, amina, chidi, sign_in):
    url = target.get_absolute_url()
    said = words_of(sign_in(amina).get(url))
    assert "Let go of it" in said
    assert "Ask to let go of a target" not in said
    said = words_of(sign_in(chidi).get(url))
    assert "Ask to change a target" in said
    assert reverse("target_change", args=[target.pk]) not in said
    set_matrix("guided")
    said = words_of(sign_in(amina).get(url))
    assert "Ask to let go of a target" in said
    assert "Ask to say that a target is reached" in said
    assert "Ask to write a target" in words_of(sign_in(amina).get(target.plan.get_absolute_url()))


def test_denied_act_says_why_in_place_of_its_button(set_matrix, plan, chidi, sign_in):
    set_matrix("shared", {("target.write", "tutor"): "deny"})
    said = words_of(sign_in(chidi).get(plan.get_absolute_url()))
    assert "Write a target: not here" in said
    assert "An administrator there can change that rule" in said


def test_plan_and_target_show_what_waits_to_those_concerned(target, asked, amina, chidi, bea, rosa, sign_in):
    url = target.plan.get_absolute_url()
    for person in (amina, chidi, rosa):
        said = words_of(sign_in(person).get(url))
        assert "Chidi Okafor asks to write a target" in said
        assert "Solder without a bridge" in said
    assert "Solder" not in words_of(sign_in(bea).get(url))
    assert "Waiting for a yes or no" not in words_of(sign_in(amina).get(target.get_absolute_url()))


def test_nothing_typed_is_lost_when_it_turns_out_to_need_asking(plan, chidi, facts, sign_in):
    response = sign_in(chidi).post(reverse("target_new", args=[plan.pk]), facts | {"step_1": "Buy a pen"})
    assert response.status_code == 422
    said = words_of(response)
    assert "Ask to write a target" in said
    assert 'value="Buy a pen"' in said
    assert "Solder without a bridge" in said
    sent = {**facts, "step_1": "Buy a pen", "reason": "You said so."}
    sign_in(chidi).post(reverse("ask", args=[plan.pk, "target.write"]), sent)
    assert AskedFor.objects.get().facts == facts | {"steps": ["Buy a pen"]}


def test_steps_come_along_when_it_is_allowed(plan, chidi, amina, facts):
    made = actions.ask(
        act="target.write", plan=plan, actor=chidi, reason="x", facts=facts | {"steps": ["Buy a pen", "Practise"]}
    )
    actions.answer_asked(asked=made, allow=True, reason="Fine.", actor=amina)
    assert [step.words for step in plan.targets.get().target_steps.all()] == ["Buy a pen", "Practise"]


def test_moving_a_target_leads_to_asking(set_matrix, target, amina, sign_in):
    set_matrix("shared")
    sent = sign_in(amina).post(reverse("target_state", args=[target.pk]), {"state": "reached"})
    assert sent["Location"] == reverse("ask", args=[target.plan_id, "target.reach"]) + f"?target={target.pk}"
    sent = sign_in(amina).post(reverse("target_let_go", args=[target.pk]), {"reason": "It bores me."})
    assert sent.status_code == 422
    assert "It bores me." in words_of(sent)


def test_tutor_asks_to_carry_a_target_on(target, chidi, amina, riverside, sign_in):
    later = start_plan(learner=amina, institution=riverside, year=target.plan.year + 1, actor=amina)
    url = reverse("ask", args=[target.plan_id, "target.carry"]) + f"?target={target.pk}"
    form = sign_in(chidi).get(url).context["form"]
    assert form.initial["plan"] == later.pk
    given = {"plan": later.pk, "due_on": str(form.initial["due_on"]), "reason": "It is worth another year."}
    sent = sign_in(chidi).post(url, given)
    assert sent.status_code == 302, words_of(sent)
    sign_in(amina).post(AskedFor.objects.get().get_absolute_url(), {"allow": "yes", "reason": "Yes."})
    assert later.targets.get().carried_from == target


def test_asker_who_is_no_longer_with_the_learner_reads_nothing_more(asked, chidi, sign_in):
    assert sign_in(chidi).get(asked.get_absolute_url()).status_code == 200
    Bond.objects.filter(adult=chidi).update(until_on=timezone.localdate() - timezone.timedelta(days=1))
    assert sign_in(chidi).get(asked.get_absolute_url()).status_code == 404


def test_steps_that_have_to_be_asked_for_come_along_and_are_put_there_by_the_yes(target, chidi, amina, sign_in):
    sent = sign_in(chidi).post(reverse("target_steps", args=[target.pk]), {"step_1": "Buy a pen", "step_2": "Practise"})
    assert sent.status_code == 422
    form = sent.context["form"]
    assert form["steps"].value() == "Buy a pen\nPractise"
    given = {name: form[name].value() for name in ("words", "success_test", "due_on", "seen", "steps")}
    too_many = given | {"steps": "\n".join("abcdef"), "reason": "x"}
    assert "Five steps are the most" in words_of(sign_in(chidi).post(sent.context["asks_at"], too_many))
    sign_in(chidi).post(sent.context["asks_at"], given | {"reason": "You said so."})
    asked = AskedFor.objects.get()
    assert "Buy a pen, Practise" in words_of(sign_in(amina).get(asked.get_absolute_url()))
    sign_in(amina).post(asked.get_absolute_url(), {"allow": "yes", "reason": "Fine."})
    assert [step.words for step in target.target_steps.all()] == ["Buy a pen", "Practise"]


def test_taking_the_last_step_out_can_be_asked_for_too(target, chidi, amina, sign_in):
    set_steps(target=target, steps=[(None, "Buy a pen")], actor=amina)
    sent = sign_in(chidi).post(reverse("target_steps", args=[target.pk]), {"step_1": ""})
    form = sent.context["form"]
    given = {name: form[name].value() for name in ("words", "success_test", "due_on", "seen", "steps")}
    sign_in(chidi).post(sent.context["asks_at"], given | {"reason": "You have one."})
    asked = AskedFor.objects.get()
    assert "<dt>Steps</dt><dd>none</dd>" in words_of(sign_in(amina).get(asked.get_absolute_url()))
    sign_in(amina).post(asked.get_absolute_url(), {"allow": "yes", "reason": "True."})
    assert target.target_steps.count() == 0
