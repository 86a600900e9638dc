"""A review made together: the learner answers first, the adult after, and both read the same report."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from plans.reviewing.actions.together import answer_together, end_together, say_together, start_together
from plans.reviewing.models import JointAnswer, JointReview
from plans.targets.actions import targets
from plans.targets.models import CheckIn, Rating


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def target(make_target):
    return make_target("Weld a clean corner")


@pytest.fixture
def review(plan, target, chidi):
    return start_together(plan=plan, adult=chidi, one_at_a_time=True, actor=chidi)


def said(review, target, person, level=4, words="I did it twice"):
    return say_together(review=review, target=target, level=level, reflection=words, actor=person)


def test_the_adult_answers_only_after_the_learner(review, target, amina, chidi):
    with pytest.raises(RuleBroken, match="The learner answers first"):
        answer_together(review=review, target=target, level=3, comment="Nearly", actor=chidi)
    own = said(review, target, amina)
    rating = answer_together(review=review, target=target, level=3, comment="Nearly", actor=chidi)
    assert (own.author, rating.check_in) == (amina, own)
    for again in (
        lambda: said(review, target, amina),
        lambda: answer_together(review=review, target=target, level=3, comment="Nearly", actor=chidi),
    ):
        with pytest.raises(RuleBroken, match=r"This is answered|You have answered"):
            again()
    with pytest.raises(IntegrityError), transaction.atomic():
        JointAnswer.objects.update(check_in=None)


def test_on_one_screen_the_adult_writes_down_what_the_learner_says_and_it_is_recorded_so(
    review, target, amina, chidi, sign_in
):
    own = said(review, target, chidi, level=5)
    event = Event.objects.get(verb="target.said_together")
    assert (own.author, event.actor, event.on_behalf_of) == (chidi, chidi, amina)
    assert amina.notices.filter(words__contains="wrote down what you said together").count() == 1
    assert "Said in a review together" in words_of(sign_in(amina).get(target.get_absolute_url()))


def test_what_an_adult_wrote_down_never_lets_them_close_the_target(review, target, amina, chidi, sign_in):
    said(review, target, chidi, level=5)
    answer_together(review=review, target=target, level=5, comment="Yes", actor=chidi)
    with pytest.raises(RuleBroken, match="Your rating alone"):
        targets.set_target_state(target=target, state="reached", actor=chidi)
    assert 'value="reached"' not in sign_in(chidi).get(target.get_absolute_url()).content.decode()
    targets.check_in(target=target, level=4, reflection="", actor=amina)
    assert targets.set_target_state(target=target, state="reached", actor=chidi).state == "reached"


def test_only_the_two_take_part(review, target, plan, mair, bea, rosa, dov, amina, chidi):
    for person in (mair, bea, rosa, dov):
        with pytest.raises(RuleBroken, match="Only the two"):
            said(review, target, person)
        with pytest.raises(RuleBroken, match="one of the two"):
            start_together(plan=plan, adult=chidi, one_at_a_time=True, actor=person)
    with pytest.raises(RuleBroken, match="The learner answers first|This answer is the adult"):  # noqa: RUF043
        answer_together(review=review, target=target, level=3, comment="x", actor=amina)
    with pytest.raises(RuleBroken, match="tutor or advocate"):
        start_together(plan=plan, adult=bea, one_at_a_time=True, actor=amina)
    Bond.objects.filter(adult=chidi).update(until_on="2020-01-01", from_on="2020-01-01")
    with pytest.raises(RuleBroken, match="Only the two"):
        said(review, target, chidi)


def test_an_open_review_goes_on_and_an_ended_one_takes_nothing(review, target, plan, amina, chidi, make_target):
    assert start_together(plan=plan, adult=chidi, one_at_a_time=False, actor=amina) == review
    with pytest.raises(RuleBroken, match="not part of the review"):
        said(review, make_target("Swim"), amina)
    end_together(review=review, actor=amina)
    end_together(review=review, actor=chidi)
    assert Event.objects.filter(verb="review.ended").count() == 1
    with pytest.raises(RuleBroken, match="This review has ended"):
        said(review, target, amina)


def test_there_is_nothing_to_review_without_an_open_target(plan, chidi):
    with pytest.raises(RuleBroken, match="no open target"):
        start_together(plan=plan, adult=chidi, one_at_a_time=True, actor=chidi)


def test_the_pages_go_through_it_on_one_screen(plan, target, make_target, chidi, sign_in):
    second = make_target("Read a wiring plan")
    client = sign_in(chidi)
    new = reverse("together_new", args=[plan.pk])
    assert client.post(new, {"how": "sideways"}).status_code == 422
    started = client.post(new, {"how": "one"})
    page = JointReview.objects.get().get_absolute_url()
    assert started.headers["Location"] == page
    text = words_of(client.get(page))
    assert "Target 1 of 2" in text
    assert "Amina: how far along am I?" in text
    assert "What have you seen?" not in text
    own = {"target": target.pk, "turn": "own", "level": "4", "reflection": "Twice"}
    wrong = client.post(page, own | {"level": ""})
    assert (wrong.status_code, "Twice</textarea>" in wrong.content.decode()) == (422, True)
    assert client.post(page, own).status_code == 302
    text = words_of(client.get(page))
    assert "Amina says 4, “on my own”" in text
    assert "What have you seen?" in text
    other = {"target": target.pk, "turn": "other", "level": "3", "comment": ""}
    assert client.post(page, other).status_code == 422
    client.post(page, other | {"comment": "Once more, faster"})
    assert "Target 2 of 2" in words_of(client.get(page))
    stale = client.post(page, other | {"comment": "Typed on another screen"}, follow=True)
    assert "This was answered meanwhile. You had typed: “Typed on another screen”" in words_of(stale)
    assert client.post(page, {"target": 0, "turn": "own", "level": "3"}).status_code == 403
    client.post(page, {"target": second.pk, "turn": "other", "level": "3", "comment": "First"})
    assert (CheckIn.objects.count(), Rating.objects.count()) == (1, 1)
    ended = client.post(reverse("together_end", args=[JointReview.objects.get().pk]), follow=True)
    assert "This is what you both said." in words_of(ended)
    assert client.get(page).headers["Location"] == reverse("plan_report", args=[plan.pk])


def test_all_targets_stand_on_one_screen_when_that_was_chosen(plan, target, make_target, amina, chidi, mair, sign_in):
    make_target("Read a wiring plan")
    client = sign_in(amina)
    new = reverse("together_new", args=[plan.pk])
    assert "Chidi Okafor" in words_of(client.get(new))
    client.post(new, {"adult": chidi.pk, "how": "all"})
    page = JointReview.objects.get().get_absolute_url()
    assert client.get(page).content.decode().count("That is my answer") == 2
    client.post(page, {"target": target.pk, "turn": "own", "level": "4", "reflection": ""})
    text = words_of(client.get(page))
    assert "Now it is Chidi Okafor’s turn, on their own screen." in text
    assert "What have you seen?" not in text
    assert sign_in(mair).get(page).status_code == 404


def report(client, plan):
    """The report itself, without the frame that names the reader."""
    html = client.get(reverse("plan_report", args=[plan.pk])).content.decode()
    return re.search(r'<div class="stack" id="report">.*</div>\s*</main>', html, re.DOTALL)[0]


def test_learner_tutor_and_advocate_read_the_same_report_word_for_word(
    plan, review, target, amina, bea, chidi, mair, rosa, sign_in
):
    said(review, target, amina)
    answer_together(review=review, target=target, level=2, comment="Not steady yet", actor=chidi)
    targets.rate(target=target, level=5, comment="She showed me", actor=mair)
    own = report(sign_in(amina), plan)
    for words in ("I did it twice", "Not steady yet", "She showed me", "Those who answered see it differently"):
        assert words in own
    for person in (chidi, mair, rosa, bea):
        assert report(sign_in(person), plan) == own
    Bond.objects.filter(adult=bea).update(sees=["targets", "check_ins"])
    seen = report(sign_in(bea), plan)
    assert "I did it twice" in seen
    assert "Not steady yet" not in seen
    Bond.objects.filter(adult=bea).update(sees=["money"])
    assert "Weld" not in report(sign_in(bea), plan)
