"""What every room's actions share: how a rule refuses, and how an amount is split without losing a penny."""

from django.core.exceptions import ValidationError


class RuleBroken(ValidationError):
    """A refusal, in one sentence that the person can act on: why, and what would make it possible."""


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
