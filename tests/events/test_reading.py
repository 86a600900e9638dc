"""The record is never changed, and every verb of it reads as a sentence."""

import string

import pytest
from django.db import ProgrammingError, transaction

from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.events.reading import lines, sentence
from learnplan.events.sentences import SENTENCES


def fields(words):
    return {field for _, field, _, _ in string.Formatter().parse(str(words)) if field}


@pytest.mark.parametrize("verb", SENTENCES)
def test_every_verb_reads_as_a_sentence(verb, amina):
    facts = {name: 123 if name == "pence" else f"<{name}>" for name in fields(SENTENCES[verb]) - {"actor"}}
    words = sentence(record(verb, actor=amina, learner=amina, **facts), amina)
    assert "{" not in words
    assert "…" not in words
    assert words[0].isupper()
    assert words[-1] in ".:”>?!"
    if "pence" in facts:
        assert "£1.23" in words


@pytest.mark.parametrize("verb", SENTENCES)
def test_every_verb_also_reads_well_with_you(verb):
    words = str(SENTENCES[verb])
    assert "{actor} is " not in words
    assert "{actor} has " not in words
    assert "{actor} was " not in words
    assert " their " not in words


def test_reader_is_you_and_others_have_names(amina, chidi):
    record("plan.started", actor=amina, learner=amina, year="2026/27")
    record("password.set", actor=chidi, learner=amina)
    events = Event.objects.for_timeline(amina)
    assert [line.sentence for line in lines(events, amina)] == [
        "Chidi Okafor chose a new password.",
        "You started the plan for 2026/27.",
    ]
    assert [line.is_mine for line in lines(events, chidi)] == [True, False]


def test_act_for_someone_else_names_both(amina, mair):
    event = record("place.accepted", actor=mair, on_behalf_of=amina, learner=amina, offer="Welding")
    assert sentence(event) == "Mair Jenkins, for Amina Said, accepted the place on Welding."
    assert sentence(event, mair) == "You, for Amina Said, accepted the place on Welding."
    assert sentence(event, amina) == "Mair Jenkins, for you, accepted the place on Welding."


def test_clock_acts_as_learnplan_and_unknown_facts_are_dots(amina):
    assert sentence(record("plan.started", actor=None, learner=amina)) == "Learnplan started the plan for …."


def test_unknown_verb_is_not_recorded(amina):
    with pytest.raises(KeyError):
        record("plan.eaten", actor=amina)


def test_event_is_never_changed_or_deleted(amina):
    event = record("plan.started", actor=amina, learner=amina, year="2026/27")
    for act in (Event.objects.filter(pk=event.pk).delete, lambda: Event.objects.update(verb="target.written")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()
    assert Event.objects.get().verb == "plan.started"


def test_timeline_takes_one_query_whatever_its_length(amina, chidi, django_assert_num_queries):
    for number in range(3):
        record("plan.started", actor=chidi, on_behalf_of=amina, learner=amina, year=number)
    with django_assert_num_queries(1):
        assert len(lines(Event.objects.for_timeline(amina), amina)) == 3
