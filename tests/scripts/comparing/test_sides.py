"""The sums of comparing and of reading an ending back to today: pure, against small examples and properties."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scripts.checking.check import check
from scripts.checking.shapes import Common, Item, OfferFacts, Slot, Stop
from scripts.comparing.backwards import backwards, elsewhere
from scripts.comparing.sides import side, way_of

COMMON = Common(items=(Item(1, "Maths"), Item(2, "English")))


def offer(key, provider=9, travel=30, days=(1,), price=0, starts=(2026, 1), ends=(2026, 3)):
    slots = tuple(Slot(day, 540, 600) for day in days)
    return OfferFacts(
        key=key,
        title=f"Offer {key}",
        provider=provider,
        provider_name=f"Place {provider}",
        slots=slots,
        starts=starts,
        ends=ends,
        price_pence=price,
        travel_minutes=travel,
    )


def stop(key, **how):
    return Stop(key=key, title=f"Step {key}", **how)


def test_side_names_what_is_gained_and_given_up():
    base = [stop(1), stop(2), stop(3)]
    path = [stop(1), stop(4, year=2026, term=2, minutes_a_week=90), stop(5, year=2027, term=1, lasts=2)]
    found = side(path, base, check(path, COMMON))
    assert (found.gained, found.given_up) == (("Step 4", "Step 5"), ("Step 2", "Step 3"))
    assert (found.steps_left, found.until, found.busiest) == (3, (2027, 2), ((2026, 2), 90))


def test_path_against_itself_gains_and_gives_up_nothing():
    path = [stop(1), stop(2)]
    found = side(path, path, check(path, COMMON))
    assert (found.gained, found.given_up, found.busiest, found.until) == ((), (), None, None)


def test_way_counts_one_trip_a_day_to_one_place_both_ways():
    path = [stop(1, offer=offer(1, days=(1, 3))), stop(2, offer=offer(2, days=(3,)))]
    assert way_of(path).minutes_a_week == 2 * 30 * 2
    apart = [*path, stop(3, offer=offer(3, provider=8, days=(3,), travel=10))]
    assert way_of(apart).minutes_a_week == 2 * 30 * 2 + 20


def test_way_is_that_of_the_fullest_term():
    path = [
        stop(1, offer=offer(1, starts=(2026, 1), ends=(2026, 1))),
        stop(2, offer=offer(2, provider=8, travel=50, starts=(2026, 2), ends=(2026, 2))),
    ]
    assert way_of(path).minutes_a_week == 100


def test_way_that_nobody_has_timed_is_named_and_not_counted_as_none():
    path = [stop(1, offer=offer(1, travel=None)), stop(2, offer=offer(2, provider=8, days=()))]
    found = way_of(path)
    assert (found.minutes_a_week, found.unknown) == (0, ("Place 9", "Place 8"))


def test_way_of_what_is_done_or_at_home_is_nothing():
    path = [stop(1, offer=offer(1), is_done=True), stop(2, offer=offer(2, travel=0))]
    assert (way_of(path).minutes_a_week, way_of(path).unknown) == (0, ())


def test_backwards_begins_at_the_end_and_bounds_what_has_no_term():
    path = [stop(1, is_done=True), stop(2), stop(3, lasts=2), stop(4, year=2027, term=2)]
    rows = backwards(path, check(path, COMMON), (2026, 1))
    assert [(row.stop.key, row.by, row.is_planned) for row in rows] == [
        (4, (2027, 2), True),
        (3, (2026, 3), False),
        (2, (2026, 2), False),
    ]
    assert not any(row.is_late for row in rows)


def test_backwards_says_what_should_have_begun():
    path = [stop(2), stop(4, year=2026, term=1)]
    rows = backwards(path, check(path, COMMON), (2026, 2))
    assert [row.is_late for row in rows] == [True, True]


def test_backwards_says_nothing_of_a_term_where_nothing_is_known():
    path = [stop(1), stop(2)]
    assert [row.by for row in backwards(path, check(path, COMMON), (2026, 1))] == [None, None]


stops = st.lists(
    st.builds(
        lambda key, year, term, lasts, done, covers: stop(
            key, year=year, term=term, lasts=lasts, is_done=done, covers=frozenset(covers)
        ),
        st.integers(1, 30),
        st.none() | st.integers(2026, 2028),
        st.none() | st.integers(1, 3),
        st.integers(1, 4),
        st.booleans(),
        st.sets(st.integers(1, 2)),
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)


@given(stops)
def test_every_open_step_and_every_finding_is_said_once(path):
    report = check(path, COMMON)
    rows = backwards(path, report, (2026, 1))
    assert [row.stop.key for row in rows] == [each.key for each in reversed(path) if not each.is_done]
    said = [*elsewhere(report, rows), *(one for row in rows for one in row.findings)]
    assert sorted(map(id, said)) == sorted(map(id, report.findings))


@given(stops, stops)
def test_gained_and_given_up_mirror_one_another(one, other):
    there = side(one, other, check(one, COMMON))
    back = side(other, one, check(other, COMMON))
    assert (there.gained, there.given_up) == (back.given_up, back.gained)


def test_variant_brings_only_what_it_does_otherwise():
    """A branch written once more has steps of its own, which are the same in words; what differs is told apart."""
    base = [stop(1), Stop(2, "Theory", style="in_class"), Stop(3, "Studio"), Stop(4, "Sound", offer=offer(1))]
    path = [stop(1), Stop(12, "theory", style="online"), Stop(13, "Studio"), Stop(14, "Sound", offer=offer(2))]
    found = side(path, base, check(path, COMMON))
    assert (found.gained, found.given_up, found.otherwise) == (("Sound",), ("Sound",), ("theory",))


def test_step_that_stands_twice_is_given_up_once():
    base, path = [Stop(1, "Studio"), Stop(2, "Studio")], [Stop(3, "Studio")]
    found = side(path, base, check(path, COMMON))
    assert (found.gained, found.given_up, found.otherwise) == ((), ("Studio",), ())


def test_way_of_an_offer_online_is_none():
    path = [
        stop(1, offer=replace(offer(1), is_online=True)),
        stop(2, offer=replace(offer(2, travel=None), is_online=True)),
    ]
    assert (way_of(path).minutes_a_week, way_of(path).unknown) == (0, ())


def test_backwards_says_of_a_year_only_when_it_has_to_begin():
    """The learner said 2026/27 and no term: the latest that leaves room for what follows, which is not a plan."""
    path = [stop(1, year=2026, lasts=2), stop(2, year=2026, term=3)]
    rows = backwards(path, check(path, COMMON), (2026, 1))
    assert [(row.by, row.is_planned, row.is_late) for row in rows] == [
        ((2026, 3), True, False),
        ((2026, 1), False, False),
    ]
    alone = backwards([stop(1, year=2026)], check([], COMMON), (2026, 1))
    assert [(row.by, row.is_planned) for row in alone] == [((2026, 3), False)]
    after = [stop(1, year=2027), stop(2, year=2026, term=3)]
    assert backwards(after, check(after, COMMON), (2026, 1))[1].by == (2027, 3)


def test_backwards_does_not_call_late_what_goes_on():
    path = [stop(1, year=2026, term=1, lasts=3), stop(2, offer=offer(1))]
    for today, is_late in (((2026, 3), False), ((2027, 1), True)):
        assert [row.is_late for row in backwards(path, check(path, COMMON), today)] == [is_late, is_late]
