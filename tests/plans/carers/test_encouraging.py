"""A few kind words from a carer: to the learner alone, who can put them away."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond, Membership
from learnplan.rules import RuleBroken
from plans.carers.actions import encourage, put_away
from plans.carers.models import Encouragement
from tests.races import count_refused


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_words_reach_the_learner_on_home_and_plan_and_nobody_else(plan, amina, bea, chidi, rosa, sign_in):
    encourage(plan=plan, words="I saw how you tried again.", actor=bea)
    assert Notice.objects.get().recipient == amina
    assert Event.objects.get(verb="encouragement.written").facts == {"name": "Amina Said"}
    for page in (reverse("home"), plan.get_absolute_url()):
        assert "I saw how you tried again." in words_of(sign_in(amina).get(page))
        for other in (chidi, rosa):
            assert "I saw how you tried again." not in words_of(sign_in(other).get(page))
    assert "I saw how you tried again." in words_of(sign_in(bea).get(plan.get_absolute_url()))


def test_the_learner_puts_them_away_for_good(plan, amina, bea, chidi, sign_in):
    row = encourage(plan=plan, words="Well done", actor=bea)
    with pytest.raises(RuleBroken, match="Only the learner"):
        put_away(encouragement=row, actor=bea)
    page = reverse("encouragement_away", args=[row.pk])
    assert (sign_in(chidi).post(page).status_code, sign_in(bea).post(page).status_code) == (404, 403)
    assert sign_in(amina).post(page).status_code == 302
    assert sign_in(amina).post(page).status_code == 302
    for person in (amina, bea):
        assert "Well done" not in words_of(sign_in(person).get(plan.get_absolute_url()))
    assert "Well done" not in words_of(sign_in(amina).get(reverse("home")))
    assert Notice.objects.filter(recipient=bea).count() == 0


def test_words_are_needed_short_and_not_too_many(plan, bea):
    for words, said in ((" ", "Write a few words"), ("x" * 301, "longer than 300")):
        with pytest.raises(RuleBroken, match=said):
            encourage(plan=plan, words=words, actor=bea)
    for number in range(5):
        encourage(plan=plan, words=f"Number {number}", actor=bea)
    with pytest.raises(RuleBroken, match="Keep this one for tomorrow"):
        encourage(plan=plan, words="One more", actor=bea)


@pytest.mark.parametrize("who", ["amina", "chidi", "mair", "rosa", "dov"])
def test_only_a_carer_of_today_writes(who, plan, request):
    with pytest.raises(RuleBroken, match="Only a carer"):
        encourage(plan=plan, words="Hello", actor=request.getfixturevalue(who))


def test_the_page_keeps_what_was_typed_when_it_is_refused(plan, bea, chidi, sign_in):
    page = reverse("encouragement_new", args=[plan.pk])
    assert sign_in(chidi).get(page).status_code == 403
    long = "You did well. " * 30
    wrong = sign_in(bea).post(page, {"words": long})
    assert wrong.status_code == 422
    assert long.strip() in wrong.content.decode()
    assert "Write a few words." in words_of(sign_in(bea).post(page, {"words": ""}))
    assert sign_in(bea).post(page, {"words": "You did well."}).status_code == 302
    assert Encouragement.objects.get().words == "You did well."


def test_words_of_a_carer_who_is_no_longer_one_leave_the_home(plan, amina, bea, sign_in):
    encourage(plan=plan, words="Well done", actor=bea)
    Bond.objects.filter(adult=bea).update(consented_at=None)
    assert "Well done" not in words_of(sign_in(amina).get(reverse("home")))


@pytest.mark.django_db(transaction=True)
def test_two_letters_at_once_do_not_pass_the_days_number(plan, bea):
    for number in range(4):
        encourage(plan=plan, words=f"Number {number}", actor=bea)
    acts = [lambda n=n: encourage(plan=plan, words=f"At once {n}", actor=bea) for n in range(3)]
    assert count_refused(*acts) == 2
    assert Encouragement.objects.count() == 5


def test_nobody_writes_into_a_closed_year(plan, bea, sign_in):
    encourage(plan=plan, words="Well done", actor=bea)
    plan.closed_at = timezone.now()
    plan.save()
    with pytest.raises(RuleBroken, match="of this plan is closed"):
        encourage(plan=plan, words="Again", actor=bea)
    page = words_of(sign_in(bea).get(plan.get_absolute_url()))
    assert "Well done" in page
    assert "Write a few words" not in page


def test_a_teacher_who_is_somebody_elses_carer_is_not_led_to_write_here(plan, chidi, riverside, sign_in):
    Membership.objects.create(user=chidi, institution=riverside, role="carer", from_on=timezone.localdate())
    assert "Write a few words" not in words_of(sign_in(chidi).get(plan.get_absolute_url()))
