"""What stands in a script as rows of one query: the parts of its core, alternatives, and what an ending asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoreRow:
    """One part of the common script, by its key; `is_exempt` says that the learner was allowed to leave it out."""

    id: int
    item_id: int
    name: str
    is_required: bool
    is_exempt: bool


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
    """One thing that an ending asks for: met by the step the learner names, or by whatever covers its item."""

    key: int
    words: str
    item_id: int | None = None
    step_id: int | None = None
