"""Times in the week: read as people write them, and refused with the way to put them right."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.offers.slots import TimeWrong, read_slots, write_slots


def at(hour, minute=0):
    return dt.time(hour, minute)


@pytest.mark.parametrize(
    "text",
    ["Wednesday 13.00 to 16.00", "wed 13:00-16:00", "WEDNESDAY, 13:00 until 16:00", "\n Wed. 13.00 – 16.00 ;"],
)
def test_a_time_is_read_however_it_is_written(text):
    assert read_slots(text) == [(3, at(13), at(16))]


def test_times_come_in_the_order_of_the_week_and_once():
    assert read_slots("Fri 9.00 to 10.00; Mon 9.30 to 10.00\nFri 9.00 to 10.00") == [
        (1, at(9, 30), at(10)),
        (5, at(9), at(10)),
    ]
    assert read_slots("") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wednesday afternoon", "is not a time in the week. Write it like Wednesday 13.00 to 16.00."),
        ("T 9.00 to 10.00", "is not a time in the week"),
        ("Tomorrow 9.00 to 10.00", "is not a time in the week"),
        ("Wed 13 to 16", "is not a time in the week"),
        ("Wed 25.00 to 26.00", "there is no such time of day"),
        ("Wed 10.00 to 10.00", "ends before it starts"),
        ("Wed 9.00 to 11.00; Wed 10.00 to 12.00", "overlap. Make them one"),
        ("; ".join(f"Mon {hour}.00 to {hour}.30" for hour in range(21)), "At most 20 times"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_and_says_why(text, said):
    with pytest.raises(TimeWrong) as refused:
        read_slots(text)
    assert said in str(refused.value)


minutes = st.integers(0, 24 * 60 - 2)


@given(st.lists(st.tuples(st.integers(1, 7), minutes, st.integers(1, 90)), max_size=6))
def test_what_is_written_is_read_again(rows):
    slots = sorted({(day, start, min(start + long, 24 * 60 - 1)) for day, start, long in rows})
    apart = [one for number, one in enumerate(slots) if all(o[0] != one[0] or o[2] <= one[1] for o in slots[:number])]
    times = [(day, at(*divmod(start, 60)), at(*divmod(end, 60))) for day, start, end in apart]
    assert read_slots(write_slots(times)) == times
