"""What every room's actions share: how a rule refuses, one of many too, and how an amount is split exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError


class RuleBroken(ValidationError):
    """A refusal, in one sentence that the person can act on: why, and what would make it possible."""


@dataclass
class Outcome[Made]:
    """What became of one line of an act on many: what was `made`, or why it was `refused`.

    `about` is the row that the line is about, None where it is not there or not the actor's to see.
    """

    about: Any = None
    made: Made | None = None
    refused: RuleBroken | None = None

    def judge(self, check: Callable[[], object]) -> bool:
        """Say whether the line may be done: `check` raises RuleBroken, which is kept as why it is refused."""
        try:
            check()
        except RuleBroken as error:
            self.refused = error
        return self.refused is None

    @property
    def why(self) -> str:
        """Why it was refused, in one sentence; empty where it was done."""
        return self.refused.messages[0] if self.refused else ""

    def result(self) -> Made:
        """Return what was made, or raise why it was refused: for the act on one, which is the act on many of one."""
        if self.refused is not None:
            raise self.refused
        assert self.made is not None
        return self.made


def split_exactly(total_pence: int, weights: list[int]) -> list[int]:
    """Split `total_pence` in proportion to `weights`, losing no penny.

    The result has the order and length of `weights`; a zero weight gets 0.
    Raises ValueError if no weight is positive or one is negative.
    Source: largest-remainder (Hamilton) method; ties go to the earlier share.
    >>> split_exactly(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("at least one weight must be positive, and none negative")
    shares = [total_pence * weight // whole for weight in weights]
    left_over = total_pence - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total_pence * weights[i] % whole))
    for index in by_remainder[:left_over]:
        shares[index] += 1
    return shares
