"""Who is asked for their name: the side that has not signed what the other has, and nobody in a closed year."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.models import Plan
from plans.years.actions.signing import sign_plan, sign_purpose, write_purpose
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of
from tests.watching import needs_of

needs = needs_of("purpose.", "plan.")


def waits(person):
    return [(need.words, need.path) for need in needs(person)]


def sign(plan, person):
    return sign_plan(plan=plan, kind="agreed", digest=digest_of(sheet_of(plan, "agreed")), actor=person)


def test_tutor_is_asked_to_sign_what_the_learner_said_and_then_no_more(plan, amina, chidi, mair):
    said = write_purpose(plan=plan, words="To mend.", actor=amina)
    assert waits(chidi) == [("Amina Said said what education is for.", reverse("purpose", args=[plan.pk]))]
    assert (waits(amina), waits(mair)) == ([], [])
    sign_purpose(purpose=said, actor=chidi)
    assert waits(chidi) == []


def test_learner_is_asked_to_sign_what_was_written_for_them(plan, amina, chidi):
    said = write_purpose(plan=plan, words="To mend.", actor=chidi)
    assert [words for words, _path in waits(amina)] == ["Your tutor wrote down what education is for."]
    assert waits(chidi) == []
    sign_purpose(purpose=said, actor=amina)
    assert waits(amina) == []
    assert len(waits(chidi)) == 1


def test_advocate_is_asked_where_there_is_no_tutor(plan, amina, mair):
    write_purpose(plan=plan, words="To mend.", actor=amina)
    assert len(waits(mair)) == 1


def test_plan_signed_by_one_side_waits_for_the_other(plan, target, make_target, amina, chidi):
    sign(plan, amina)
    assert waits(chidi) == [("Amina Said signed the plan.", reverse("year", args=[plan.pk]))]
    make_target("Swim a mile")
    sign(plan, chidi)
    assert waits(chidi) == []
    assert waits(amina) == [("Your plan is signed by the other side.", reverse("year", args=[plan.pk]))]
    sign(plan, amina)
    assert (waits(amina), waits(chidi)) == ([], [])


def test_nothing_waits_in_a_closed_year(plan, target, amina, chidi):
    write_purpose(plan=plan, words="To mend.", actor=chidi)
    sign(plan, amina)
    Plan.objects.update(closed_at=dt.datetime.now(dt.UTC))
    assert (waits(amina), waits(chidi)) == ([], [])


@pytest.mark.parametrize("name", ["bea", "rosa", "sam", "dov"])
def test_others_are_asked_nothing(request, name, plan, target, amina):
    person = request.getfixturevalue(name)
    write_purpose(plan=plan, words="To mend.", actor=amina)
    sign(plan, amina)
    assert waits(person) == []


def test_learners_home_asks_the_same_and_shows_the_words(plan, target, amina, chidi, sign_in):
    write_purpose(plan=plan, words="To mend what others throw away.", actor=chidi)
    sign(plan, chidi)
    said = sign_in(amina).get(reverse("home")).content.decode()
    for words in ("To mend what others throw away.", "wrote down what education is for", "signed by the other side"):
        assert words in said
