"""Pages of targets in full: what each form says when it is refused, and what a reader is shown before a change."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from plans.targets.actions import targets
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.steps import set_steps
from plans.targets.models import Target, TargetStep
from plans.targets.versions import wording_of


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def page(name, *args):
    return reverse(name, args=args)


def hidden(response, name):
    """The value of a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


@pytest.fixture
def typed(due_on):
    return {"words": "Speak up", "success_test": "Three times in a week", "due_on": due_on.isoformat()}


def test_new_target_takes_steps_and_confidence(plan, amina, sign_in, typed):
    more = {"step_1": "Once in maths", "step_3": "Once in history", "confidence": "2"}
    sign_in(amina).post(page("target_new", plan.pk), typed | more)
    target = Target.objects.get()
    assert (target.confidence, target.state) == (2, "active")
    assert list(TargetStep.objects.values_list("position", "words")) == [(1, "Once in maths"), (2, "Once in history")]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"step_1": "x" * 151}, "at most 150 characters"),
        ({"step_1": "Ask", "step_2": "ask"}, "Two of the steps are the same"),
        ({"confidence": "9"}, "Select a valid choice"),
    ],
)
def test_new_target_says_what_is_wrong_with_steps_and_confidence(plan, amina, sign_in, typed, more, says):
    response = sign_in(amina).post(page("target_new", plan.pk), typed | more)
    assert response.status_code == 422
    assert says in words_of(response)
    assert '<details class="fold" open>' in response.content.decode()
    assert Target.objects.count() == 0


def test_new_target_asks_an_adult_nothing_about_confidence(plan, chidi, sign_in):
    html = sign_in(chidi).get(page("target_new", plan.pk)).content.decode()
    assert 'name="step_1"' in html
    assert 'name="confidence"' not in html


def test_hints_are_given_without_saving_and_without_stopping(plan, amina, sign_in, typed):
    client, url = sign_in(amina), page("target_new", plan.pk)
    poor = typed | {"words": "Maths"}
    response = client.post(url, poor | {"look": "1"})
    assert (response.status_code, Target.objects.count()) == (200, 0)
    assert "What will you do?" in words_of(response)
    assert ">\nMaths</textarea>" in response.content.decode()
    response = client.post(url, poor, follow=True)
    assert Target.objects.get().words == "Maths"
    assert "A thought, to take or leave" in words_of(response)
    response = client.post(url, typed | {"look": "1"})
    assert "that is a good target" in words_of(response)


def test_hints_are_for_half_a_target_too(plan, amina, sign_in):
    response = sign_in(amina).post(page("target_new", plan.pk), {"words": "Maths", "look": "1"})
    assert response.status_code == 200
    assert "What will you do?" in words_of(response)


def test_draft_is_kept_finished_and_thrown_away_from_its_page(plan, amina, sign_in, typed):
    client = sign_in(amina)
    response = client.post(page("target_new", plan.pk), {"words": "Something", "keep": "1"}, follow=True)
    assert "Something" in words_of(response)
    draft = Target.objects.get()
    url = page("target_draft", draft.pk)
    assert client.get(draft.get_absolute_url())["Location"] == url
    shown = client.get(url)
    response = client.post(url, typed | {"seen": hidden(shown, "seen")})
    assert response["Location"] == draft.get_absolute_url()
    assert Target.objects.get().state == "active"
    assert client.get(url)["Location"] == draft.get_absolute_url()
    other = keep_draft(plan=plan, words="Another", actor=amina)
    client.post(page("target_draft", other.pk), {"throw_away": "1"})
    assert not Target.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [({"words": "", "keep": "1"}, "Write what you are aiming for"), ({"words": "x"}, "how you will know")],
)
def test_draft_says_what_is_wrong(plan, amina, sign_in, data, says):
    draft = keep_draft(plan=plan, words="Something", actor=amina)
    response = sign_in(amina).post(page("target_draft", draft.pk), data)
    assert response.status_code == 422
    assert says in words_of(response)


def test_draft_changed_in_another_window_is_said_and_nothing_typed_is_lost(plan, amina, sign_in):
    draft = keep_draft(plan=plan, words="Something", actor=amina)
    client, url = sign_in(amina), page("target_draft", draft.pk)
    seen = hidden(client.get(url), "seen")
    client.post(url, {"words": "Build a stool", "seen": seen, "keep": "1"})
    response = client.post(url, {"words": "Build a bench", "seen": seen, "keep": "1"})
    assert response.status_code == 422
    said = words_of(response)
    assert "Build a stool" in said
    assert "Build a bench" in said


def test_steps_are_written_moved_and_taken_out_without_javascript(target, amina, sign_in):
    client, url = sign_in(amina), page("target_steps", target.pk)
    client.post(url, {"step_1": "Draw it", "step_2": "Say it", "seen": hidden(client.get(url), "seen")})
    draw, say = TargetStep.objects.order_by("position")
    rows = {"key_1": draw.pk, "step_1": "Draw it twice", "key_2": say.pk, "step_2": "Say it"}
    response = client.post(url, rows | {"seen": hidden(client.get(url), "seen"), "move": "up-2"})
    assert response["Location"] == url
    assert list(TargetStep.objects.values_list("pk", "words")) == [(say.pk, "Say it"), (draw.pk, "Draw it twice")]
    client.post(page("target_step", draw.pk), {"done": "yes"})
    said = words_of(client.get(target.get_absolute_url()))
    assert "Steps 1 of 2 done" in said
    client.post(url, {"key_1": say.pk, "step_1": "", "key_2": draw.pk, "step_2": "Draw it twice"})
    assert [(step.words, step.done_at is not None) for step in TargetStep.objects.all()] == [("Draw it twice", True)]


def test_steps_page_says_what_is_wrong_and_keeps_what_was_typed(target, amina, sign_in):
    response = sign_in(amina).post(page("target_steps", target.pk), {"step_1": "Ask", "step_2": "ask"})
    assert response.status_code == 422
    assert "Two of the steps are the same" in words_of(response)
    assert 'value="Ask"' in response.content.decode()


def test_steps_changed_by_two_are_shown_side_by_side_and_can_be_put_together(target, amina, chidi, sign_in, adults_may):
    client, url = sign_in(amina), page("target_steps", target.pk)
    seen = hidden(client.get(url), "seen")
    set_steps(target=target, steps=[(None, "Theirs")], actor=chidi)
    response = client.post(url, {"step_1": "Mine", "seen": seen})
    assert response.status_code == 422
    said = words_of(response)
    assert said.index("What you wrote Mine") < said.index("What is there now Theirs")
    client.post(url, {"step_1": "Mine", "step_2": "Theirs", "seen": hidden(response, "seen")})
    assert list(TargetStep.objects.values_list("words", flat=True)) == ["Mine", "Theirs"]


def test_step_of_another_learner_is_not_there(target, amina, chidi, dov, sign_in):
    set_steps(target=target, steps=[(None, "Draw it")], actor=amina)
    url = page("target_step", TargetStep.objects.get().pk)
    assert sign_in(dov).post(url, {"done": "yes"}).status_code == 404
    assert TargetStep.objects.get().done_at is None


@pytest.fixture
def stale(target, amina, chidi, due_on, sign_in, adults_may):
    """Amina's form was opened, Chidi changed the test, and Amina sends new words: the answer she gets."""
    client, url = sign_in(amina), page("target_change", target.pk)
    seen = hidden(client.get(url), "seen")
    later = due_on + dt.timedelta(days=3)
    targets.change_target(
        target=target, words=target.words, success_test="Two people get it", due_on=later, actor=chidi
    )
    mine = {"words": "Explain any fault", "success_test": "Dad gets it", "due_on": due_on.isoformat(), "seen": seen}
    return client.post(url, mine | {"confidence": "4"})


def forms_of(response):
    """The fields of each form of a page that posts, as they would be sent untouched."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    found = []
    for form in re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', main, flags=re.S):
        fields = dict(re.findall(r'<input type="(?:hidden|date)" name="(\w+)" value="([^"]*)"', form))
        fields |= {name: text.strip() for name, text in re.findall(r'name="(\w+)"[^>]*>([^<]*)</textarea>', form)}
        found.append({name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"})
    return found


def test_second_editor_sees_both_versions_and_nothing_is_saved_yet(stale, target):
    assert stale.status_code == 422
    said = words_of(stale)
    assert "Chidi Okafor changed this target while you were writing. Nothing is lost" in said
    mine, theirs = said.index("What you wrote"), said.index("What Chidi Okafor wrote")
    assert mine < said.index("Explain any fault") < theirs < said.index("Two people get it")
    assert "You changed different things" in said
    assert Target.objects.get().words == "Explain a circuit fault"


def test_second_editor_keeps_theirs_own_or_both_without_javascript(stale, target, due_on, client):
    url = page("target_change", target.pk)
    mine, both = forms_of(stale)
    assert f'href="{target.get_absolute_url()}"' in stale.content.decode()
    later = due_on + dt.timedelta(days=3)
    assert (both["words"], both["success_test"], both["due_on"]) == (
        "Explain any fault",
        "Two people get it",
        str(later),
    )
    assert client.post(url, both | {"confidence": "4"}).status_code == 302
    kept = Target.objects.get()
    assert (kept.words, kept.success_test, kept.due_on, kept.confidence) == (
        "Explain any fault",
        "Two people get it",
        later,
        4,
    )
    assert client.post(url, mine).status_code == 422  # somebody saved meanwhile: asked again, not overwritten


def test_second_editor_saves_their_own_and_the_other_stays_in_the_history(stale, target, due_on, client):
    mine, _both = forms_of(stale)
    assert client.post(page("target_change", target.pk), mine).status_code == 302
    kept = Target.objects.get()
    assert (kept.words, kept.success_test, kept.confidence) == ("Explain any fault", "Dad gets it", 4)
    assert "Two people get it" in words_of(client.get(page("target_history", target.pk)))


def test_change_of_a_target_closed_meanwhile_keeps_what_was_typed(target, amina, sign_in, typed):
    targets.set_target_state(target=target, state="reached", actor=amina)
    response = sign_in(amina).post(page("target_change", target.pk), typed)
    assert response.status_code == 422
    assert "This target is closed" in words_of(response)
    assert "Three times in a week" in response.content.decode()


def test_letting_go_shows_what_hangs_on_it_and_keeps_why(target, amina, sign_in):
    targets.check_in(target=target, level=2, reflection="", actor=amina)
    client, url = sign_in(amina), page("target_let_go", target.pk)
    said = words_of(client.get(url))
    assert said.index("1 check-in is about it.") < said.index("Why?")
    response = client.post(url, {"reason": "I would rather weld."})
    assert response["Location"] == target.get_absolute_url()
    assert Target.objects.get().state == "dropped"
    assert "I would rather weld." in words_of(client.get(page("target_history", target.pk)))
    assert client.get(url)["Location"] == target.get_absolute_url()


def test_letting_go_says_what_is_wrong(target, amina, sign_in):
    response = sign_in(amina).post(page("target_let_go", target.pk), {"reason": "x" * 301})
    assert response.status_code == 422
    assert "at most 300 characters" in words_of(response)
    assert Target.objects.get().state == "active"


def test_letting_go_by_the_old_button_leads_to_what_hangs_on_it_first(target, amina, sign_in):
    response = sign_in(amina).post(page("target_state", target.pk), {"state": "dropped"})
    assert response["Location"] == page("target_let_go", target.pk)
    assert Target.objects.get().state == "active"


def test_check_in_says_how_sure(target, amina, sign_in):
    client = sign_in(amina)
    client.post(page("check_in", target.pk), {"level": "3", "confidence": "5", "reflection": "It works."})
    said = words_of(client.get(target.get_absolute_url()))
    assert "How sure I am to get there 5 of 5: sure I will" in said
    assert "To get there: sure I will" in said


def test_history_of_a_target_costs_the_same_with_one_and_three_changes(
    target, amina, sign_in, django_assert_num_queries
):
    client, url = sign_in(amina), page("target_history", target.pk)

    def change(words):
        now = wording_of(Target.objects.get())
        targets.change_target(target=target, words=words, success_test=now.success_test, due_on=now.due_on, actor=amina)

    change("One")
    with django_assert_num_queries(5):
        client.get(url)
    change("Two")
    change("Three")
    with django_assert_num_queries(5):
        said = words_of(client.get(url))
    assert said.index("The words before Two after Three") < said.index("The words before One after Two")


def test_link_to_the_steps_is_not_shown_to_an_adult_who_would_have_to_ask(target, amina, chidi, sign_in):
    set_steps(target=target, steps=[(None, "Draw it")], actor=amina)
    url = page("target_steps", target.pk)
    shown = [url in sign_in(who).get(target.get_absolute_url()).content.decode() for who in (amina, chidi)]
    assert shown == [True, False]
    response = sign_in(chidi).post(url, {"step_1": "Mine"})
    assert response.status_code == 422
    assert "Ask to change a target" in words_of(response)
