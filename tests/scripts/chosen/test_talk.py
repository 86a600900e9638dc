"""A talk shows the learner's chosen path beside the questions, and each point of it can become a question."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.consultation.actions import agenda, outcome, talks
from plans.consultation.models import Prompt
from scripts.authoring.models import Branch
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.endings import set_asks
from scripts.editing.actions.steps import add_step
from tests.scripts.chosen.conftest import text_of

MOST = 12


@pytest.fixture
def talk(plan, chidi, amina):
    at = timezone.now() + dt.timedelta(days=1)
    return talks.book_talk(plan=plan, adult=chidi, at=at, place="Room 4", actor=amina)


@pytest.fixture
def talk_page(talk, sign_in, django_assert_max_num_queries):
    """Open the page of the talk: talk_page(chidi) gives its words, how many queries it took, and the answer."""

    def open_for(person):
        client = sign_in(person)
        with django_assert_max_num_queries(MOST) as queries:
            answer = client.get(talk.get_absolute_url())
        return text_of(answer), len(queries), answer

    return open_for


@pytest.fixture
def open_path(water, choose, amina):
    """The path over the water, with a step that nothing is picked for and an ending that asks for an interview."""
    step = add_step(branch=water, title="Sport", style="community", actor=amina)
    set_options(step=step, options=[{"title": "Rowing"}, {"title": "Judo"}], actor=amina)
    set_asks(branch=water, asks=[{"words": "An interview"}], actor=amina)
    return choose(water)


@pytest.mark.parametrize(
    ("who", "heading"), [("amina", "My chosen path Water"), ("chidi", "Amina’s chosen path Water")]
)
def test_talk_shows_the_chosen_path_to_the_two_in_it(open_path, talk_page, who, heading, request):
    said = talk_page(request.getfixturevalue(who))[0]
    assert f"{heading} 1 of 3 required parts of the common script are covered. It ends at Water for a living." in said
    assert "What comes next Pool on Tuesdays" in said
    assert "What does not fit yet" in said
    assert "“GCSE English” and “Chemistry”." in said
    assert "Still to pick Sport Rowing or Judo" in said
    assert "What the ending asks, and nothing meets yet An interview" in said


def test_talk_changes_at_once_with_another_path(open_path, engines, choose, chidi, talk_page):
    before = talk_page(chidi)
    choose(engines)
    after = talk_page(chidi)
    assert "Amina’s chosen path Engines 3 of 3 required parts" in after[0]
    assert "What comes next GCSE English" in after[0]
    assert "An interview" not in after[0]
    assert "Pool on Tuesdays" not in after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    ("about", "question"),
    [
        ("step-{step}", "What do you need for “Pool on Tuesdays”?"),
        ("pick-{pick}", "Which suits you for “Sport”: Rowing or Judo?"),
        ("ask-{ask}", "How could you get to this: An interview?"),
    ],
)
def test_adult_leads_from_the_path_to_a_question(open_path, talk, talk_page, chidi, sign_in, about, question):
    steps = list(open_path.steps.order_by("position"))
    keys = {"step": steps[0].pk, "pick": steps[1].pk, "ask": open_path.asks.get().pk}
    address = f"{reverse('prompt_new', args=[talk.pk])}?about={about.format(**keys)}"
    assert address in talk_page(chidi)[2].content.decode()
    form = sign_in(chidi).get(address).context["form"]
    assert (form["words"].value(), form["purpose"].value()) == (question, "how")
    sign_in(chidi).post(address, {"words": question, "purpose": "how"})
    assert Prompt.objects.get().words == question


def test_question_about_what_is_not_on_the_chosen_path_any_more_starts_empty(
    open_path, engines, choose, talk, amina, sign_in
):
    step = open_path.steps.order_by("position").first()
    address = f"{reverse('prompt_new', args=[talk.pk])}?about=step-{step.pk}"
    assert sign_in(amina).get(address).context["form"]["words"].value() == "What do I need for “Pool on Tuesdays”?"
    choose(engines)
    answer = sign_in(amina).get(address)
    assert answer.context["form"]["words"].value() in (None, "")
    assert "That is not on the chosen path any more." in answer.content.decode()
    assert sign_in(amina).get(address.replace("step-", "%3Cscript%3E")).context["form"]["words"].value() in (None, "")


def test_question_about_a_finding_of_the_check(open_path, talk, talk_page, chidi, sign_in):
    page = talk_page(chidi)[2].content.decode()
    address = next(part for part in page.split('"') if "?about=missing-" in part)
    asked = sign_in(chidi).get(address).context["form"]["words"].value()
    assert asked.startswith("2 required parts are not covered on this path")
    assert asked.endswith("What could we do about it?")


def test_talk_without_script_or_chosen_path_says_what_to_do(talk, amina, chidi, talk_page, request):
    assert "You have no script yet." in talk_page(amina)[0]
    assert "Amina has no script yet. You could start it together in the talk." in talk_page(chidi)[0]
    request.getfixturevalue("water")
    Branch.objects.filter(script__learner=amina).update(state=Branch.State.POSSIBLE)
    said = talk_page(chidi)[0]
    assert "No path is chosen now. Which one it could be is something to talk about." in said
    assert "Pool on Tuesdays" not in said


def test_talk_shows_the_path_to_nobody_else_and_not_afterwards(open_path, talk, talk_page, amina, chidi, bea, sign_in):
    amina.bonds.filter(adult=bea).update(sees=["script", "talks", "money"])
    assert sign_in(bea).get(talk.get_absolute_url()).status_code == 404
    assert "Pool on Tuesdays" in talk_page(chidi)[0]
    prompt = agenda.add_prompt(talk=talk, words="Why?", purpose="how", actor=amina)
    agenda.answer_prompt(prompt=prompt, words="Because.", actor=amina)
    opened = agenda.open_answers(talk=talk, actor=amina)
    summed_up = outcome.summarise(talk=opened, words="Amina knows why.", actor=chidi).talk
    outcome.agree_talk(talk=summed_up, actor=amina)
    for reader in (bea, chidi, amina):
        said = talk_page(reader)[0]
        assert ("Amina knows why." in said, "Pool on Tuesdays" in said) == (True, False)


def test_talk_costs_the_same_queries_with_more_steps(open_path, talk_page, chidi, amina):
    before = talk_page(chidi)[1]
    for title in ("Sea", "Lake"):
        add_step(branch=open_path, title=title, style="community", actor=amina)
    assert talk_page(chidi)[1] == before


def test_meeting_sheet_has_the_path_without_money_and_only_before_the_talk(
    open_path, talk, sign_in, amina, chidi, shared_out, django_assert_max_num_queries
):
    path = reverse("talk_sheet", args=[talk.pk])
    for reader in (amina, chidi):
        client = sign_in(reader)
        with django_assert_max_num_queries(MOST):
            said = text_of(client.get(path))
        assert "Amina’s chosen path: Water 1 of 3 required parts" in said
        assert "What comes next Pool on Tuesdays" in said
        assert "Still to pick Sport Rowing or Judo" in said
        assert "Ask about it" not in said
        assert "£" not in said
    talks.call_off_talk(talk=talk, words="Snow", actor=chidi)
    assert "Water" not in text_of(sign_in(amina).get(path))


def test_meeting_sheet_without_a_path_says_nothing_of_it(plan, talk, sign_in, amina):
    assert "chosen path" not in text_of(sign_in(amina).get(reverse("talk_sheet", args=[talk.pk])))
