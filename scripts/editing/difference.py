"""What changed between two contents of a script. Pure; knows no database.

Rows are matched by their ids, which they keep for good. A step that was both moved and reworded is two changes.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What a step or a branch says beside its name and its place. Some things are said together: a year and a term.
STEP_FACTS = ("style", "when", "lasts", "minutes", "target", "offer", "covers", "options", "picked", "done")
BRANCH_FACTS = ("ending", "state", "asks")
TOGETHER = {"when": ("year", "term"), "offer": ("offer", "offer_title", "provider")}


@dataclass(frozen=True, slots=True)
class ScriptChange:
    """One change of a branch or a step.

    `of` is "branch" or "step"; `name` is what it is called (now, or before if it is gone) and `branch` the name of the
    branch it is, or was, on (of a branch: the one it forks from, "" for the trunk). `facts` has, for each thing that
    changed, how it was and how it is.
    """

    kind: str
    of: str
    key: int
    name: str
    branch: str
    facts: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def difference(old: Mapping, new: Mapping) -> list[ScriptChange]:
    """Return what changed from `old` to `new`, two contents as `content.read_content` returns them.

    The changes are in the order of the newer one, what is gone last.
    """
    before, after = _Index(old), _Index(new)
    changes: list[ScriptChange] = []
    for branch in new["branches"]:
        changes += _of_branch(branch, before, after)
        stays = _in_order(branch, before)
        for step in branch["steps"]:
            changes += _of_step(step, branch, before, after, stays)
    for branch in old["branches"]:
        if branch["id"] not in after.branches:
            changes.append(ScriptChange("removed", "branch", branch["id"], branch["name"], before.parent_name(branch)))
        changes += [
            ScriptChange("removed", "step", step["id"], step["title"], branch["name"])
            for step in branch["steps"]
            if step["id"] not in after.steps
        ]
    return changes


class _Index:
    """One content, to be asked by id."""

    def __init__(self, content: Mapping) -> None:
        self.branches = {branch["id"]: branch for branch in content["branches"]}
        self.steps = {step["id"]: step for branch in content["branches"] for step in branch["steps"]}
        self.home = {step["id"]: branch for branch in content["branches"] for step in branch["steps"]}

    def parent_name(self, branch: Mapping) -> str:
        return self.branches[branch["parent"]]["name"] if branch["parent"] in self.branches else ""

    def title(self, step_id: int | None) -> str:
        return self.steps[step_id]["title"] if step_id in self.steps else ""

    def step_before(self, step_id: int) -> str:
        """Return the title of the step that stands before this one on its branch, "" for the first."""
        steps = self.home[step_id]["steps"]
        place = next(place for place, step in enumerate(steps) if step["id"] == step_id)
        return steps[place - 1]["title"] if place else ""


def _of_branch(branch: Mapping, before: _Index, after: _Index) -> Iterator[ScriptChange]:
    key, name, parent = branch["id"], branch["name"], after.parent_name(branch)
    was = before.branches.get(key)
    if was is None:
        yield ScriptChange("added", "branch", key, name, parent, {"after": ("", after.title(branch["after"]))})
        return
    if (was["parent"], was["after"]) != (branch["parent"], branch["after"]):
        facts = {"after": (before.title(was["after"]), after.title(branch["after"]))}
        yield ScriptChange("moved", "branch", key, name, parent, facts | {"branch": (before.parent_name(was), parent)})
    if was["name"] != name:
        yield ScriptChange("reworded", "branch", key, name, parent, {"name": (was["name"], name)})
    if facts := _facts(was, branch, BRANCH_FACTS):
        yield ScriptChange("changed", "branch", key, name, parent, facts)


def _of_step(step: Mapping, branch: Mapping, before: _Index, after: _Index, stays: set[int]) -> Iterator[ScriptChange]:
    key, title, on = step["id"], step["title"], branch["name"]
    was = before.steps.get(key)
    if was is None:
        yield ScriptChange("added", "step", key, title, on, {"after": ("", after.step_before(key))})
        return
    if before.home[key]["id"] != branch["id"]:
        yield ScriptChange("moved", "step", key, title, on, {"branch": (before.home[key]["name"], on)})
    elif key not in stays:
        yield ScriptChange(
            "moved", "step", key, title, on, {"after": (before.step_before(key), after.step_before(key))}
        )
    if was["title"] != title:
        yield ScriptChange("reworded", "step", key, title, on, {"name": (was["title"], title)})
    if facts := _facts(was, step, STEP_FACTS):
        yield ScriptChange("changed", "step", key, title, on, facts)


def _facts(was: Mapping, now: Mapping, names: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (_said(was, name), _said(now, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _said(row: Mapping, name: str) -> Any:
    return tuple(map(row.get, TOGETHER[name])) if name in TOGETHER else row.get(name)


def _in_order(branch: Mapping, before: _Index) -> set[int]:
    """Return the most steps of the branch that kept their order: the others, as few as can be, were moved."""
    was = before.branches.get(branch["id"], {"steps": ()})
    place = {step["id"]: number for number, step in enumerate(was["steps"])}
    keys = [step["id"] for step in branch["steps"] if step["id"] in place]
    return {keys[index] for index in longest_rise([place[key] for key in keys])}


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the indexes of a longest strictly rising subsequence of different numbers.

    Source: patience sorting (Fredman 1975).
    >>> longest_rise([1, 2, 0, 3])
    [0, 1, 3]
    """
    tops: list[int] = []
    at: list[int] = []
    below: list[int | None] = []
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        below.append(at[pile - 1] if pile else None)
        tops[pile : pile + 1], at[pile : pile + 1] = [number], [index]
    rise: list[int] = []
    index_or_none = at[-1] if at else None
    while index_or_none is not None:
        rise.append(index_or_none)
        index_or_none = below[index_or_none]
    return rise[::-1]
