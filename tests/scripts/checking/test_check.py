"""The check of a path: each rule by itself, what it says, and that one cause is one message."""

import pytest

from scripts.authoring.shapes import AskRow
from scripts.checking.check import RULES, check, check_with
from scripts.checking.shapes import Common, Item, Money, OfferFacts, Slot, Stop
from scripts.checking.wording import words

YEAR = 2026
WEDNESDAY = Slot(3, 13 * 60, 16 * 60)


def offer(key, *slots, **changes):
    facts = {"title": f"Offer {key}", "provider": 1, "provider_name": "Northgate", "starts": (YEAR, 1)}
    return OfferFacts(key, slots=slots, **facts | {"ends": (YEAR, 3), "travel_minutes": 20} | changes)


def stop(key, *covers, taking=None, **changes):
    return Stop(key, f"Step {key}", covers=frozenset(covers), offer=taking, **changes)


def common(*required, **changes):
    return Common(items=tuple(Item(key, f"Part {key}") for key in required), **changes)


NOTHING = Common()


def found(path, parts=NOTHING, **changes):
    """Return what a check finds, as (code, severity, stops)."""
    report = check(path, parts, **changes)
    return [(one.code, one.severity, one.stops) for one in report.findings]


def test_report_of_an_empty_path_names_its_rules():
    report = check([], common())
    assert (report.rules, report.findings, report.done, report.wanted) == (RULES, (), 0, 0)


def test_coverage_says_which_step_covers_what():
    report = check([stop(1, 7), stop(2, 7, 8)], common(7, 8, 9))
    assert (report.done, report.wanted, report.is_whole) == (2, 3, False)
    assert [(cover.item.key, cover.stops) for cover in report.covered] == [(7, (1, 2)), (8, (2,)), (9, ())]


def test_exempt_and_free_parts_do_not_count_but_stay_visible():
    parts = Common(items=(Item(7, "a"), Item(8, "b", is_exempt=True), Item(9, "c", is_required=False)))
    report = check([stop(1, 7)], parts)
    assert (report.done, report.wanted, report.findings) == (1, 1, ())
    assert [cover.item.key for cover in report.covered] == [7, 8, 9]


def test_missing_parts_are_one_finding():
    assert found([stop(1, 7)], common(7, 8, 9)) == [("missing", "warns", ())]


def test_an_unpicked_alternative_counts_for_nothing_and_says_so_once():
    path = [stop(1, 7, taking=offer(1, WEDNESDAY), picked=False), stop(2, taking=offer(2, WEDNESDAY))]
    report = check(path, common(7))
    assert (report.done, report.load) == (0, {(YEAR, 1): 180, (YEAR, 2): 180, (YEAR, 3): 180})
    assert [(one.code, one.facts) for one in report.findings] == [
        ("unpicked", {"step": "Step 1", "could_count_for": ("Part 7",)})
    ]


def test_two_offers_at_one_time_block_and_are_one_finding_over_all_their_terms_and_days():
    twice_a_week = (WEDNESDAY, Slot(5, 540, 600))
    path = [stop(1, taking=offer(1, *twice_a_week)), stop(2, taking=offer(2, *twice_a_week, provider=2))]
    assert found(path) == [("clash", "blocks", (2, 1))]
    what, way_out = words(check(path, common()).findings[0])
    assert what == ("“Step 2” and “Step 1” are at the same time. Wednesday 13.00 to 16.00, Friday 9.00 to 10.00.")
    assert way_out == "Take one of them up at another time or place, or move it to a branch of its own."


def test_a_step_in_the_way_of_two_others_is_one_finding():
    path = [
        stop(1, taking=offer(1, Slot(1, 540, 600))),
        stop(2, taking=offer(2, Slot(2, 540, 600))),
        stop(3, taking=offer(3, Slot(1, 540, 600), Slot(2, 540, 600))),
    ]
    assert found(path) == [("clash", "blocks", (3, 1, 2))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"ends": (YEAR, 1)}, {"starts": (YEAR, 2)}),
        ({"days": (100, 150)}, {"days": (151, 200)}),
        ({"is_closed": True}, {}),
    ],
)
def test_offers_that_do_not_run_together_do_not_clash(first, second):
    path = [stop(1, taking=offer(1, WEDNESDAY, **first)), stop(2, taking=offer(2, WEDNESDAY, **second))]
    assert "clash" not in [code for code, *_rest in found(path)]


def test_one_that_ends_when_the_other_begins_does_not_clash():
    path = [stop(1, taking=offer(1, Slot(3, 540, 600))), stop(2, taking=offer(2, Slot(3, 600, 660)))]
    assert found(path) == []


def test_what_is_done_is_not_found_fault_with():
    path = [stop(1, taking=offer(1, WEDNESDAY), is_done=True), stop(2, taking=offer(2, WEDNESDAY))]
    assert found(path) == []


def way(gap, here, there):
    one, other = Slot(3, 540, 600), Slot(3, 600 + gap, 700 + gap)
    path = [
        stop(1, taking=offer(1, one, provider=1, travel_minutes=here)),
        stop(2, taking=offer(2, other, provider=2, travel_minutes=there)),
    ]
    return found(path)


def test_travel_from_home_blocks_when_the_way_is_longer_than_the_gap():
    assert way(25, 0, 30) == [("travel", "blocks", (2, 1))]
    assert way(30, 0, 30) == []


def test_travel_between_partners_warns_between_what_is_sure_and_what_may_be():
    assert way(5, 30, 40) == [("travel", "blocks", (2, 1))]
    assert way(10, 30, 40) == [("travel", "warns", (2, 1))]
    assert way(69, 30, 40) == [("travel", "warns", (2, 1))]
    assert way(70, 30, 40) == []


def test_travel_that_nobody_knows_is_noted():
    assert way(5, None, 0) == [("travel_unknown", "notes", (1,))]


def test_entry_needs_a_step_that_is_over_before_the_offer_starts():
    asking = stop(2, taking=offer(1, asks=frozenset({7})))
    assert found([asking]) == [("entry", "blocks", (2,))]
    assert found([stop(1, 7), asking]) == []
    assert found([asking, stop(1, 7)]) == [("entry", "blocks", (2,))]
    assert found([asking, stop(1, 7, is_done=True)]) == []
    assert found([stop(1, 7, year=YEAR, term=1), asking]) == [("entry", "blocks", (2,))]
    assert found([asking, stop(1, 7, year=YEAR - 1, term=3)]) == []
    assert found([stop(1, 7, year=YEAR - 1, term=3, lasts=2), asking]) == [("entry", "blocks", (2,))]


def test_an_offer_does_not_meet_its_own_entry():
    finding = check([stop(1, 7, taking=offer(1, asks=frozenset({7})))], common()).findings[0]
    assert (finding.code, finding.facts["late"]) == ("entry", ())


def test_two_that_clash_are_not_said_again_for_the_way_between_them():
    here = offer(1, WEDNESDAY, Slot(5, 540, 600), provider=1, travel_minutes=0)
    there = offer(2, WEDNESDAY, Slot(5, 605, 660), provider=2, travel_minutes=30)
    assert found([stop(1, taking=here), stop(2, taking=there)]) == [("clash", "blocks", (2, 1))]


def test_entry_is_settled_once_there_is_a_place():
    assert found([stop(2, taking=offer(1, asks=frozenset({7}), has_place=True))]) == []


def test_entry_that_comes_too_late_says_which_step_to_move():
    finding = check([stop(2, taking=offer(1, asks=frozenset({7}))), stop(1, 7)], common(7)).findings[0]
    assert words(finding) == (
        "“Step 2” asks for “Part 7” first.",
        "“Step 1” counts for “Part 7” but comes too late. Put it before “Step 2”.",
    )


def test_order_is_broken_by_a_step_before_what_it_builds_on():
    parts = common(7, 8, precedes=frozenset({(7, 8)}))
    assert found([stop(1, 8), stop(2, 7)], parts) == [("order", "warns", (2, 1))]
    assert found([stop(2, 7), stop(1, 8)], parts) == []
    assert found([stop(1, 7, 8)], parts) == []
    same_term = [stop(1, 8, year=YEAR, term=1), stop(2, 7, year=YEAR, term=1)]
    assert found(same_term, parts) == []


def test_steps_that_wait_for_the_same_one_are_one_finding():
    parts = common(7, 8, 9, precedes=frozenset({(7, 8), (7, 9)}))
    finding = check([stop(1, 8), stop(2, 9), stop(3, 7)], parts).findings[0]
    assert (finding.stops, finding.facts["is_too_early"]) == ((3, 1, 2), False)
    assert words(finding)[1] == "Move “Step 3” earlier."


def test_what_an_offer_asks_for_is_not_said_again_as_order():
    parts = common(7, 8, precedes=frozenset({(7, 8)}))
    path = [stop(1, 8, taking=offer(1, asks=frozenset({7}))), stop(2, 7)]
    assert found(path, parts) == [("entry", "blocks", (1,))]


def test_load_is_one_finding_a_year():
    path = [
        stop(1, year=YEAR, term=1, lasts=2, minutes_a_week=900),
        stop(2, year=YEAR, term=1, lasts=2, minutes_a_week=901),
    ]
    parts = common(most_minutes_a_week=1800)
    assert found(path, parts) == [("load", "warns", (1, 2))]
    report = check(path, parts)
    assert report.load == {(YEAR, 1): 1801, (YEAR, 2): 1801}
    assert words(report.findings[0])[0] == (
        "More than 30 hours a week: autumn 2026/27 (30 h) and spring 2026/27 (30 h)."
    )
    assert found(path, common(most_minutes_a_week=1801)) == []


def test_cost_is_weighed_against_what_is_left_of_the_year():
    dear = [stop(1, taking=offer(1, price_pence=60_000)), stop(2, taking=offer(2, price_pence=50_000))]
    assert found(dear, money=Money(110_000, 0, YEAR)) == []
    assert found(dear, money=Money(110_000, 1, YEAR)) == [("cost", "warns", (1, 2))]
    assert found(dear, money=Money(None)) == found(dear, money=Money(0, 0, YEAR + 1)) == []
    assert check(dear, common()).cost_pence == 110_000


def test_a_place_that_is_theirs_is_not_paid_for_again():
    path = [stop(1, taking=offer(1, price_pence=60_000, has_place=True))]
    assert found(path, money=Money(60_000, 60_000, YEAR)) == []


def test_places_closed_full_and_waiting():
    assert found([stop(1, taking=offer(1, is_closed=True, places_left=0))]) == [("closed", "blocks", (1,))]
    assert found([stop(1, taking=offer(1, places_left=0))]) == [("full", "warns", (1,))]
    assert found([stop(1, taking=offer(1, places_left=0, is_waiting=True))]) == [("waiting", "notes", (1,))]
    assert found([stop(1, taking=offer(1, is_closed=True, has_place=True))]) == []
    assert found([stop(1, taking=offer(1, places_left=None))]) == []


def test_an_offer_taken_up_twice_is_said_and_counts_once():
    path = [stop(1, taking=offer(1, WEDNESDAY, price_pence=100)), stop(2, taking=offer(1, WEDNESDAY, price_pence=100))]
    assert found(path) == [("twice", "warns", (1, 2))]
    assert (check(path, common()).cost_pence, check(path, common()).load[YEAR, 1]) == (100, 180)


def test_a_step_at_another_time_than_its_offer_is_said():
    autumn = offer(1, ends=(YEAR, 1))
    assert found([stop(1, taking=autumn, year=YEAR, term=2)]) == [("off_term", "warns", (1,))]
    assert found([stop(1, taking=autumn, year=YEAR)]) == found([stop(1, taking=autumn, year=YEAR, term=1)]) == []
    assert found([stop(1, taking=autumn, year=YEAR + 1)]) == [("off_term", "warns", (1,))]


def test_endings_ask_until_a_step_meets_them():
    asks = [AskRow(1, "A portfolio", step_id=4), AskRow(2, "Maths", item_id=7), AskRow(3, "A letter")]
    report = check([stop(4), stop(5, 7)], common(), asks=asks)
    assert [(one.code, one.facts) for one in report.findings] == [("ending", {"asks": ("A letter",)})]
    assert found([], asks=asks[:1]) == [("ending", "notes", ())]


def test_findings_that_block_come_first():
    path = [stop(1, taking=offer(1, places_left=0)), stop(2, taking=offer(2, is_closed=True))]
    assert [severity for _code, severity, _stops in found(path, common(7))] == ["blocks", "warns", "warns"]


def test_check_with_returns_only_what_the_candidate_adds():
    path = [stop(1, taking=offer(1, WEDNESDAY)), stop(2, taking=offer(2, is_closed=True))]
    candidate = stop(0, taking=offer(3, WEDNESDAY))
    assert [one.code for one in check_with(path, candidate, common(7))] == ["clash"]
    assert check_with(path, stop(0, taking=offer(3)), common(7)) == ()


def test_check_with_puts_an_alternative_where_its_step_stands():
    path = [stop(1, 7, picked=False), stop(2, taking=offer(2, asks=frozenset({7})))]
    assert check_with(path, stop(1, 7, picked=True), common(7)) == ()
    late = check_with(path, stop(1, taking=offer(3, asks=frozenset({9})), picked=True), common(7))
    assert [one.code for one in late] == ["entry"]


def test_missing_parts_are_named_up_to_five_and_counted_beyond():
    (five,) = check([stop(1, 7)], common(7, 8, 9, 10, 11, 12)).findings
    (six,) = check([stop(1, 7)], common(7, 8, 9, 10, 11, 12, 13)).findings
    assert words(five)[0].count("“") == 5
    assert words(five)[0].startswith("5 required parts are not covered")
    assert (words(six)[0].count("“"), words(six)[0].endswith(" and 2 more.")) == (4, True)
    assert words(six)[0].startswith("6 required parts are not covered")
