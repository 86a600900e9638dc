"""What a request is about, for its page: line by line in words, and the piece of evidence."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User
from plans.evidence.models import Evidence
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor

FACT_NAMES: dict[str, Promise] = {
    "words": _("What"),
    "success_test": _("How to know"),
    "due_on": _("By when"),
    "steps": _("Steps"),
    "shown_to": _("Who would see it"),
}


def _written(name: str, value: str) -> str:
    """Return a day as a day is written; anything else as it is."""
    return date_format(dt.date.fromisoformat(value), "j F Y") if name == "due_on" and value else value


def piece_of(asked: AskedFor, user: User) -> Evidence | None:
    """Return the piece of evidence that a request is about, if `user` may see it and it was not taken back."""
    if asked.act != Act.SHARE:
        return None
    return Evidence.objects.visible_to(user).kept().filter(pk=asked.facts["evidence"]).first()


def facts_of(asked: AskedFor) -> list[tuple[Promise, str, str]]:
    """Return what is asked for, line by line: a label, what it is now ("" for something new), what it would be."""
    old = asked.target
    rows = []
    for name, label in FACT_NAMES.items():
        if name not in asked.facts:
            continue
        new = asked.facts[name] or gettext("none")
        before = str(getattr(old, name, "")) if old and name != "steps" else ""
        after = ", ".join(new) if isinstance(new, list) else str(new)
        rows.append((label, _written(name, before) if before != after else "", _written(name, after)))
    return rows
