"""What the fields of an export are called for people, and how their values are written; ids and digests are not."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.templatetags.learnplan_parts import money

type Labels = Mapping[str, str | Promise]
# The words for codes, by field: {"state": {"agreed": "agreed", ...}}.
type Codes = Mapping[str, Mapping[Any, str | Promise]]
type Fact = tuple[str, str, list[list]]


LABELS: dict[str, str | Promise] = {
    "question": gettext_lazy("Question"),
    "title": gettext_lazy("What it is"),
    "words": gettext_lazy("Words"),
    "kind": gettext_lazy("What about"),
    "state": gettext_lazy("State"),
    "reason": gettext_lazy("Why"),
    "answer": gettext_lazy("Answer"),
    "reply": gettext_lazy("What is not right"),
    "adult_name": gettext_lazy("With"),
    "name": gettext_lazy("Who"),
    "asked_by": gettext_lazy("Asked by"),
    "answer_by": gettext_lazy("Answered by"),
    "written_by": gettext_lazy("Written by"),
    "at": gettext_lazy("When"),
    "asked_at": gettext_lazy("Asked for on"),
    "booked_at": gettext_lazy("Booked for"),
    "answered_at": gettext_lazy("Answered on"),
    "added_at": gettext_lazy("Added on"),
    "made_on": gettext_lazy("Made on"),
    "taken_back_at": gettext_lazy("Taken back on"),
    "place": gettext_lazy("Where"),
    "url": gettext_lazy("Link"),
    "questions": gettext_lazy("Questions"),
    "answers": gettext_lazy("Answers"),
    "understood": gettext_lazy("What the adult understood"),
    "needs_met": gettext_lazy("What I need"),
    "act": gettext_lazy("What was asked for"),
    "put_away_at": gettext_lazy("Put away on"),
}


def facts_of(row: Mapping[str, Any], labels: Labels, codes: Codes) -> list[Fact]:
    """Return the fields of a row in the order of `labels`, as (label, text, rows in it); what is empty is left out.

    A row in it is a list of such facts again.
    """
    found: list[Fact] = []
    for name in labels:
        value = row.get(name)
        if value in (None, "", [], {}):
            continue
        if isinstance(value, list) and isinstance(value[0], Mapping):
            found.append((str(labels[name]), "", [facts_of(one, labels, codes) for one in value]))
        else:
            found.append((str(labels[name]), written(name, value, codes), []))
    return found


def written(name: str, value: Any, codes: Codes) -> str:
    """Return a value as people write it: days and moments, money, codes in words.

    >>> written("price_pence", 123456, {}), written("state", "held", {"state": {"held": "kept for me"}})
    ('£1,234.56', 'kept for me')
    """
    if name in codes:
        return str(codes[name].get(value, value))
    if name.endswith("pence") and isinstance(value, int):
        return money(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and (name == "at" or name.endswith("_at")):
        value = parse_datetime(value) or value
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
