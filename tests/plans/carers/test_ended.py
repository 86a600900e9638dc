"""An adult whose bond has ended is told since when, kindly, sees nothing else, and keeps what they typed."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from learnplan.people.models import Bond
from plans.carers.models import Encouragement
from plans.targets.models import Rating

TODAY = dt.date.today()
ENDED = TODAY - dt.timedelta(days=3)
KIND_WORDS = "You are no longer with Amina Said"


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def target(make_target):
    return make_target("Weld a clean corner")


@pytest.fixture
def ended(target, amina, bea, chidi, mair):
    """The bonds of everyone with Amina ended three days ago."""
    Bond.objects.filter(learner=amina).update(until_on=ENDED)


def test_a_carer_is_told_since_when_and_nothing_of_the_plan(ended, target, bea, sign_in):
    for page in (target.get_absolute_url(), target.plan.get_absolute_url(), reverse("money", args=[target.plan_id])):
        answer = sign_in(bea).get(page)
        text = words_of(answer)
        assert answer.status_code == 404
        assert KIND_WORDS in text
        assert f"Since {date_format(ENDED + dt.timedelta(days=1), 'j F Y')} you are not their carer any more" in text
        assert "Weld" not in text


def test_a_person_page_and_a_refused_form_are_answered_alike(ended, target, amina, bea, chidi, sign_in):
    assert KIND_WORDS in words_of(sign_in(bea).get(reverse("person", args=[amina.pk])))
    answer = sign_in(chidi).get(reverse("target_new", args=[target.plan_id]))
    assert (answer.status_code, KIND_WORDS in words_of(answer)) == (403, True)
    assert "not their tutor any more" in words_of(answer)


def test_what_was_typed_is_given_back_and_not_kept(ended, target, bea, mair, sign_in):
    said = 'I am proud of "this"\nand of you <b>too</b>'
    answer = sign_in(bea).post(reverse("encouragement_new", args=[target.plan_id]), {"words": said})
    assert answer.status_code == 404
    assert "I am proud of &quot;this&quot;\nand of you &lt;b&gt;too&lt;/b&gt;</textarea>" in answer.content.decode()
    assert not Encouragement.objects.exists()
    mair.memberships.all().delete()
    answer = sign_in(mair).post(reverse("rate", args=[target.pk]), {"level": "3", "comment": "Nearly there"})
    assert "Nearly there</textarea>" in answer.content.decode()
    assert ">3</textarea>" not in answer.content.decode()
    assert not Rating.objects.exists()


def test_nobody_else_learns_that_there_is_a_learner(
    ended, target, dov, sam, make_user, riverside, bond, amina, sign_in
):
    never = make_user("Nia", "Rees", role="carer", at=riverside)
    bond(target.plan.learner, never, "carer", consented=False, until_on=ENDED)
    for person in (dov, sam, never):
        answer = sign_in(person).get(target.get_absolute_url())
        assert answer.status_code == 404
        assert "Amina" not in words_of(answer)
    assert "We cannot find that page" in words_of(sign_in(dov).get("/plans/targets/999999/"))


def test_who_is_with_the_learner_again_reads_the_usual_words(ended, target, amina, bea, bond, sign_in):
    bond(amina, bea, "carer", sees=[], from_on=TODAY)
    answer = sign_in(bea).get(target.get_absolute_url())
    assert answer.status_code == 404
    assert KIND_WORDS not in words_of(answer)


def test_a_refused_part_stays_a_short_answer(ended, target, bea, sign_in):
    answer = sign_in(bea).get(target.get_absolute_url(), headers={"HX-Request": "true"})
    assert (answer.status_code, KIND_WORDS in words_of(answer)) == (404, False)
