"""The route map: nothing overlaps, nothing is cut, order is kept, and the same script gives the same map."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.authoring.path import path_steps
from scripts.mapping.labels import ASCENT, LINE_HEIGHT, SIZE, width_of, wrap
from scripts.mapping.lanes import arrange
from scripts.mapping.layout import lay_out
from scripts.mapping.measures import FILL, ICON, NARROW, PILL, STOP, TERMINUS
from scripts.mapping.rows import lay_rows
from scripts.mapping.shapes import BranchFacts, Mark, StepFacts

THICK = 5  # a rail, as the style sheet draws it


@dataclass(frozen=True)
class Box:
    """A rectangle on the map, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other):
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


WORDS = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"], include_characters=" \u200d"), min_size=1, max_size=150
).filter(str.strip)
MARKS = st.lists(st.builds(Mark, WORDS, st.sampled_from(["lock", "check"]), st.just("soft")), max_size=3).map(tuple)
TITLES = st.sampled_from(["Maths", "Level 2 certificate in practical skills", "Electromagnetism", "W" * 60]) | WORDS


@st.composite
def scripts(draw, most_lines=9, most_stops=6):
    """Draw any script: a trunk and branches that fork after any stop of any earlier line, or before the first."""
    lines, key = [], 100
    for number in range(draw(st.integers(1, most_lines))):
        parent = draw(st.sampled_from(lines)) if lines else None
        after = draw(st.sampled_from([None, *(stop.key for stop in parent.steps)])) if parent else None
        stops = []
        for _each in range(draw(st.integers(0, most_stops))):
            year = draw(st.none() | st.integers(2026, 2029))
            term, is_done = draw(st.none() | st.integers(1, 3)), draw(st.booleans())
            lasts, choices = draw(st.just(1) | st.integers(1, 9)), draw(st.sampled_from([0, 0, 2, 3]))
            drawn_so = {"is_done": is_done, "choices": choices, "marks": draw(MARKS)}
            stops.append(StepFacts(key, draw(TITLES), (), year, term, lasts, **drawn_so))
            key += 1
        state = draw(st.sampled_from(["idea", "possible", "set_aside", "finished"]))
        ending = draw(st.just("") | TITLES)
        number_of = number or "core"
        fork = (parent and parent.key, after)
        asks = draw(MARKS)
        lines.append(BranchFacts(number, draw(TITLES)[:100], ending, state, number_of, tuple(stops), *fork, asks=asks))
    chosen = draw(st.sampled_from([None, *(line.key for line in lines)]))
    here = draw(st.sampled_from([None, *(stop.key for line in lines for stop in line.steps)]))
    return lines, chosen, here


def drawn(script):
    lines, chosen, here = script
    return lay_out(lines, chosen=chosen, here=here)


def dots(route):
    stops = []
    for each in route.stops:
        high = PILL if each.stop.choices else STOP
        stops.append(Box(each.x - STOP, each.y - high, 2 * STOP, 2 * high))
    return stops + [Box(e.x - TERMINUS, e.y - TERMINUS, 2 * TERMINUS, 2 * TERMINUS) for e in route.termini]


def names(route):
    around = [frame(each.texts, each.x) for each in route.stops] + [frame(each.texts) for each in route.termini]
    return around + [frame([each.text]) for each in route.called]


def frame(texts, middle=None):
    """Return the box around lines of words, which begin at their place or have it in the middle."""
    width = max(width_of(text.words) + (ICON if text.icon else 0) for text in texts)
    left = texts[0].x if middle is None else middle - width / 2
    return Box(round(left, 1), round(texts[0].y - ASCENT, 1), width, LINE_HEIGHT * len(texts))


def lying(rail):
    """Return the box of a rail as far as it lies over its line."""
    rise, across = numbers(rail.path)
    start, end = rise.x + 0.5, across.x + across.width
    return Box(start, across.y + 0.5 - THICK / 2, round(end - start, 1), THICK)


def numbers(path):
    """Return the straight pieces of a path as boxes one pixel thick; corners are left out."""
    boxes, x, y = [], 0.0, 0.0
    for command, rest in re.findall(r"([MHVQ])([^MHVQ]*)", path):
        values = [float(value) for value in rest.split()]
        if command == "H":
            boxes.append(Box(min(x, values[0]), y - 0.5, abs(values[0] - x), 1))
            x = values[0]
        elif command == "V":
            boxes.append(Box(x - 0.5, min(y, values[0]), 1, abs(values[0] - y)))
            y = values[0]
        else:
            x, y = values[-2:]
    return boxes


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_no_name_meets_a_name_or_a_stop(script):
    route = drawn(script)
    for one, other in combinations(names(route), 2):
        assert not one.overlaps(other)
    for name in names(route):
        assert not any(name.overlaps(dot) for dot in dots(route))


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_no_line_runs_through_a_name(script):
    route = drawn(script)
    for track in route.tracks:
        for piece in numbers(track.path):
            assert not any(piece.overlaps(name) for name in names(route))


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_rails_meet_no_name_no_stop_no_line_and_not_one_another(script):
    route = drawn(script)
    rails = [lying(rail) for rail in route.rails]
    across = [piece for track in route.tracks for piece in numbers(track.path)]
    for one, other in combinations(rails, 2):
        assert not one.overlaps(other)
    for rail in rails:
        assert not any(rail.overlaps(other) for other in [*names(route), *dots(route), *across])
    for rail in route.rails:
        rise = numbers(rail.path)[0]
        assert not any(rise.overlaps(lying(other)) for other in route.rails if other is not rail)


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_rails_end_where_their_steps_end(script):
    """No later than the last stop of the term in which it ends, and no earlier than any stop of that term."""
    lines, chosen, _here = script
    plan, route = arrange(lines, chosen), drawn(script)
    assert {rail.stop.key for rail in route.rails} == set(plan.until)
    for rail in route.rails:
        assert lying(rail).width > 0
        assert lying(rail).x + lying(rail).width < route.ends_at
        assert plan.until[rail.stop.key] > plan.column[rail.stop.key]


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_everything_is_inside_the_map(script):
    route = drawn(script)
    for box in [
        *names(route),
        *dots(route),
        *(lying(rail) for rail in route.rails),
        *(box for track in route.tracks for box in numbers(track.path)),
    ]:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= route.width
        assert box.y + box.height <= route.height


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_stops_keep_the_order_of_every_path(script):
    lines, _chosen, _here = script
    places = {each.stop.key: each.x for each in drawn(script).stops}
    assert len(places) == sum(len(line.steps) for line in lines)

    class Row:
        def __init__(self, line):
            self.pk, self.parent_id, self.forks_after_id = line.key, line.parent, line.forks_after

    class Step:
        def __init__(self, stop):
            self.pk = stop.key

    rows = {line.key: Row(line) for line in lines}
    steps = {line.key: [Step(stop) for stop in line.steps] for line in lines}
    for row in rows.values():
        across = [places[step.pk] for step in path_steps(row, rows, steps)]
        assert all(later - earlier >= NARROW for earlier, later in pairwise(across))


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_bands_are_in_order_and_hold_their_stops(script):
    route = drawn(script)
    years = [band.year or 0 for band in route.bands]
    assert years == sorted(set(years))
    for one, other in pairwise(route.bands):
        assert one.x + one.width == pytest.approx(other.x, abs=0.2)
    for each in route.stops:
        band = next(band for band in route.bands if band.x <= each.x <= band.x + band.width)
        assert each.stop.year is None or (band.year or 0) >= each.stop.year


@given(scripts(most_lines=5, most_stops=4))
@settings(max_examples=50, deadline=None)
def test_the_same_script_gives_the_same_map(script):
    assert drawn(script) == drawn(script)


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_no_fork_crosses_another_line(script):
    """A fork's way down passes only lanes whose lines begin to the right of it."""
    tracks = [(track, numbers(track.path)) for track in drawn(script).tracks]
    for track, pieces in tracks:
        for down in (piece for piece in pieces if piece.width == 1):
            for other, lengths in tracks:
                across = [piece for piece in lengths if piece.width != 1 and other.line is not track.line]
                assert not any(down.overlaps(piece) for piece in across)


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_rows_show_every_stop_once_in_the_order_of_its_line(script):
    lines, chosen, here = script
    rows = lay_rows(lines, chosen=chosen, here=here)
    shown = [row.stop.key for row in rows if row.kind == "stop"]
    assert sorted(shown) == sorted(stop.key for line in lines for stop in line.steps)
    for line in lines:
        assert [key for key in shown if key in {s.key for s in line.steps}] == [stop.key for stop in line.steps]
    assert [row.line.key for row in rows if row.kind == "line"].count(0) == 1
    assert len({row.line.key for row in rows if row.kind == "line"}) == len(lines)
    assert [row.stop.key for row in rows if row.is_here] == ([here] if here is not None else [])


@given(scripts())
@settings(max_examples=40, deadline=None)
def test_rows_join_up(script):
    """What leaves the foot of one row enters the head of the next, in the same place and state."""
    lines, chosen, here = script
    rows = lay_rows(lines, chosen=chosen, here=here)
    for upper, lower in pairwise(rows):
        leaves = {(p.line.key, p.state, p.x) for p in upper.stretches if p.part != "to middle"}
        leaves |= {(bend.line.key, bend.state, bend.x) for bend in upper.bends}
        assert leaves == {(p.line.key, p.state, p.x) for p in lower.stretches if p.part != "from middle"}


def test_forty_steps_on_eight_branches_keep_all_of_it():
    """Every branch has forty steps with long titles, choices and lengths: nothing meets, and it is the same again."""
    marks = (Mark("for 3 terms", "hourglass"), Mark("pick 1 of 3", "list-ordered", "wait"))
    trunk = tuple(
        StepFacts(n, f"Part {n} of what everyone does together", (), 2026 + n // 12, n // 4 % 3 + 1) for n in range(40)
    )
    lines = [BranchFacts(0, "Common script", "", "possible", "core", trunk)]
    for number in range(1, 9):
        stops = tuple(
            StepFacts(100 * number + n, "A step with a name long enough to wrap", (), 2028 + n // 9, n // 3 % 3 + 1)
            for n in range(38)
        )
        long = StepFacts(100 * number + 50, "Placement", (), 2033, 1, 4, choices=3, marks=marks)
        last = StepFacts(100 * number + 51, "Show", (), 2033, 2, 3)
        name, asks = f"Branch {number}", (Mark("A grade 6 in maths or the summer bridge", "check"),) * 4
        parent, after = (0, trunk[3 * number].key) if number % 2 else (number - 1, 100 * (number - 1) + number)
        line = BranchFacts(
            number, name, f"Ending {number}", "idea", number, (*stops, long, last), parent, after, (), asks
        )
        lines.append(line)
    script = (lines, 8, 303)
    route = drawn(script)
    assert len(route.stops) == 9 * 40
    for one, other in combinations([*names(route), *(lying(rail) for rail in route.rails)], 2):
        assert not one.overlaps(other)
    boxes = dots(route)
    assert not any(name.overlaps(dot) for name in names(route) for dot in boxes)
    assert drawn(script) == route


TRUNK = BranchFacts(
    1, "Common script", "", "possible", "core", (StepFacts(10, "GCSE maths"), StepFacts(11, "GCSE English"))
)
CHOSEN = BranchFacts(2, "Engineering", "Degree apprenticeship", "chosen", 1, (StepFacts(20, "Workshop year"),), 1, 11)
IDEA = BranchFacts(3, "Music", "Own studio", "idea", 2, (StepFacts(30, "Studio evenings"),), 1, 10)


def test_the_chosen_branch_goes_straight_on_from_the_trunk():
    plan = arrange([TRUNK, CHOSEN, IDEA], 2)
    assert plan.lane == {1: 0, 2: 0, 3: 1}
    assert plan.column == {10: 0, 11: 1, 20: 2, 30: 1}


def test_the_trunk_is_drawn_as_chosen_as_far_as_the_path_runs_along_it():
    route = lay_out([TRUNK, CHOSEN, IDEA], chosen=3)
    trunk = [(track.state) for track in route.tracks if track.line is TRUNK]
    assert sorted(trunk) == ["chosen", "possible"]
    assert {each.stop.key: each.state for each in route.stops} == {
        10: "chosen",
        11: "possible",
        20: "chosen",
        30: "chosen",
    }


def test_the_ending_is_whole():
    route = lay_out([TRUNK, CHOSEN], chosen=2)
    assert [text.words for text in route.termini[0].texts] == ["Degree", "apprenticeship", "Engineering"]


def test_a_small_map_fills_its_frame_and_a_big_one_does_not_shrink():
    stops = tuple(StepFacts(number, f"Step {number}") for number in range(40))
    assert lay_out([TRUNK, CHOSEN], chosen=2).width <= FILL
    assert lay_out([BranchFacts(1, "Common script", "", "chosen", "core", stops)], chosen=1).width > 39 * NARROW


def test_where_the_learner_is_is_written_beside_the_stop():
    route = lay_out([TRUNK, CHOSEN], chosen=2, here=11, here_words="You are here")
    here = next(each for each in route.stops if each.is_here)
    assert [(text.words, text.kind) for text in here.texts] == [("You are here", "here"), ("GCSE English", "")]


def test_a_script_without_steps_is_a_map_too():
    route = lay_out(
        [BranchFacts(1, "Common script", "", "chosen", "core"), BranchFacts(2, "Idea", "", "idea", 1, (), 1)], chosen=1
    )
    assert [each.line.key for each in route.termini] == [2]


@given(WORDS, st.integers(1, 4))
@settings(max_examples=200)
def test_wrap_keeps_to_its_width_and_lines(text, lines):
    broken = wrap(text, 104, lines)
    assert 1 <= len(broken) <= lines
    assert all(width_of(line) <= 104 for line in broken)


def test_wrap_says_when_it_leaves_something_out():
    assert wrap("Careers: meeting employers", 104, 4) == ["Careers:", "meeting", "employers"]
    assert wrap("one two three four five six seven", 60, 2)[-1].endswith("…")
    assert wrap("Electroencephalography", 104, 3) == ["Electroencep-", "halography"]


@pytest.mark.parametrize("words", ["Математика", "Ηλεκτρονική", "ההנדסה", "الرياضيات والهندسة", "हिन्दी साहित्य"])
def test_words_of_other_scripts_are_not_broken_needlessly(words):
    assert wrap(words, 104, 4) == words.split()


def test_what_is_one_letter_to_see_is_never_cut_in_two():
    family = "👨‍👩‍👧"
    assert wrap(family * 4, 104, 9) == [family] * 4
    assert wrap("漢字" * 6, 104, 9) == ["漢字漢字漢字", "漢字漢字漢字"]
    assert all(not unicodedata.combining(line[0]) for line in wrap("e\u0301\u0323" * 60, 104, 9))
    assert max(map(width_of, wrap("﷽" * 5, 104, 9))) <= 104


@pytest.mark.parametrize(
    ("letters", "real"), [("😀", 1.25), ("🏳️‍🌈", 1.37), ("漢", 1.0), ("ش", 1.15), ("Щ", 1.05), ("Ǆ", 1.42)]
)
def test_letters_of_other_fonts_are_no_wider_than_their_estimate(letters, real):
    assert width_of(letters, 1) >= real


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_words_are_no_wider_than_their_estimate(weight):
    from fontTools.ttLib import TTFont

    font = TTFont(next(Path("build/static/fonts").glob(f"*{weight}.woff2")))
    letters, widths = font.getBestCmap(), font["hmtx"]
    for code in (*range(32, 127), *map(ord, "–—‘’“”…éèüŵŷñçßøå")):
        real = widths[letters[code]][0] / font["head"].unitsPerEm * SIZE
        assert width_of(chr(code)) >= real - 0.15, chr(code)
