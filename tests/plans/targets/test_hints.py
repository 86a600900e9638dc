"""Hints towards a good target: kind, few, and never in the way."""

import datetime as dt

import pytest

from plans.targets.hints import hints, names_doing

TODAY = dt.date(2026, 11, 2)
GOOD = {
    "words": "Explain a circuit fault to my cousin",
    "success_test": "She finds the fault after I explain it",
    "due_on": dt.date(2026, 12, 19),
}


def test_a_good_target_gets_no_hints():
    assert hints(**GOOD, today=TODAY) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"words": "Get better at maths"}, "What will you do?"),
        ({"words": "Maths"}, "What will you do?"),
        ({"success_test": "Explain a circuit fault to my cousin."}, "nearly the same as the target"),
        ({"words": "Explain " + "x" * 120}, "a lot for one target"),
        ({"due_on": dt.date(2026, 11, 4)}, "very soon"),
        ({"due_on": dt.date(2027, 11, 4)}, "far away"),
        ({"open_count": 5}, "You have 5 other targets open"),
    ],
)
def test_one_hint_for_each_thing(change, says):
    (hint,) = hints(**(GOOD | change), today=TODAY)
    assert says in hint


@pytest.mark.parametrize(
    "words",
    ["Swim a mile", "Juggle three balls", "Stop leaving it", "Understand my graphs and explain them", "Být včas"],
)
def test_words_that_say_what_to_do_or_may_do_so(words):
    assert names_doing(words)


@pytest.mark.parametrize("words", ["Be more confident", "Understand my own graphs", "History", "Get better at sums"])
def test_words_that_only_wish(words):
    assert not names_doing(words)


def test_nothing_typed_gets_no_hints():
    assert hints("", "", None, today=TODAY) == []
