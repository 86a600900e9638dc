"""What in a text could tell who wrote it, and terms in place of years."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.years import terms_after
from scripts.publishing import drafting, telltale
from scripts.publishing.telltale import Known, tells

KNOWN = Known(
    names=["Amina", "Said", "amina.s", "Zoë", "Jo", "O'Brien"],
    places=["Northgate College"],
    own_places=["Riverside Sixth Form", "St Mary's High School"],
)


def found(text):
    return [(tell.kind, tell.piece) for tell in tells(text, KNOWN)]


def test_examples_in_the_modules_hold():
    assert [doctest.testmod(module).failed for module in (telltale, drafting)] == [0, 0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ask AMINA’s brother", [("name", "AMINA")]),
        ("ask zoe, or Zoë", [("name", "zoe")]),
        ("Jo helps, and jo is a word", [("name", "Jo")]),
        ("He said so", [("name", "said")]),
        ("Aminah and Saidi", []),
        ("write to amina@river.example.org now", [("email", "amina@river.example.org")]),
        ("call 07700 900123", [("phone", "07700 900123")]),
        ("call +44 (0)7700-900-123", [("phone", "+44 (0)7700-900-123")]),
        ("see https://amina.example.org/x", [("link", "https://amina.example.org/x")]),
        ("find @amina_s there", [("handle", "@amina_s")]),
        ("at riverside we walk", [("place", "riverside")]),
        ("at a sixth form", []),
        ("Northgate  College", [("place", "Northgate  College")]),
        ("go to Northgate", []),
        ("in 2026/27, in Year 12", [("year", "2026/27"), ("year", "Year 12")]),
        ("12 weeks of 90 minutes", []),
        ("ask o’brien", [("name", "o’brien")]),
        ("ask Am\u200bina", [("name", "Am\u200bina")]),
        ("near SA1 4QT", [("postcode", "SA1 4QT")]),
        ("near M1 1AE, sa14qt", [("postcode", "M1 1AE"), ("postcode", "sa14qt")]),
        ("2 A levels, B1 grade", []),
        ("", []),
    ],
)
def test_pieces_that_could_tell(text, wanted):
    assert found(text) == wanted


def test_accents_written_apart_are_found_and_kept_as_they_are():
    text = "ask Zoe\u0308 now"
    assert found(text) in ([("name", "Zoe\u0308")], [("name", "Zoe")])


@given(st.text())
def test_any_text_is_looked_through_and_what_is_found_stands_in_it(text):
    for tell in tells(text, KNOWN):
        assert tell.piece in text


@given(st.text(alphabet=" .,!?-'’\n"), st.text(alphabet=" .,!?-'’\n"), st.sampled_from(["Amina", "amina", "AMINA"]))
def test_a_name_among_marks_is_always_found(before, after, name):
    assert ("name", name) in found(before + name + after)


@given(st.lists(st.tuples(st.none() | st.integers(2020, 2040), st.none() | st.integers(1, 3)), max_size=10))
def test_terms_start_with_the_first_and_keep_their_distance(when):
    starts = drafting.starts_of(when)
    known = [number for number in starts if number is not None]
    assert [number is None for number in starts] == [year is None for year, _term in when]
    assert min(known, default=0) == 0
    for (year, term), number in zip(when, starts, strict=True):
        if year is not None:
            first_year, first_term = min((y, t or 1) for y, t in when if y is not None)
            assert number == (year - first_year) * 3 + (term or 1) - first_term


@given(st.integers(0, 30), st.integers(2020, 2040))
def test_a_term_of_a_year_comes_back_as_the_same_number(starts, year):
    first = (year, 1)
    assert drafting.starts_of([first, terms_after(year, 1, starts)])[1] == starts
