"""Two people who act on one talk at once, on two real connections."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.consultation.actions import agenda, outcome, talks
from plans.consultation.models import Answer, Summary, Talk
from tests.races import behind, count_refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_taps_on_book_make_one_talk(make_talk):
    assert count_refused(make_talk, make_talk, make_talk) == 2
    assert Talk.objects.count() == 1


def test_adult_is_booked_once_when_two_learners_want_one_time(plan, chidi, make_user, riverside, bond, soon):
    from plans.targets.actions.targets import start_plan

    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    bond(ella, chidi, "tutor")
    other = start_plan(learner=ella, institution=riverside, year=plan.year, actor=ella)
    refusals = count_refused(
        *(
            lambda plan=plan: talks.book_talk(plan=plan, adult=chidi, at=soon, place="", actor=plan.learner)
            for plan in (plan, other)
        )
    )
    assert (refusals, Talk.objects.count()) == (1, 1)


def test_two_who_ask_at_once_ask_for_one_talk(plan, amina, bea, chidi):
    def ask(actor):
        return lambda: talks.ask_for_talk(plan=plan, adult=chidi, reason="Please", actor=actor)

    assert count_refused(ask(amina), ask(bea), ask(chidi)) == 2
    assert Talk.objects.count() == 1


def test_adult_never_gets_in_front_of_the_learner(talk, prompt, amina, chidi):
    agenda.open_answers(talk=talk, actor=amina)
    count_refused(
        lambda: agenda.answer_prompt(prompt=prompt, words="Mine", actor=amina),
        lambda: agenda.answer_prompt(prompt=prompt, words="Theirs", actor=chidi),
    )
    assert Answer.objects.order_by("-pk").first().words == "Mine"


def test_learner_agrees_or_disputes_but_not_both(summarised, amina):
    refusals = count_refused(
        lambda: outcome.agree_talk(talk=summarised, actor=amina),
        lambda: outcome.dispute_talk(talk=summarised, words="No", actor=amina),
    )
    summary, state = Summary.objects.get(), Talk.objects.get().state
    assert (refusals, state) == (1, "agreed" if summary.agrees else "disputed")


def test_summary_and_late_answer_do_not_cross(opened, prompt, amina, chidi):
    count_refused(
        lambda: outcome.summarise(talk=opened, words="It is so.", actor=chidi),
        lambda: agenda.answer_prompt(prompt=prompt, words="One more thing", actor=amina),
    )
    late = Answer.objects.filter(words="One more thing").first()
    assert late is None or late.at <= Summary.objects.get().at


def test_calling_off_and_moving_do_not_cross(talk, amina, chidi):
    at = timezone.now() + dt.timedelta(days=2)
    count_refused(
        lambda: talks.call_off_talk(talk=talk, words="Ill", actor=amina),
        lambda: talks.set_time(talk=talk, at=at, place="", actor=chidi),
    )
    assert Talk.objects.get().state == "called_off"


def test_learner_is_booked_once_when_two_adults_want_one_time(plan, chidi, mair, soon):
    refusals = count_refused(
        *(
            lambda adult=adult: talks.book_talk(plan=plan, adult=adult, at=soon, place="", actor=adult)
            for adult in (chidi, mair)
        )
    )
    assert (refusals, Talk.objects.count()) == (1, 1)


def test_need_that_is_noted_and_target_that_is_written_for_another_wait_for_each_other_once(agreed, need, amina, chidi):
    day = dt.date.today() + dt.timedelta(days=30)
    what = {"words": "Explain it to Ella", "success_test": "Ella can do it", "due_on": day}
    target = behind(
        lambda: outcome.add_need(talk=agreed, words="A quiet room", actor=chidi),
        lambda: outcome.write_target_for(need=need, actor=amina, **what),
    )
    assert target.words == "Explain it to Ella"
    assert set(agreed.needs.values_list("words", "state")) == {(need.words, "answered"), ("A quiet room", "open")}
