"""What stands beside a step and a branch as rows of one query: alternatives, and what an ending asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One of the things a step may become; `rank` is from 1, and `is_picked` says that it is the one.

    `offer_facts` are what the check needs of its offer, if it has one.
    """

    key: int
    rank: int
    title: str
    style: str
    minutes_a_week: int | None
    offer_id: int | None
    item_id: int | None
    offer_facts: dict | None
    is_picked: bool


@dataclass(frozen=True, slots=True)
class AskRow:
    """One thing that an ending asks for, and the step that meets it, as the learner says."""

    key: int
    words: str
    item_id: int | None
    step_id: int | None
