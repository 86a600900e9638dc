"""What changed between two contents: nothing missed, nothing made up, as few moves as there can be."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from scripts.editing.difference import difference, longest_rise

BLANK = {
    "style": "online", "year": None, "term": None, "lasts": 1, "minutes": None, "target": None, "offer": None,
    "offer_title": "", "provider": "", "common": None, "done": None, "covers": [], "picked": None, "before_pick": None,
    "options": [],
}  # fmt: skip


def step(key, title="", **said):
    return BLANK | {"id": key, "title": title or f"Step {key}"} | said


def branch(key, *steps, parent=None, **said):
    own = {"id": key, "parent": parent, "after": None, "name": f"Branch {key}", "ending": "", "state": "idea"}
    return own | {"asks": [], "steps": list(steps)} | said


def content(*branches):
    return {"format": 1, "branches": list(branches)}


@st.composite
def contents(draw):
    """Any script of up to four branches; step ids are unique in it and come from a small pool, so that two share."""
    keys = draw(st.permutations(range(1, 13)))
    rows, used = [], 0
    for number in range(1, draw(st.integers(1, 4)) + 1):
        count = draw(st.integers(0, 4 if number < 4 else 12 - used if 12 - used < 4 else 4))
        taken = keys[used : used + min(count, 12 - used)]
        used += len(taken)
        titles = st.sampled_from(["", "Weld", "Cook"])
        steps = [step(key, draw(titles), year=draw(st.sampled_from([None, 2026]))) for key in taken]
        rows.append(branch(number, *steps, parent=None if number == 1 else 1, name=draw(st.sampled_from("ABC"))))
    return content(*rows)


def homes(said):
    return {step["id"]: branch["id"] for branch in said["branches"] for step in branch["steps"]}


def keys(changes, kind, of="step"):
    """Return the ids of the steps (or branches) that were changed in this way."""
    return {change.key for change in changes if (change.kind, change.of) == (kind, of)}


@given(contents())
def test_difference_of_a_script_from_itself_is_nothing(said):
    assert difference(said, deepcopy(said)) == []


@given(contents(), contents())
def test_difference_finds_every_row_that_came_or_went_and_turns_round(old, new):
    there, back = difference(old, new), difference(new, old)
    assert keys(there, "added") == set(homes(new)) - set(homes(old)) == keys(back, "removed")
    branches = {branch["id"] for branch in new["branches"]} - {branch["id"] for branch in old["branches"]}
    assert keys(there, "added", "branch") == branches == keys(back, "removed", "branch")
    assert keys(there, "reworded") == keys(back, "reworded")
    assert keys(there, "changed") == keys(back, "changed")


@given(contents(), contents())
def test_difference_moves_what_is_on_another_branch_and_as_few_others_as_can_be(old, new):
    was, now = homes(old), homes(new)
    both = set(was) & set(now)
    over = {key for key in both if was[key] != now[key]}
    moved = keys(difference(old, new), "moved")
    assert over <= moved <= both
    for each in new["branches"]:
        before = [key for key in was if was[key] == each["id"] and key in both - moved]
        after = [step["id"] for step in each["steps"] if step["id"] in both - moved]
        assert before == after


@given(st.permutations(range(7)))
def test_longest_rise_rises_and_is_longest(numbers):
    rise = [numbers[index] for index in longest_rise(numbers)]
    assert rise == sorted(rise)
    best = [1] * len(numbers)
    for index, number in enumerate(numbers):
        best[index] = 1 + max((best[at] for at in range(index) if numbers[at] < number), default=0)
    assert len(rise) == max(best)


def test_difference_tells_moved_reworded_and_changed_apart():
    old = content(branch(1, step(1), step(2), step(3)), branch(2, step(4), parent=1, after=3))
    new = content(branch(1, step(3), step(1), step(2, "Cook", style="evening", year=2027, term=1)), branch(2, parent=1))
    said = [(change.kind, change.of, change.key, dict(change.facts)) for change in difference(old, new)]
    assert said == [
        ("moved", "step", 3, {"after": ("Step 2", "")}),
        ("reworded", "step", 2, {"name": ("Step 2", "Cook")}),
        ("changed", "step", 2, {"style": ("online", "evening"), "when": ((None, None), (2027, 1))}),
        ("moved", "branch", 2, {"after": ("Step 3", ""), "branch": ("Branch 1", "Branch 1")}),
        ("removed", "step", 4, {}),
    ]
