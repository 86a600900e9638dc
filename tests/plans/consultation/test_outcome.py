"""The summary, the learner's word on it, and the needs that lead to targets."""

import pytest
from django.db import Error, transaction

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from plans.consultation.actions import agenda, outcome
from plans.consultation.models import Need, NeedTarget, Summary, Talk
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.targets import set_target_state
from plans.targets.models import Target
from tests.plans.consultation.conftest import SUMMARY
from tests.plans.consultation.test_before import last_event, refused


def test_learner_speaks_first(talk, prompt, chidi, amina):
    said = refused(outcome.summarise, talk=talk, words=SUMMARY, actor=chidi)
    assert said == "Amina speaks first: sum up once they have opened their answers, or after the talk."
    agenda.open_answers(talk=talk, actor=amina)
    assert outcome.summarise(talk=talk, words=SUMMARY, actor=chidi).words == SUMMARY


def test_talk_that_was_had_is_summed_up_without_answers(talk, chidi, time_machine):
    time_machine.move_to(talk.booked_at)
    assert outcome.summarise(talk=talk, words=SUMMARY, actor=chidi).talk.state == "summarised"


def test_only_the_adult_sums_up_and_only_the_learner_answers(opened, amina, chidi, mair, bea):
    assert "Only the adult" in refused(outcome.summarise, talk=opened, words="Me", actor=amina)
    assert "Only the adult" in refused(outcome.summarise, talk=opened, words="Me", actor=mair)
    outcome.summarise(talk=opened, words=SUMMARY, actor=chidi)
    for person in (chidi, mair, bea):
        assert "Only the learner" in refused(outcome.agree_talk, talk=opened, actor=person)
        assert "Only the learner" in refused(outcome.dispute_talk, talk=opened, words="No", actor=person)


def test_summary_waits_for_the_learner_and_stays_as_it_is(summarised, chidi, amina, prompt):
    assert "reading your summary" in refused(outcome.summarise, talk=summarised, words="Other", actor=chidi)
    assert "stays as it is" in refused(agenda.answer_prompt, prompt=prompt, words="Later", actor=amina)
    assert "agenda" in refused(agenda.add_prompt, talk=summarised, words="Late?", purpose="how", actor=amina)
    assert "counts only when you agree" in Notice.objects.filter(recipient=amina).first().words
    with pytest.raises(Error), transaction.atomic():
        Summary.objects.update(words="Other")
    with pytest.raises(Error), transaction.atomic():
        summarised.summaries.create(words="A second that waits", author=chidi)


def test_agreed_talk_is_agreed_for_good(agreed, amina, chidi):
    assert (agreed.state, agreed.summaries.get().agrees) == ("agreed", True)
    assert "Now it counts" in Notice.objects.filter(recipient=chidi).first().words
    assert "no summary to answer" in refused(outcome.dispute_talk, talk=agreed, words="No", actor=amina)
    for move in ({"state": "disputed"}, {"state": "booked"}):
        with pytest.raises(Error), transaction.atomic():
            Talk.objects.update(**move)
    with pytest.raises(Error), transaction.atomic():
        Summary.objects.update(agrees=False, reply="No")


def test_dispute_says_why_goes_back_and_keeps_both_wordings(summarised, amina, chidi, prompt):
    assert "what is not right" in refused(outcome.dispute_talk, talk=summarised, words=" ", actor=amina)
    outcome.dispute_talk(talk=summarised, words="I never said I know the theory.", actor=amina)
    assert "does not agree" in Notice.objects.filter(recipient=chidi).first().words
    agenda.answer_prompt(prompt=prompt, words="I mix up the theory too.", actor=amina)
    outcome.summarise(talk=summarised, words="Amina mixes up the theory too.", actor=chidi)
    outcome.agree_talk(talk=summarised, actor=amina)
    kept = [(summary.words, summary.agrees, summary.reply) for summary in summarised.summaries.order_by("pk")]
    assert kept == [
        (SUMMARY, False, "I never said I know the theory."),
        ("Amina mixes up the theory too.", True, ""),
    ]
    words = str(list(Event.objects.values_list("facts", flat=True)))
    assert "theory" not in words


def test_learner_agrees_only_with_what_they_read(summarised, amina, chidi):
    read = summarised.summaries.get()
    outcome.dispute_talk(talk=summarised, words="No", actor=amina)
    outcome.summarise(talk=summarised, words="Another one", actor=chidi)
    assert "has changed" in refused(outcome.agree_talk, talk=summarised, actor=amina, summary=read)
    assert Talk.objects.get().state == "summarised"


@pytest.mark.parametrize("state", ["talk", "opened", "summarised"])
def test_needs_come_out_of_an_agreed_talk_only(state, amina, request):
    talk = request.getfixturevalue(state)
    assert "not agreed yet" in refused(outcome.add_need, talk=talk, words="A quiet room", actor=amina)
    with pytest.raises(Error, match="not agreed"), transaction.atomic():
        Need.objects.create(plan=talk.plan, talk=talk, words="A quiet room", author=amina)


def test_need_leads_to_a_target(need, amina, chidi, due_on):
    target = outcome.write_target_for(
        need=need, words="Explain a fault", success_test="Dad gets it", due_on=due_on, actor=amina
    )
    need.refresh_from_db()
    assert (need.state, need.targets.get(), target.needs.get()) == ("answered", target, need)
    assert last_event().verb == "need.answered"
    outcome.answer_need(need=need, target=target, actor=amina)
    assert NeedTarget.objects.count() == 1


def test_need_and_its_target_are_written_together_or_not_at_all(need, amina, dov, due_on):
    with pytest.raises(RuleBroken):
        outcome.write_target_for(need=need, words="x", success_test="y", due_on=due_on, actor=dov)
    assert not Target.objects.exists()


def test_need_written_by_the_adult_is_recorded_as_for_the_learner(agreed, amina, chidi):
    outcome.add_need(talk=agreed, words="A quiet room", actor=chidi)
    assert (last_event().actor, last_event().on_behalf_of) == (chidi, amina)
    assert "noted already" in refused(outcome.add_need, talk=agreed, words="a QUIET room", actor=amina)


def test_need_takes_only_a_target_of_its_learner(need, dov, make_institution, amina, due_on):
    from learnplan.years import current_year
    from plans.targets.actions.targets import start_plan, write_target

    home = dov.memberships.get().institution
    other = start_plan(learner=dov, institution=home, year=current_year(), actor=dov)
    target = write_target(plan=other, words="Swim", success_test="A mile", due_on=due_on, actor=dov)
    assert "somebody else" in refused(outcome.answer_need, need=need, target=target, actor=amina)


def test_need_is_let_go_by_the_learner_only_and_once(need, amina, chidi):
    assert "Only the learner" in refused(outcome.let_go_need, need=need, actor=chidi)
    assert outcome.let_go_need(need=need, actor=amina).state == "let_go"
    assert "already" in refused(outcome.let_go_need, need=need, actor=amina)


def test_others_neither_note_nor_link_needs(need, agreed, mair, make_target):
    assert refused(outcome.add_need, talk=agreed, words="Hello", actor=mair)
    assert refused(outcome.answer_need, need=need, target=make_target(), actor=mair)
    assert list(Need.objects.visible_to(mair)) == []


def test_need_that_the_learner_let_go_is_not_answered_by_the_adult(need, amina, chidi, target):
    outcome.let_go_need(need=need, actor=amina)
    said = refused(outcome.answer_need, need=need, target=target, actor=chidi)
    assert said == "Amina has let go of this need. They can take it up again themselves."
    assert outcome.answer_need(need=need, target=target, actor=amina).state == "answered"


def test_need_is_not_answered_by_a_draft_or_by_what_was_let_go(need, plan, amina, target):
    draft = keep_draft(plan=plan, words="Perhaps this", actor=amina)
    assert "still a draft" in refused(outcome.answer_need, need=need, target=draft, actor=amina)
    set_target_state(target=target, state="dropped", actor=amina)
    assert "let go of that target" in refused(outcome.answer_need, need=need, target=target, actor=amina)
    assert Need.objects.get().state == "open"


def test_need_whose_only_target_is_let_go_is_open_again(need, amina, chidi, due_on):
    what = {"words": "Explain to three people", "success_test": "They get it", "due_on": due_on}
    target = outcome.write_target_for(need=need, actor=amina, **what)
    assert [found.pk for found in Need.objects.unmet()] == []
    assert Need.objects.with_answer().get().standing == "answered"
    set_target_state(target=target, state="dropped", actor=amina)
    assert [found.pk for found in Need.objects.unmet()] == [need.pk]
    assert Need.objects.with_answer().get().standing == "open"
    assert outcome.let_go_need(need=need, actor=amina).state == "let_go"
    assert not Need.objects.unmet().exists()
