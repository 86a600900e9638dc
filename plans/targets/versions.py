"""The wording of a target as one value: what a form has seen of it, and what happens when two people change it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.models import WORDING_CHANGED, Target

FIELDS = ("words", "success_test", "due_on")


@dataclass(frozen=True)
class Wording:
    """The words of a target, its test and its day."""

    words: str
    success_test: str
    due_on: dt.date | None

    @property
    def seen(self) -> str:
        """The token that a form carries, to say which wording its writer had before them."""
        return seen_of(self.words, self.success_test, self.due_on)


class StaleTarget(RuleBroken):
    """Somebody else changed it since the form was opened: `mine` is what was sent, `theirs` is what is there now.

    `base` is what the form had been opened on, None when that cannot be told any more; `by` and `at` say who
    changed it last, and when. For a change of the steps all three are tuples of words.
    """

    def __init__(self, *, mine, theirs, base=None, by: User | None = None, at: dt.datetime | None = None) -> None:
        who = by or _("Someone")
        super().__init__(
            _("%(who)s changed this target while you were writing. Nothing is lost: here are both.") % {"who": who}
        )
        self.mine, self.theirs, self.base, self.by, self.at = mine, theirs, base, by, at


def seen_of(*parts) -> str:
    """Return a short token of these values: the same for the same, whatever happened in between."""
    text = json.dumps([str(part) if isinstance(part, dt.date) else part for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def wording_of(target: Target) -> Wording:
    """Return the wording that the target has now."""
    return Wording(target.words, target.success_test, target.due_on)


def seen_steps(steps: Iterable[str]) -> str:
    """Return the token of the words of the steps, in their order; a step that is ticked off stays the same."""
    return seen_of(*steps)


def changes_of(target: Target) -> QuerySet[Event]:
    """Return the events that changed the wording of the target, newest first, with who did it."""
    rows = Event.objects.filter(thing="target", thing_id=target.pk, verb__in=WORDING_CHANGED)
    return rows.select_related("actor").order_by("-at", "-pk")


def base_of(seen: str, changes: Sequence[Event]) -> Wording | None:
    """Return the wording that a form with this token was opened on, from before one of the `changes`, or None."""
    for change in changes:
        day = change.facts.get("old_due_on")
        due_on = dt.date.fromisoformat(day) if day and day != "None" else None
        old = Wording(change.facts.get("old_words", ""), change.facts.get("old_success_test", ""), due_on)
        if old.seen == seen:
            return old
    return None


def merge(base: Wording | None, mine: Wording, theirs: Wording) -> Wording:
    """Return both changes in one: what only one side changed is taken from that side; where both did, it is mine.

    >>> day = dt.date(2026, 12, 1)
    >>> merge(Wording("a", "b", day), Wording("A", "b", day), Wording("a", "B", day))
    Wording(words='A', success_test='B', due_on=datetime.date(2026, 12, 1))
    """
    if base is None:
        return mine
    was, now = asdict(base), asdict(theirs)
    untouched = {name: now[name] for name, value in asdict(mine).items() if value == was[name]}
    return replace(mine, **untouched)


def in_both(base: Wording | None, mine: Wording, theirs: Wording) -> list[str]:
    """Return the names of what both sides changed, each in its own way."""
    was = asdict(base) if base else {}
    now, sent = asdict(theirs), asdict(mine)
    return [name for name in FIELDS if sent[name] != now[name] and sent[name] != was.get(name) != now[name]]
