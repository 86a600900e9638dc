"""Few messages for many pairs: what one stop is in the way of is said once. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple


class Tie(NamedTuple):
    """Two stops that do not go together, and what about them."""

    one: int
    other: int
    about: Any = None


def by_hub(ties: Sequence[Tie]) -> list[tuple[int, list[Tie]]]:
    """Return the ties in groups, each with the stop that all of its ties have in common: its hub.

    Two stops have one tie at most, and each tie is in exactly one group. The hub is whichever stop has the most ties
    left; of equals, the one with the highest key, which was written last. Whatever the order of `ties`, the groups are
    the same.
    >>> [(hub, len(tied)) for hub, tied in by_hub([Tie(1, 3), Tie(2, 3), Tie(1, 5)])]
    [(3, 2), (5, 1)]
    """
    tied: dict[int, dict[int, Tie]] = defaultdict(dict)
    for tie in sorted(ties, key=lambda tie: tie[:2]):
        tied[tie.one][tie.other] = tied[tie.other][tie.one] = tie
    groups = []
    while any(tied.values()):
        hub = max(tied, key=lambda key: (len(tied[key]), key))
        own = tied.pop(hub)
        for other in own:
            del tied[other][hub]
        groups.append((hub, list(own.values())))
    return groups
