"""Pages of contesting the core: the form's errors, the answer, and the way there from a refusal."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from scripts.contesting.actions import ask_about_core
from scripts.contesting.models import CoreRequest


@pytest.fixture
def step(trunk):
    return trunk.steps.first()


@pytest.fixture
def asked(script, step, amina):
    words = "I have my certificate already."
    return ask_about_core(script=script, common_item=step.common_item, kind="exempt", words=words, actor=amina)


def test_refusal_to_take_off_leads_to_asking(sign_in, amina, step):
    page = sign_in(amina).get(reverse("step_remove", args=[step.pk]))
    ask = reverse("core_ask", args=[step.pk])
    assert f'href="{ask}?kind=exempt"' in page.text
    chosen = re.findall(r'<input[^>]*name="kind"[^>]*checked[^>]*>', sign_in(amina).get(f"{ask}?kind=exempt").text)
    assert ["exempt" in one for one in chosen] == [True]


def test_learner_asks_and_is_led_to_the_question(sign_in, amina, rosa, step):
    page = sign_in(amina).post(reverse("core_ask", args=[step.pk]), {"kind": "exempt", "words": "I did it already."})
    asked = CoreRequest.objects.get()
    assert page.headers["Location"] == asked.get_absolute_url()
    shown = sign_in(amina).get(asked.get_absolute_url()).text
    assert "I did it already." in shown
    assert "Rosa Byrne" in shown  # who answers
    assert f'href="{asked.get_absolute_url()}"' in sign_in(amina).get(reverse("core_ask", args=[step.pk])).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": "Because."}, "Choose what you ask for."),
        ({"kind": "exempt"}, "Say why, in your own words."),
        ({"kind": "nothing", "words": "Because."}, "Choose one of these."),
        ({"kind": "style", "words": "Because."}, "Choose the way you would like to do it."),
        ({"kind": "pace", "words": "Because."}, "Choose the year you would like to do it in."),
    ],
)
def test_form_says_what_is_missing_and_keeps_the_words(sign_in, amina, step, sent, said):
    page = sign_in(amina).post(reverse("core_ask", args=[step.pk]), sent)
    assert page.status_code == 422
    assert said in page.text
    assert sent.get("words", "") in page.text
    assert CoreRequest.objects.count() == 0


def test_part_that_was_let_go_leads_back_to_the_step_with_a_word(sign_in, amina, step):
    type(step.common_item).objects.filter(pk=step.common_item_id).update(ended_at=timezone.now(), is_required=False)
    page = sign_in(amina).get(reverse("core_ask", args=[step.pk]), follow=True)
    assert page.redirect_chain == [(reverse("step_change", args=[step.pk]), 302)]
    assert "Nobody has to do this part any more" in page.text


def test_own_step_is_nothing_to_ask_about(sign_in, amina, engineering):
    from scripts.editing.actions.steps import add_step

    own = add_step(branch=engineering, title="Own", style="project", actor=amina)
    assert sign_in(amina).get(reverse("core_ask", args=[own.pk])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"answer": "Fine."}, "Say yes or no."),
        ({"allow": "yes"}, "Say something to them"),
        ({"allow": "no", "answer": "Everyone does.", "rule": ""}, "Name the rule that binds"),
    ],
)
def test_answer_says_what_is_missing(sign_in, rosa, asked, sent, said):
    page = sign_in(rosa).post(asked.get_absolute_url(), sent)
    assert page.status_code == 422
    assert said in page.text
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_answer_form_offers_the_curriculum_as_the_rule(sign_in, rosa, asked):
    assert "Core: GCSE maths" in sign_in(rosa).get(asked.get_absolute_url()).text


def test_learner_reads_the_answer_with_its_rule(sign_in, amina, rosa, asked):
    sign_in(rosa).post(asked.get_absolute_url(), {"allow": "no", "answer": "Do it online.", "rule": "Education Act"})
    assert sign_in(rosa).get(asked.get_absolute_url()).context["form"] is None  # answered once
    page = sign_in(amina).get(asked.get_absolute_url()).text
    assert "Do it online." in page
    assert "Education Act" in page
    assert "for everyone" in page  # a rule can be contested too


def test_nobody_answers_by_hand_who_may_not(sign_in, chidi, amina, asked):
    for person in (chidi, amina):
        page = sign_in(person).post(asked.get_absolute_url(), {"allow": "yes", "answer": "Fine."})
        assert page.status_code == 200
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_list_has_what_waits_for_me_first(sign_in, amina, rosa, asked, chidi):
    def shown(person):
        return [row["waits_for_me"] for row in sign_in(person).get(reverse("core_requests")).context["rows"]]

    assert (shown(rosa), shown(amina), shown(chidi)) == ([True], [False], [False])
