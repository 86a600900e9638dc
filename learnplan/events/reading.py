"""Reading the record: each event as one sentence for one reader."""

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.events.sentences import SENTENCES
from learnplan.templatetags.learnplan_parts import money

# The page of a thing by its model, where that page takes the thing's id; most events are read by those who may see it.
PAGES = {
    **{name: name for name in ("plan", "target", "talk", "evidence", "script", "branch", "place", "offer")},
    "askedfor": "asked",
    "freedomgrant": "freedom",
}

# What has no page of its own leads to that of the talk it is in, whose id its facts hold.
IN_A_TALK = ("prompt", "need")


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event to read: the whole sentence, when, who acted (for the face beside it), and where it leads or ""."""

    sentence: str
    at: dt.datetime
    actor: str
    url: str
    is_mine: bool


def lines(events: Iterable[Event], reader, closed: Container[tuple[str, int]] = ()) -> list[EventLine]:
    """Return `events` as `reader` reads them, in the order given.

    `closed` are the pages, as `leads_to` names them, that are not this reader's to open: nothing leads there.

    The reader is "You"; what was done for someone else says for whom. The events must have `actor` and
    `on_behalf_of` beside them, as `for_timeline` brings them.
    """
    return [_line(event, reader, closed) for event in events]


def leads_to(event: Event) -> tuple[str, int] | None:
    """Return the page that an event is about: (the model of the thing, its id); None where there is none."""
    if event.thing in IN_A_TALK and isinstance(event.facts.get("talk"), int):
        return "talk", event.facts["talk"]
    return (event.thing, event.thing_id) if event.thing in PAGES and event.thing_id is not None else None


def sentence(event: Event, reader=None) -> str:
    """Return the sentence of one event; what an old event does not know is written as "…"."""
    facts = {name: _written(name, value) for name, value in event.facts.items()}
    return str(SENTENCES[event.verb]).format_map(_Facts(facts | {"actor": _who(event, reader)}))


class _Facts(dict):
    def __missing__(self, name):
        return "…"


def _line(event: Event, reader, closed: Container[tuple[str, int]]) -> EventLine:
    page = leads_to(event)
    url = reverse(PAGES[page[0]], args=[page[1]]) if page is not None and page not in closed else ""
    is_mine = reader is not None and event.actor_id == reader.pk
    return EventLine(sentence(event, reader), event.at, str(event.actor or ""), url, is_mine)


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
