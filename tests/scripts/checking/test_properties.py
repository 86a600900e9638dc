"""What must hold of the check whatever the path, found by hypothesis and by a second, simpler implementation."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scripts.authoring.shapes import AskRow
from scripts.checking.check import check
from scripts.checking.shapes import Common, Item, Money, OfferFacts, Slot, Stop
from scripts.checking.wording import words

ITEMS = range(1, 7)
TERMS = [(2026, 1), (2026, 2), (2026, 3), (2027, 1)]
some_items = st.frozensets(st.sampled_from(ITEMS), max_size=3)
hours = st.integers(8, 17)
slots = st.builds(
    lambda day, start, length: Slot(day, start * 60, (start + length) * 60), st.integers(1, 3), hours, st.integers(1, 3)
)


@st.composite
def offers(draw):
    first, last = sorted(draw(st.tuples(st.integers(0, 3), st.integers(0, 3))))
    return OfferFacts(
        key=draw(st.integers(1, 8)),
        title="An offer",
        provider=draw(st.integers(1, 3)),
        slots=tuple(draw(st.lists(slots, max_size=3))),
        asks=draw(some_items),
        starts=TERMS[first],
        ends=TERMS[last],
        price_pence=draw(st.integers(0, 3)) * 1_000,
        places_left=draw(st.sampled_from([None, 0, 5])),
        is_closed=draw(st.booleans()),
        has_place=draw(st.booleans()),
        is_waiting=draw(st.booleans()),
        travel_minutes=draw(st.sampled_from([None, 0, 20, 50])),
    )


@st.composite
def stops(draw, key=0):
    has_year = draw(st.booleans())
    return Stop(
        key=key,
        title=f"Step {key}",
        year=2026 if has_year else None,
        term=draw(st.sampled_from([None, 1, 2, 3])),
        lasts=draw(st.integers(1, 4)),
        minutes_a_week=draw(st.sampled_from([None, 120, 600])),
        covers=draw(some_items),
        style=draw(st.sampled_from(["online", "in_class"])),
        offer=draw(st.none() | offers()),
        picked=draw(st.sampled_from([None, None, True, False])),
        is_done=draw(st.booleans()),
    )


@st.composite
def paths(draw, most=8):
    path = [draw(stops(key=key)) for key in draw(st.permutations(range(1, draw(st.integers(0, most)) + 1)))]
    same = {stop.offer.key: stop.offer for stop in path if stop.offer}  # an offer is one and the same on all steps
    return [replace(stop, offer=same[stop.offer.key]) if stop.offer else stop for stop in path]


commons = st.builds(
    lambda flags, precedes: Common(
        items=tuple(
            Item(key, f"Part {key}", required, exempt) for key, (required, exempt) in zip(ITEMS, flags, strict=True)
        ),
        precedes=frozenset((a, b) for a, b in precedes if a < b),
        most_minutes_a_week=900,
    ),
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=6, max_size=6),
    st.frozensets(st.tuples(st.sampled_from(ITEMS), st.sampled_from(ITEMS)), max_size=5),
)
MONEY = Money(2_000, 500, 2026)
ASKS = [AskRow(1, "A letter", item_id=3), AskRow(2, "A talk", step_id=2)]


def minute_by_minute(stop):
    """Return every (term, weekday, five minutes) that a stop takes: the slow way to know a clash."""
    between = TERMS[TERMS.index(stop.offer.starts) : TERMS.index(stop.offer.ends) + 1]
    return {
        (term, slot.weekday, minute)
        for term in between
        for slot in stop.offer.slots
        for minute in range(slot.starts, slot.ends, 5)
    }


def clashing_pairs(path):
    """Return the pairs of offers that take the same five minutes, by brute force."""
    taken = {}
    for stop in path:
        is_ahead = stop.offer and stop.picked is not False and not stop.is_done
        if is_ahead and (not stop.offer.is_closed or stop.offer.has_place):
            taken[stop.offer.key] = minute_by_minute(stop)
    return {(a, b) for a in taken for b in taken if a < b and taken[a] & taken[b]}


def found_pairs(path, report):
    """Return the pairs of offers in the findings of clashes, each as often as it is said."""
    offer = {stop.key: stop.offer.key for stop in path if stop.offer}
    return [
        tuple(sorted((offer[one.stops[0]], offer[other])))
        for one in report.findings
        if one.code == "clash"
        for other in one.stops[1:]
    ]


def causes(report, code):
    return {one.cause for one in report.findings if one.code == code}


@given(paths(), commons)
def test_clashes_are_those_that_brute_force_finds_each_said_once(path, common):
    pairs = found_pairs(path, check(path, common))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == clashing_pairs(path)


@given(paths(), commons)
def test_coverage_is_what_brute_force_counts(path, common):
    report = check(path, common)
    covered = set()
    for stop in path:
        if stop.picked is not False:
            covered |= stop.covers
    wanted = {item.key for item in common.items if item.is_required and not item.is_exempt}
    assert (report.done, report.wanted) == (len(wanted & covered), len(wanted))


@given(paths(), commons, st.data())
def test_a_step_more_never_lowers_coverage(path, common, data):
    more = data.draw(stops(key=99))
    place = data.draw(st.integers(0, len(path)))
    assert check([*path[:place], more, *path[place:]], common).done >= check(path, common).done


@given(paths(), commons, st.randoms())
def test_the_order_of_steps_does_not_change_clashes_nor_load(path, common, random):
    shuffled = list(path)
    random.shuffle(shuffled)
    one, other = check(path, common), check(shuffled, common)
    assert {f.cause for f in one.findings if f.code == "clash"} == {
        f.cause for f in other.findings if f.code == "clash"
    }
    assert set(found_pairs(path, one)) == set(found_pairs(shuffled, other))


@given(paths(), commons)
def test_the_check_is_deterministic(path, common):
    assert check(path, common, MONEY, ASKS) == check(list(path), common, MONEY, list(ASKS))


@given(paths(), commons)
def test_one_cause_is_one_finding_in_one_order(path, common):
    findings = check(path, common, MONEY, ASKS).findings
    said = [(one.code, one.cause) for one in findings]
    assert len(said) == len(set(said))
    weights = [("blocks", "warns", "notes").index(one.severity) for one in findings]
    assert weights == sorted(weights)


@given(paths(), commons)
def test_two_offers_that_clash_are_not_said_again_as_travel(path, common):
    findings = check(path, common).findings
    offer = {stop.key: stop.offer.key for stop in path if stop.offer}
    travel = {
        tuple(sorted((offer[one.stops[0]], offer[key])))
        for one in findings
        if one.code == "travel"
        for key in one.stops[1:]
    }
    assert not travel & clashing_pairs(path)


@given(paths(), commons)
def test_every_finding_has_words_and_a_way_out(path, common):
    for finding in check(path, common, MONEY, ASKS).findings:
        what, way_out = words(finding)
        assert what
        assert way_out.endswith(".")


@given(paths(), commons)
def test_what_is_set_right_is_not_found_again(path, common):
    """Taking off the hub of each clash leaves none."""
    hubs = {one.stops[0] for one in check(path, common).findings if one.code == "clash"}
    offers_off = {stop.offer.key for stop in path if stop.key in hubs and stop.offer}
    left = [stop for stop in path if not (stop.offer and stop.offer.key in offers_off)]
    assert not [one for one in check(left, common).findings if one.code == "clash"]
