"""The check costs little: measured against a floor in the same run, so that a slow machine is not a fault."""

from time import process_time

from scripts.checking.check import check
from scripts.checking.shapes import Common, Item, Money, OfferFacts, Slot, Stop

STEPS, BRANCHES, OWN = 40, 8, 4
ITEMS = 30


def a_stop(key):
    """Return a step that takes up an offer with three times in the week; neighbours clash, and all ask something."""
    slots = tuple(Slot(1 + (key + each) % 5, 540 + 45 * (key % 7), 660 + 45 * (key % 7)) for each in range(3))
    taking = OfferFacts(
        key=key,
        title=f"Offer {key}",
        provider=key % 4,
        slots=slots,
        asks=frozenset({key % ITEMS, (key + 7) % ITEMS}),
        starts=(2026, 1 + key % 3),
        ends=(2027, 1 + key % 3),
        price_pence=50_000,
        places_left=key % 3,
        travel_minutes=key % 4 * 25,
    )
    covers = frozenset({key % ITEMS, (key + 3) % ITEMS})
    return Stop(key, f"Step {key}", minutes_a_week=240, covers=covers, offer=taking)


def floor():
    """Turn a loop a million times: some 15 ms on the machine this was written on, and no more than 50 on any."""
    started = process_time()
    for _turn in range(1_000_000):
        pass
    return process_time() - started


def least(act, times=7):
    return min(act() for _time in range(times))


def test_a_script_of_forty_steps_and_eight_branches_is_checked_in_far_less_than_fifty_milliseconds():
    stops = [a_stop(key) for key in range(1, STEPS + 1)]
    trunk = stops[: STEPS - BRANCHES * OWN]
    own = [stops[len(trunk) + OWN * each : len(trunk) + OWN * (each + 1)] for each in range(BRANCHES)]
    common = Common(
        items=tuple(Item(key, f"Part {key}") for key in range(ITEMS)),
        precedes=frozenset((key, key + 1) for key in range(ITEMS - 1)),
        most_minutes_a_week=1_800,
    )

    def check_all():
        started = process_time()
        for branch in own:
            check(trunk + branch, common, Money(100_000, 0))
        return process_time() - started

    def check_one_path_of_all():
        started = process_time()
        check(stops, common, Money(100_000, 0))
        return process_time() - started

    bare = least(floor)
    assert least(check_all) < bare
    assert least(check_one_path_of_all) < bare
