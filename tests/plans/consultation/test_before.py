"""Asking for and booking talks, the agenda, and the learner's answers."""

import datetime as dt

import pytest
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.events.reading import sentence
from learnplan.notices.models import Notice
from learnplan.people.actions.bonds import end_bond
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from plans.consultation.actions import agenda, talks
from plans.consultation.models import Answer, Prompt, Talk
from plans.consultation.reading import asked_share
from plans.targets.rules import last_day


def last_event():
    return Event.objects.order_by("-pk").first()


def refused(act, **what):
    with pytest.raises(RuleBroken) as error:
        act(**what)
    return error.value.messages[0]


def test_booked_talk_is_told_and_recorded(plan, amina, chidi, soon):
    talk = talks.book_talk(plan=plan, adult=chidi, at=soon, place=" Room 4 ", actor=amina)
    assert (talk.state, talk.place, talk.until_at - talk.booked_at) == ("booked", "Room 4", dt.timedelta(minutes=30))
    assert [notice.path for notice in Notice.objects.filter(recipient=chidi)] == [talk.get_absolute_url()]
    assert not Notice.objects.filter(recipient=amina).exists()
    assert sentence(last_event(), amina).startswith("You booked a talk between Amina Said and Chidi Okafor for ")


@pytest.mark.parametrize("who", ["bea", "mair", "dov", "rosa"])
def test_only_the_two_book(plan, chidi, soon, request, who):
    actor = request.getfixturevalue(who)
    assert "Only the two" in refused(talks.book_talk, plan=plan, adult=chidi, at=soon, place="", actor=actor)


def test_talk_is_with_a_tutor_or_advocate_of_today(plan, amina, bea, chidi, rosa, soon):
    assert "not a tutor or advocate" in refused(talks.book_talk, plan=plan, adult=bea, at=soon, place="", actor=amina)
    end_bond(bond=_given_to(chidi, rosa), actor=rosa)
    said = refused(talks.book_talk, plan=plan, adult=chidi, at=soon, place="", actor=amina)
    assert said == "Chidi Okafor is not a tutor or advocate of Amina Said today. Pick someone who is."


def _given_to(adult, rosa):
    bond = Bond.objects.get(adult=adult)
    bond.institution = rosa.memberships.get().institution
    bond.save()
    return bond


def test_day_that_has_passed_or_lies_beyond_the_year_is_refused(plan, amina, chidi, soon):
    book = {"plan": plan, "adult": chidi, "place": "", "actor": amina}
    assert "passed" in refused(talks.book_talk, at=soon - dt.timedelta(days=3), **book)
    beyond = timezone.make_aware(dt.datetime.combine(last_day(plan.year) + dt.timedelta(days=1), dt.time(9)))
    assert plan.year_name in refused(talks.book_talk, at=beyond, **book)
    assert "how long" in refused(talks.book_talk, at=soon, minutes=7, **book)
    assert talks.book_talk(at=timezone.now(), **book).is_over


def test_nobody_is_in_two_talks_at_once(make_talk, plan_of_ella, mair, chidi, soon):
    make_talk()
    assert "Amina Said has a talk with Chidi Okafor" in refused(make_talk, in_minutes=10, adult=mair)
    book = {"plan": plan_of_ella, "adult": chidi, "place": "", "actor": plan_of_ella.learner}
    said = refused(talks.book_talk, at=soon + dt.timedelta(minutes=29), **book)
    assert said == "Chidi Okafor has another talk at that time. Pick another time."
    assert talks.book_talk(at=soon + dt.timedelta(minutes=30), **book).state == "booked"


def test_asking_for_a_talk_tells_the_other_and_waits_for_a_time(plan, amina, bea, chidi, soon):
    talk = talks.ask_for_talk(plan=plan, adult=chidi, reason="She seems worried about maths.", actor=bea)
    assert (talk.state, talk.asked_by, talk.booked_at) == ("wanted", bea, None)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {amina.pk, chidi.pk}
    assert "already" in refused(talks.ask_for_talk, plan=plan, adult=chidi, reason="", actor=amina)
    booked = talks.book_talk(plan=plan, adult=chidi, at=soon, place="", actor=chidi)
    assert (booked.pk, booked.state, booked.asked_by) == (talk.pk, "booked", bea)


@pytest.mark.parametrize("who", ["dov", "rosa", "sam"])
def test_those_who_are_not_with_the_learner_cannot_ask(plan, chidi, request, who):
    actor = request.getfixturevalue(who)
    assert "with them" in refused(talks.ask_for_talk, plan=plan, adult=chidi, reason="", actor=actor)


def test_another_time_is_told_and_keeps_what_is_on_the_agenda(talk, prompt, chidi, amina, soon):
    assert "different" in refused(talks.set_time, talk=talk, at=talk.booked_at, place="Room 4", actor=amina)
    moved = talks.set_time(talk=talk, at=soon + dt.timedelta(minutes=5), place="Library", actor=chidi)
    assert (moved.sequence, moved.place, moved.prompts.get()) == (1, "Library", prompt)
    assert last_event().verb == "talk.moved"
    assert "moved your talk" in Notice.objects.filter(recipient=amina).first().words


def test_calling_off_says_why_and_frees_the_time(talk, make_talk, amina, chidi):
    assert "why" in refused(talks.call_off_talk, talk=talk, words=" ", actor=chidi)
    talks.call_off_talk(talk=talk, words="I am on a trip.", actor=chidi)
    assert "I am on a trip." in Notice.objects.filter(recipient=amina).first().words
    assert "I am on a trip." not in str(last_event().facts)
    assert "called off" in refused(talks.call_off_talk, talk=talk, words="Again", actor=amina)
    assert make_talk().pk != talk.pk


def test_question_records_who_asked_and_what_for(talk, amina, chidi, mair):
    mine = agenda.add_prompt(talk=talk, words="What is physics for?", purpose="what_for", actor=amina)
    theirs = agenda.add_prompt(talk=talk, words="What helped last time?", purpose="how", actor=chidi)
    assert [(p.author, p.purpose) for p in (mine, theirs)] == [(amina, "what_for"), (chidi, "how")]
    assert "agenda already" in refused(
        agenda.add_prompt, talk=talk, words="what is PHYSICS for?", purpose="how", actor=chidi
    )
    assert "Write your question" in refused(agenda.add_prompt, talk=talk, words=" ", purpose="how", actor=amina)
    assert "about" in refused(agenda.add_prompt, talk=talk, words="Why?", purpose="", actor=amina)
    assert "characters too long" in refused(agenda.add_prompt, talk=talk, words="x" * 301, purpose="how", actor=amina)
    assert "Only the learner and the adult" in refused(
        agenda.add_prompt, talk=talk, words="Why?", purpose="how", actor=mair
    )
    assert [(part.label, part.asked, part.by_learner) for part in asked_share(Prompt.objects.all())[1]] == [
        ("how I learn", 1, 0),
        ("what learning is for", 1, 1),
    ]


def test_many_questions_in_a_day_are_one_notice(talk, amina, chidi):
    before = Notice.objects.filter(recipient=chidi).count()
    for words in ("One?", "Two?", "Three?"):
        agenda.add_prompt(talk=talk, words=words, purpose="how", actor=amina)
    assert Notice.objects.filter(recipient=chidi).count() == before + 1


def test_question_is_taken_back_by_its_author_until_it_is_answered(prompt, talk, amina, chidi):
    assert "whoever asked" in refused(agenda.take_back_prompt, prompt=prompt, actor=chidi)
    other = agenda.add_prompt(talk=talk, words="Another?", purpose="how", actor=amina)
    agenda.take_back_prompt(prompt=other, actor=amina)
    assert talk.prompts.get() == prompt
    agenda.answer_prompt(prompt=prompt, words="Yes", actor=amina)
    assert "stays" in refused(agenda.take_back_prompt, prompt=prompt, actor=amina)


def test_answer_is_kept_word_for_word_and_so_are_earlier_ones(prompt, amina):
    said = "i  jump ahead\n\ncos I SEE the end <b>already</b>"
    agenda.answer_prompt(prompt=prompt, words=f" {said}\n", actor=amina)
    agenda.answer_prompt(prompt=prompt, words=said, actor=amina)
    agenda.answer_prompt(prompt=prompt, words="Because I want to be done.", actor=amina)
    assert list(prompt.answers.values_list("words", flat=True)) == ["Because I want to be done.", said]
    assert said not in str(list(Event.objects.values_list("facts", flat=True)))


def test_database_keeps_words_as_they_were_said(prompt, amina):
    answer = agenda.answer_prompt(prompt=prompt, words="Mine", actor=amina)
    with pytest.raises(Error), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(words="Better grammar")
    answer.refresh_from_db()
    assert answer.words == "Mine"


def test_adult_writes_for_the_learner_only_once_the_talk_has_begun_and_it_is_recorded_so(talk, prompt, amina, chidi):
    assert "speaks first" in refused(agenda.answer_prompt, prompt=prompt, words="She rushes.", actor=chidi)
    agenda.open_answers(talk=talk, actor=amina)
    answer = agenda.answer_prompt(prompt=prompt, words="I rush.", actor=chidi)
    event = last_event()
    assert (answer.author, event.actor, event.on_behalf_of) == (chidi, chidi, amina)
    assert sentence(event) == ("Chidi Okafor, for Amina Said, answered a question for the talk with Chidi Okafor.")
    assert "wrote down an answer for you" in Notice.objects.filter(recipient=amina).first().words


def test_adult_never_writes_over_the_learner(opened, prompt, amina, chidi):
    said = refused(agenda.answer_prompt, prompt=prompt, words="What she means is…", actor=chidi)
    assert said == "Amina has answered this. Those words stay theirs; yours go into the summary."
    with pytest.raises(IntegrityError, match="own words"), transaction.atomic():
        Answer.objects.create(prompt=prompt, words="What she means is…", author=chidi)
    assert Prompt.objects.with_answer().get(pk=prompt.pk).answer["author"] == amina.pk


def test_learner_puts_own_words_in_front_of_what_was_written_for_them(talk, prompt, amina, chidi):
    agenda.open_answers(talk=talk, actor=amina)
    agenda.answer_prompt(prompt=prompt, words="I rush.", actor=chidi)
    agenda.answer_prompt(prompt=prompt, words="No: I get bored.", actor=amina)
    found = Prompt.objects.with_answer().get(pk=prompt.pk)
    assert (found.answer["words"], found.times) == ("No: I get bored.", 2)


@pytest.mark.parametrize("who", ["mair", "bea", "rosa", "dov"])
def test_others_neither_ask_nor_answer_nor_open(talk, prompt, request, who):
    actor = request.getfixturevalue(who)
    for act, what in (
        (agenda.answer_prompt, {"prompt": prompt, "words": "Hello"}),
        (agenda.open_answers, {"talk": talk}),
        (talks.call_off_talk, {"talk": talk, "words": "No"}),
        (talks.set_time, {"talk": talk, "at": talk.booked_at, "place": "Elsewhere"}),
    ):
        refused(act, actor=actor, **what)
    assert Talk.objects.get() == talk
    assert not Answer.objects.exists()


def test_only_the_learner_opens_the_answers(talk, amina, chidi):
    assert "Only the learner" in refused(agenda.open_answers, talk=talk, actor=chidi)
    first = agenda.open_answers(talk=talk, actor=amina).opened_at
    assert agenda.open_answers(talk=talk, actor=amina).opened_at == first
    assert Event.objects.filter(verb="talk.opened").count() == 1


def test_adult_whose_bond_has_ended_does_nothing_more(opened, prompt, chidi, rosa):
    end_bond(bond=_given_to(chidi, rosa), actor=rosa)
    assert list(Talk.objects.visible_to(chidi)) == []
    assert refused(agenda.answer_prompt, prompt=prompt, words="Hello", actor=chidi)
    assert refused(agenda.add_prompt, talk=opened, words="Hello?", purpose="how", actor=chidi)


def test_question_taken_off_meanwhile_is_said_and_nothing_else_breaks(prompt, talk, amina):
    stale = Prompt.objects.select_related("talk__plan").get(pk=prompt.pk)
    agenda.take_back_prompt(prompt=prompt, actor=amina)
    said = "This question has been taken off the agenda. Copy your words, and answer another one."
    assert refused(agenda.answer_prompt, prompt=stale, words="Because.", actor=amina) == said
    assert "off the agenda already" in refused(agenda.take_back_prompt, prompt=stale, actor=amina)
    assert not Answer.objects.exists()


def test_no_time_is_set_with_an_adult_who_is_no_longer_there_or_in_a_closed_year(plan, amina, chidi, soon):
    wanted = talks.ask_for_talk(plan=plan, adult=chidi, reason="", actor=amina)
    plan.closed_at = timezone.now()
    plan.save()
    assert "year of this plan is closed" in refused(talks.set_time, talk=wanted, at=soon, place="", actor=amina)
    plan.closed_at = None
    plan.save()
    Bond.objects.filter(adult=chidi).update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert "not a tutor or advocate" in refused(talks.set_time, talk=wanted, at=soon, place="", actor=amina)
    assert Talk.objects.get().state == "wanted"


def test_booking_what_was_asked_for_keeps_what_it_is_about_and_what_it_follows(plan, talk, amina, mair, soon):
    wanted = talks.ask_for_talk(plan=plan, adult=mair, reason="Please", actor=amina)
    at = soon + dt.timedelta(days=3)
    booked = talks.book_talk(plan=plan, adult=mair, at=at, place="", actor=amina, kind="next", follows=talk)
    assert (booked, booked.kind, booked.follows) == (wanted, "next", talk)
    assert Talk.objects.get(pk=wanted.pk).follows == talk


def test_talk_follows_only_one_of_the_same_learner(talk, plan_of_ella, plan, amina, mair, chidi, soon):
    hers = talks.book_talk(plan=plan_of_ella, adult=chidi, at=soon + dt.timedelta(days=1), place="", actor=chidi)
    at = soon + dt.timedelta(days=2)
    booked = talks.book_talk(plan=plan, adult=chidi, at=at, place="", actor=chidi, follows=hers)
    assert booked.follows is None


def test_calling_off_changes_what_the_calendar_has(talk, amina):
    assert talks.call_off_talk(talk=talk, words="Ill", actor=amina).sequence == talk.sequence + 1
    assert Talk.objects.get().sequence == talk.sequence + 1


def test_no_talk_is_booked_or_asked_for_in_a_closed_year(plan, amina, chidi, soon):
    plan.closed_at = timezone.now()
    plan.save()
    book = {"plan": plan, "adult": chidi, "actor": amina}
    assert "year of this plan is closed" in refused(talks.book_talk, at=soon, place="", **book)
    assert "year of this plan is closed" in refused(talks.ask_for_talk, reason="", **book)
