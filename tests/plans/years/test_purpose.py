"""What education is for: whose words they are, which version a name stands under, and what is kept."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from plans.targets.actions.targets import start_plan
from plans.years.actions.signing import sign_purpose, write_purpose
from plans.years.models import PurposeSignature
from plans.years.views.year import compare

HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }} =cmd()"


@pytest.fixture
def purpose(plan, amina):
    return write_purpose(plan=plan, words="To mend what others throw away.", actor=amina)


def names(purpose):
    return list(purpose.signatures.values_list("user__given_name", "role"))


def test_learners_own_words_are_signed_by_them_at_once_and_their_tutor_is_told(chidi, mair, purpose):
    assert (purpose.version, names(purpose)) == (1, [("Amina", "learner")])
    assert list(Notice.objects.values_list("recipient", "path")) == [(chidi.pk, purpose.get_absolute_url())]


def test_advocate_is_told_where_there_is_no_tutor(plan, amina, mair):
    write_purpose(plan=plan, words="To sail.", actor=amina)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [mair.pk]


def test_tutor_writes_for_the_learner_whose_name_it_then_waits_for(plan, amina, chidi):
    made = write_purpose(plan=plan, words="To sail.", actor=chidi)
    assert names(made) == []
    event = Event.objects.get(verb="purpose.written")
    assert (event.actor, event.on_behalf_of, event.facts) == (chidi, amina, {"version": 1})
    sign_purpose(purpose=made, actor=amina)
    assert names(made) == [("Amina", "learner")]


def test_new_words_are_a_new_version_that_nobody_else_has_signed(purpose, plan, amina, chidi):
    sign_purpose(purpose=purpose, actor=chidi)
    second = write_purpose(plan=plan, words="To build.", actor=amina)
    assert [(one.version, one.words) for one in plan.purposes.all()] == [
        (2, "To build."),
        (1, "To mend what others throw away."),
    ]
    assert (names(purpose), names(second)) == (
        [("Amina", "learner"), ("Chidi", "tutor")],
        [("Amina", "learner")],
    )


def test_older_version_cannot_be_signed_any_more(purpose, plan, amina, chidi):
    write_purpose(plan=plan, words="To build.", actor=amina)
    with pytest.raises(RuleBroken, match="newer version"):
        sign_purpose(purpose=purpose, actor=chidi)


def test_version_is_signed_once_by_each(purpose, amina, chidi):
    sign_purpose(purpose=purpose, actor=chidi)
    for person in (amina, chidi):
        with pytest.raises(RuleBroken, match="already"):
            sign_purpose(purpose=purpose, actor=person)


@pytest.mark.parametrize("name", ["bea", "rosa", "sam", "dov"])
def test_others_neither_write_nor_sign(request, name, purpose, plan):
    person = request.getfixturevalue(name)
    with pytest.raises(RuleBroken):
        write_purpose(plan=plan, words="To obey.", actor=person)
    with pytest.raises(RuleBroken):
        sign_purpose(purpose=purpose, actor=person)
    assert (plan.purposes.count(), names(purpose)) == (1, [("Amina", "learner")])


@pytest.mark.parametrize("words", ["", " \n ", "a" * 1501])
def test_nothing_or_too_much_is_refused(plan, amina, words):
    with pytest.raises(RuleBroken):
        write_purpose(plan=plan, words=words, actor=amina)


def test_same_words_are_no_new_version(purpose, plan, amina):
    with pytest.raises(RuleBroken, match="different"):
        write_purpose(plan=plan, words=purpose.words, actor=amina)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_keeps_words_and_names(purpose, change):
    for rows in (purpose.plan.purposes.all(), PurposeSignature.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(at="2000-01-01T00:00Z") if change == "update" else rows.delete()


def test_page_shows_old_words_and_compares_them(purpose, plan, amina, chidi, sign_in):
    write_purpose(plan=plan, words="To mend what nobody wants.", actor=amina)
    said = sign_in(chidi).get(reverse("purpose", args=[plan.pk]), {"with": "1"}).content.decode()
    assert "To mend what others throw away." in said
    assert "To mend what <del>others throw away.</del><ins>nobody wants.</ins>" in said
    assert "Sign version 2" in said


def test_page_escapes_what_was_said(plan, amina, sign_in):
    write_purpose(plan=plan, words=HOSTILE, actor=amina)
    write_purpose(plan=plan, words=f"{HOSTILE}!", actor=amina)
    said = sign_in(amina).get(reverse("purpose", args=[plan.pk]), {"with": "1"}).content.decode()
    assert "<script>alert" not in said
    assert said.count("&lt;script&gt;") >= 3
    assert "{{ 7|add:7 }}" in said


def test_page_signs_exactly_the_version_that_was_read(purpose, plan, amina, chidi, sign_in):
    second = write_purpose(plan=plan, words="To build.", actor=amina)
    client, url = sign_in(chidi), reverse("purpose_sign", args=[plan.pk])
    answer = client.post(url, {"version": "1"}, follow=True)
    assert "There is a newer version of this." in answer.content.decode()
    client.post(url, {"version": "2"})
    assert (names(purpose), names(second)) == (
        [("Amina", "learner")],
        [("Amina", "learner"), ("Chidi", "tutor")],
    )
    assert [client.post(url, {"version": bad}).status_code for bad in ("", "9", "x", "²")] == [404] * 4


def test_form_says_what_is_missing(plan, amina, sign_in):
    answer = sign_in(amina).post(reverse("purpose_change", args=[plan.pk]), {"words": " "})
    assert answer.status_code == 422
    assert "Write what education is for, in your own words." in answer.content.decode()


def test_form_starts_with_what_was_said_last_year(purpose, plan, amina, riverside, sign_in):
    amina.memberships.update(from_on="2020-09-01")
    new = start_plan(learner=amina, institution=riverside, year=current_year() + 1, actor=amina)
    said = sign_in(amina).get(reverse("purpose_change", args=[new.pk])).content.decode()
    assert "To mend what others throw away.</textarea>" in said
    assert new.purposes.count() == 0


@pytest.mark.parametrize(("old", "new"), [("", ""), ("a b", ""), ("a b\nc", "a  c"), ("x", "x y")])
def test_comparison_holds_both_texts_whole(old, new):
    pieces = compare(old, new)
    assert "".join(piece.words for piece in pieces if piece.mark != "ins") == old
    assert "".join(piece.words for piece in pieces if piece.mark != "del") == new
