"""The path of a branch: its ancestors' steps up to where it forks, then its own. Pure; knows no database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol


class ForkedBranch(Protocol):
    """What a path needs to know of a branch; the rows of `scripts.Branch` have it."""

    pk: int
    parent_id: int | None
    forks_after_id: int | None


class PlacedStep(Protocol):
    """What a path needs to know of a step."""

    pk: int
    branch_id: int


def by_branch[S: PlacedStep](steps: Iterable[S]) -> dict[int, list[S]]:
    """Return steps in the order they come in, by the id of their branch."""
    found: dict[int, list[S]] = {}
    for step in steps:
        found.setdefault(step.branch_id, []).append(step)
    return found


def lineage[B: ForkedBranch](branch: B, branches: Mapping[int, B]) -> list[B]:
    """Return the branches from the trunk down to `branch`, itself last.

    `branches` holds every branch of the script by id. Raises ValueError if a branch is its own ancestor.
    """
    line = [branch]
    while line[-1].parent_id is not None:
        if len(line) > len(branches):
            raise ValueError(f"branch {branch.pk} is its own ancestor")
        line.append(branches[line[-1].parent_id])
    return line[::-1]


def path_steps[S: PlacedStep](
    branch: ForkedBranch, branches: Mapping[int, ForkedBranch], steps: Mapping[int, Sequence[S]]
) -> list[S]:
    """Return the steps of the branch's path, in order.

    `steps` holds each branch's own steps in order, by branch id. A branch that forks after no step of its
    parent (`forks_after_id` None) forks before the parent's first, so it takes none of the parent's own.
    """
    line = lineage(branch, branches)
    path: list[S] = []
    for ancestor, child in zip(line, [*line[1:], None], strict=True):
        own = steps.get(ancestor.pk, ())
        if child is None:
            path += own
        elif child.forks_after_id is not None:
            keys = [step.pk for step in own]
            path += own[: keys.index(child.forks_after_id) + 1]
    return path
