"""The shape of one entry under "needs you"; each room's `waiting.py` returns some, the home page sorts them."""

import datetime as dt
from dataclasses import dataclass


def moment(value: dt.datetime | str) -> dt.datetime:
    """Return when something was, also out of a row that was read together with others as JSON."""
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for this person.

    `since` orders the queue, oldest first; `words` is the bold sentence and `more` the rest; `path` is where it
    is done and `action` the words of the button.
    """

    since: dt.datetime
    words: str
    more: str
    path: str
    action: str
