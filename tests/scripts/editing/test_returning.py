"""Going back, as a plan: what must not be lost stays, what cannot come back is said, and twice is the same as once."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from scripts.editing.returning import Holds, plan_return
from tests.scripts.editing.test_difference import branch, content, contents, homes, step


def all_steps(said):
    return {step["id"]: step for branch in said["branches"] for step in branch["steps"]}


@given(contents())
def test_going_back_to_what_is_there_changes_nothing(said):
    plan = plan_return(said, deepcopy(said), Holds(with_place=set(homes(said))), keep_done=True)
    assert plan.content == said
    assert plan.is_exact


@given(contents(), contents(), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_going_back_keeps_steps_with_a_place_and_steps_that_are_done(now, then, placed, done):
    for key, each in all_steps(now).items():
        each["done"] = "2026-01-01T10:00:00+00:00" if key in done else None
    plan = plan_return(now, then, Holds(with_place=placed), keep_done=True)
    kept = {**all_steps(plan.content), **{each["id"]: each for each in plan.aside}}
    assert set(kept) == set(homes(then)) | {key for key in homes(now) if key in placed | done}
    assert not set(all_steps(plan.content)) & {each["id"] for each in plan.aside}
    for key in set(homes(now)) & set(kept):
        assert kept[key]["done"] == all_steps(now)[key]["done"]
    again = plan_return(plan.content, then, Holds(with_place=placed), keep_done=True)
    assert again.content == plan.content


def test_a_step_that_carries_a_place_keeps_its_offer_and_says_so():
    now = content(branch(1, step(1, "Welding", offer=7, offer_title="Welding")))
    then = content(branch(1, step(1, "Something practical", style="evening", year=2026)))
    plan = plan_return(now, then, Holds(with_place={1}), keep_done=True)
    only = plan.content["branches"][0]["steps"][0]
    assert (only["title"], only["offer"], only["style"], only["year"]) == ("Welding", 7, "online", 2026)
    assert plan.place == ["Welding"]


def test_a_closed_offer_comes_back_in_words_unless_the_step_has_it_still():
    then = content(branch(1, step(1, "Welding", offer=7, offer_title="Welding", provider="Northgate")))
    plan = plan_return(content(branch(1)), then, Holds(closed_offers={7}), keep_done=True)
    only = plan.content["branches"][0]["steps"][0]
    assert (only["title"], only["offer"], only["provider"]) == ("Welding", None, "")
    assert plan.words == ["Welding"]
    assert plan_return(then, deepcopy(then), Holds(closed_offers={7}), keep_done=True).is_exact


def test_a_required_part_that_came_since_stays_at_the_end_of_the_trunk():
    now = content(branch(1, step(1), step(2, "New in the core", common=9)))
    plan = plan_return(now, content(branch(1, step(1))), Holds(required={2}, common_items={9}), keep_done=True)
    assert [each["title"] for each in plan.content["branches"][0]["steps"]] == ["Step 1", "New in the core"]
    assert plan.required == ["New in the core"]


def test_a_branch_is_not_called_finished_by_going_back():
    now, then = (content(branch(1), branch(2, parent=1, state=state)) for state in ("possible", "finished"))
    assert plan_return(now, then, Holds(), keep_done=True).content["branches"][1]["state"] == "possible"
    assert plan_return(now, then, Holds(), keep_done=False).content["branches"][1]["state"] == "finished"


def test_an_ending_is_not_met_by_a_step_that_is_not_there():
    asks = [{"id": 1, "words": "Maths", "item": None, "step": key} for key in (1, 99)]
    then = content(branch(1, step(1), asks=asks))
    plan = plan_return(content(branch(1)), then, Holds(), keep_done=True)
    assert [ask["step"] for ask in plan.content["branches"][0]["asks"]] == [1, None]
