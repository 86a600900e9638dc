"""The shape of one appointment in a person's calendar; each room's `dates.py` returns some, the feed writes them."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something at a time. `key` names it for good, such as "talk-7"; `sequence` counts how often it was moved.

    `words` is all that leaves Learnplan of it, with `place` and the way back (`path`): keep it to what may be read
    on a stranger's screen.
    """

    key: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    words: str
    place: str
    path: str
    changed_at: dt.datetime
    sequence: int = 0
    is_called_off: bool = False
