"""Reading the record: each event as one sentence for one reader."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.events.sentences import SENTENCES
from learnplan.templatetags.learnplan_parts import money

# The page of a thing by its model, where that page takes the thing's id; most events are read by those who may see it.
PAGES = {
    "plan": "plan",
    "target": "target",
    "askedfor": "asked",
    "freedomgrant": "freedom",
    "script": "script",
    "branch": "branch",
    "place": "place",
    "offer": "offer",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event to read: the whole sentence, when, who acted (for the face beside it), and where it leads or ""."""

    sentence: str
    at: dt.datetime
    actor: str
    url: str
    is_mine: bool


def lines(events: Iterable[Event], reader) -> list[Line]:
    """Return `events` as `reader` reads them, in the order given.

    The reader is "You"; what was done for someone else says for whom. The events must have `actor` and
    `on_behalf_of` beside them, as `for_timeline` brings them.
    """
    return [_line(event, reader) for event in events]


def sentence(event: Event, reader=None) -> str:
    """Return the sentence of one event; what an old event does not know is written as "…"."""
    facts = {name: _written(name, value) for name, value in event.facts.items()}
    return str(SENTENCES[event.verb]).format_map(_Facts(facts | {"actor": _who(event, reader)}))


class _Facts(dict):
    def __missing__(self, name):
        return "…"


def _line(event: Event, reader) -> Line:
    is_mine = reader is not None and event.actor_id == reader.pk
    return Line(sentence(event, reader), event.at, str(event.actor or ""), _url(event), is_mine)


def _who(event: Event, reader) -> str:
    if event.actor_id is None:
        return _("Learnplan")
    reader_id = reader.pk if reader is not None else None
    actor = _("You") if event.actor_id == reader_id else str(event.actor)
    if event.on_behalf_of_id is None:
        return actor
    other = _("you") if event.on_behalf_of_id == reader_id else str(event.on_behalf_of)
    return _("%(actor)s, for %(other)s,") % {"actor": actor, "other": other}


def _written(name: str, value) -> str:
    is_money = isinstance(value, int) and (name == "pence" or name.endswith("_pence"))
    return money(value) if is_money else str(value)


def _url(event: Event) -> str:
    try:
        return reverse(PAGES[event.thing], args=[event.thing_id]) if event.thing in PAGES else ""
    except NoReverseMatch:
        return ""
