"""That a finding names the right cause, says it once, and blocks only what cannot be: cases worked out by hand."""

import pytest

from scripts.authoring.shapes import AskRow
from scripts.checking.check import check, check_with
from scripts.checking.shapes import Slot
from scripts.checking.wording import words
from tests.scripts.checking.test_check import WEDNESDAY, YEAR, common, found, offer, stop


def said(path, parts, code):
    return [words(one) for one in check(path, parts).findings if one.code == code]


def test_order_goes_by_way_of_parts_that_no_step_covers():
    parts = common(1, 4, precedes=frozenset({(1, 2), (2, 3), (3, 4)}))
    assert found([stop(1, 4), stop(2, 1)], parts) == [("order", "warns", (2, 1))]
    assert found([stop(1, 1), stop(2, 4)], parts) == []


def test_order_that_a_part_between_says_already_is_not_said_twice():
    parts = common(1, 2, 3, precedes=frozenset({(1, 2), (2, 3)}))
    path = [stop(1, 3), stop(2, 1), stop(3, 2)]
    assert found(path, parts) == [("order", "warns", (3, 1))]


@pytest.mark.parametrize("pairs", [{(1, 2), (2, 1)}, {(1, 2), (2, 3), (3, 1)}, {(1, 1)}])
def test_parts_that_come_before_one_another_are_in_no_order(pairs):
    """A framework may go round in a circle: then no order would put it right, so none is asked for."""
    assert found([stop(1, 1), stop(2, 2)], common(1, 2, precedes=frozenset(pairs))) == []


def test_step_that_is_early_for_one_and_late_for_another_says_each():
    parts = common(1, 2, 3, precedes=frozenset({(1, 2), (2, 3)}))
    path = [stop(1, 3), stop(2, 2), stop(3, 1)]
    assert said(path, parts, "order") == [
        (
            "“Step 2” comes after “Step 1”, though that builds on it. (“Part 2” comes before “Part 3”)",
            "Move “Step 2” earlier.",
        ),
        (
            "“Step 3” comes after “Step 2”, though that builds on it. (“Part 1” comes before “Part 2”)",
            "Move “Step 3” earlier.",
        ),
    ]


def test_order_of_several_speaks_of_several():
    early = common(1, 2, 3, precedes=frozenset({(1, 3), (2, 3)}))
    assert said([stop(9, 3), stop(1, 1), stop(2, 2)], early, "order") == [
        (
            "“Step 9” builds on “Step 1” and “Step 2”, which come later. "
            "(“Part 1” comes before “Part 3”; “Part 2” comes before “Part 3”)",
            "Move “Step 9” later, or the others earlier.",
        )
    ]
    late = common(1, 2, 3, precedes=frozenset({(1, 2), (1, 3)}))
    assert said([stop(1, 2), stop(2, 3), stop(9, 1)], late, "order")[0][0].startswith(
        "“Step 9” comes after “Step 1” and “Step 2”, though they build on it."
    )


def test_times_on_days_that_two_offers_do_not_share_do_not_clash():
    """Both run from Thursday to Saturday of one week, so that no Wednesday is in both."""
    monday = 7 * 105_000 + 1  # an ordinal
    one = offer(1, WEDNESDAY, days=(monday - 30, monday + 5))
    other = offer(2, WEDNESDAY, days=(monday + 3, monday + 60))
    assert found([stop(1, taking=one), stop(2, taking=other)]) == []
    other = offer(2, WEDNESDAY, days=(monday + 2, monday + 60))
    assert found([stop(1, taking=one), stop(2, taking=other)]) == [("clash", "blocks", (2, 1))]


def test_the_way_on_days_that_two_offers_do_not_share_is_none():
    monday = 7 * 105_000 + 1
    one = offer(1, WEDNESDAY, days=(monday - 30, monday + 5), travel_minutes=0)
    then = offer(2, Slot(3, 16 * 60, 17 * 60), days=(monday + 3, monday + 60), provider=2, travel_minutes=50)
    assert found([stop(1, taking=one), stop(2, taking=then)]) == []


def ways(*others):
    """Return a path with a step at home on two days, and others behind it: (gap, minutes, weekday)."""
    hub = offer(9, Slot(1, 540, 600), Slot(2, 540, 600), provider=9, travel_minutes=30)
    taken = [
        offer(key, Slot(day, 600 + gap, 700 + gap), provider=key, travel_minutes=far)
        for key, (gap, far, day) in enumerate(others, 1)
    ]
    return [stop(9, taking=hub), *(stop(one.key, taking=one) for one in taken)]


def test_a_way_that_may_be_too_long_does_not_block_because_another_one_is():
    path = ways((5, 60, 1), (10, 30, 2))
    assert found(path) == [("travel", "blocks", (9, 1)), ("travel", "warns", (9, 2))]
    with_it = check_with(path[:2], path[2], common())
    assert [(one.severity, one.stops) for one in with_it] == [("warns", (9, 2))]


def test_several_ways_that_are_too_long_each_say_theirs():
    assert said(ways((5, 60, 1), (10, 70, 2)), common(), "travel") == [
        (
            "There is too little time for the journey between “Step 9” and “Step 1” and “Step 2”. "
            "“Step 1”: on Monday 5 minutes, and the journey takes at least 30; "
            "“Step 2”: on Tuesday 10 minutes, and the journey takes at least 40.",
            "Look for one of them nearer, online or on another day.",
        )
    ]


def test_an_offer_that_is_online_needs_no_way_and_one_in_class_does_whatever_the_step_says():
    def path(style, **changes):
        return [
            stop(1, taking=offer(1, Slot(3, 540, 600), travel_minutes=0)),
            stop(2, taking=offer(2, Slot(3, 605, 700), provider=2, travel_minutes=30, **changes), style=style),
        ]

    assert found(path("in_class", is_online=True)) == []
    assert found(path("online")) == [("travel", "blocks", (2, 1))]


def test_what_only_a_step_that_is_done_could_have_covered_is_missing():
    assert found([stop(1, 7, picked=False, is_done=True)], common(7)) == [("missing", "warns", ())]


def test_entry_that_a_pick_would_meet_says_which():
    path = [stop(1, 7, picked=False), stop(2, taking=offer(1, asks=frozenset({7})))]
    finding = next(one for one in check(path, common()).findings if one.code == "entry")
    assert words(finding)[1] == "“Step 1” could count for “(7)”: pick one of its alternatives that does."


def test_an_offer_taken_up_three_times_is_one_finding():
    asking = offer(1, asks=frozenset({7}))
    path = [stop(key, taking=asking) for key in (1, 2, 3)]
    assert found(path) == [("entry", "blocks", (1,)), ("twice", "warns", (1, 2, 3))]
    assert said(path, common(), "twice")[0][0] == "“Step 1”, “Step 2” and “Step 3” take up the same offer, Offer 1."


def test_a_closed_offer_is_said_to_be_closed_and_nothing_else():
    gone = offer(1, WEDNESDAY, ends=(YEAR, 1), is_closed=True, asks=frozenset({7}), price_pence=900)
    path = [stop(1, taking=gone, year=YEAR + 1, term=1, minutes_a_week=9_000)]
    parts = common(most_minutes_a_week=60)
    assert found(path, parts) == [("closed", "blocks", (1,))]
    assert (check(path, parts).load, check(path, parts).cost_pence) == ({}, 0)


def test_a_step_of_a_year_whose_offer_runs_in_another_is_at_another_time():
    next_year = offer(1, starts=(YEAR + 1, 1), ends=(YEAR + 1, 3))
    assert found([stop(1, taking=next_year, year=YEAR)]) == [("off_term", "warns", (1,))]
    assert found([stop(1, taking=next_year, year=YEAR, lasts=2)]) == []
    last = offer(1, starts=(YEAR, 3), ends=(YEAR, 3))
    assert found([stop(1, taking=last, year=YEAR)]) == []


def test_times_that_touch_do_not_clash_whichever_step_was_written_first():
    early, late = Slot(3, 540, 600), Slot(3, 600, 660)
    for first, then in ((early, late), (late, early)):
        assert found([stop(1, taking=offer(1, first)), stop(2, taking=offer(2, then))]) == []


def test_no_minute_between_two_places_is_too_few():
    assert found(ways((0, 60, 1))) == [("travel", "blocks", (9, 1))]


def test_ask_is_not_met_by_a_choice_of_which_nothing_is_picked():
    path, asks = [stop(1, picked=False)], [AskRow(1, "A portfolio", step_id=1)]
    assert [code for code, *_rest in found(path, asks=asks)] == ["unpicked", "ending"]


def test_order_is_kept_by_any_step_before_and_not_asked_of_what_is_done_or_closed():
    parts = common(7, 8, precedes=frozenset({(7, 8)}))
    assert found([stop(1, 7), stop(2, 8), stop(3, 7)], parts) == []
    assert found([stop(1, 8, is_done=True), stop(2, 7)], parts) == []
    closed = stop(1, 8, taking=offer(1, is_closed=True))
    assert found([closed, stop(2, 7)], parts) == [("closed", "blocks", (1,))]


def test_load_that_is_over_is_not_found_fault_with():
    full = {"year": YEAR, "term": 1, "minutes_a_week": 90, "is_done": True}
    assert found([stop(1, **full), stop(2, **full)], common(most_minutes_a_week=100)) == []
    assert found([stop(1, **full), stop(2, **full | {"is_done": False})], common(most_minutes_a_week=100)) == [
        ("load", "warns", (1, 2))
    ]
