"""The small parts: what they draw, and that they say it in words."""

import re

import pytest
from django.core.paginator import Paginator

from learnplan.assets.icons import look_of
from learnplan.templatetags.learnplan_parts import (
    chip,
    icon,
    initials,
    ladder,
    line_class,
    line_sample,
    meter,
    money,
    near_pages,
    state_chip,
)


@pytest.mark.parametrize(
    ("pence", "written"),
    [
        (123456, "£1,234.56"),
        (500000, "£5,000"),
        (0, "£0"),
        (5, "£0.05"),
        (-114000, "−£1,140"),
        (-1, "−£0.01"),
        (None, "not known yet"),
    ],
)
def test_money_is_written_in_pounds(pence, written):
    assert money(pence) == written


def test_icon_is_decoration_unless_named():
    assert icon("route") == '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#route"/></svg>'
    assert 'role="img" aria-label="Close"' in icon("x", "Close")


def test_icon_refuses_one_that_is_not_declared():
    with pytest.raises(ValueError, match="no-such"):
        icon("no-such")


def test_chip_refuses_an_unknown_tone():
    with pytest.raises(ValueError, match="purple"):
        chip("Reached", "purple")


def test_chip_escapes_its_word():
    assert "&lt;b&gt;" in chip("<b>", "good", "check")


def test_state_chip_has_icon_and_word():
    html = state_chip("place", "under_way", "under way")
    assert html.startswith('<span class="chip good">')
    assert "#circle-play" in html
    assert html.endswith("Under way</span>")


def test_state_nobody_drew_is_still_a_chip():
    assert look_of("place", "some new state") == ("", "circle-dashed")


def test_states_of_the_models_all_have_a_look():
    from plans.targets.models import Target
    from scripts.authoring.models import Branch
    from scripts.offers.models import Place
    from scripts.offers.styles import Style

    for kind, choices in {"target": Target.State, "branch": Branch.State, "place": Place.State, "style": Style}.items():
        for value in choices.values:
            assert look_of(kind, value).icon != "circle-dashed" or value == "draft", (kind, value)


def test_ladder_says_every_rating_in_words():
    html = ladder(3, [("Chidi Okafor", 2), ("Mair Jenkins", None)])
    assert 'aria-label="I: 3 of 5. Chidi Okafor: 2 of 5"' in html
    assert html.count('class="step on"') == 3
    assert html.count('class="other"') == 1


def test_ladder_without_my_rating_fills_nothing():
    html = ladder(None)
    assert 'aria-label="I: nothing yet"' in html
    assert "step on" not in html


def test_ladder_names_whose_rating_it_is():
    assert 'aria-label="Amina: 4 of 5"' in ladder(4, (), "Amina")


def test_meter_lays_parts_end_to_end_and_cuts_at_the_whole():
    html = meter("all promised", 100, 70, 50)
    assert re.findall(r'class="([^"]+)" x="([\d.]+)%" width="([\d.]+)%"', html) == [
        ("part", "0.00", "70.00"),
        ("part-2", "70.00", "30.00"),
    ]
    assert 'aria-label="all promised"' in html


def test_meter_of_nothing_is_empty():
    assert 'width="0.00%"' in meter("nothing yet", 0, 5)


def test_line_class_begins_again_after_eight():
    assert [line_class(number) for number in (1, 8, 9, "core")] == ["line-1", "line-8", "line-1", "line-core"]


def test_line_sample_carries_number_and_state():
    assert 'class="line line-3 set-aside"' in line_sample(3, "set_aside")


@pytest.mark.parametrize(("name", "short"), [("Amina Said", "AS"), ("Mair Ann Jenkins", "MJ"), ("Bea", "B"), ("", "?")])
def test_initials(name, short):
    assert initials(name) == short


def test_near_pages_keeps_the_ends_and_the_neighbours():
    page = Paginator(range(400), 20).page(7)
    assert list(near_pages(page)) == [1, "…", 6, 7, 8, "…", 20]
