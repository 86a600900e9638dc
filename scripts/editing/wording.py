"""What changed between two versions of a script, in words for a learner."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learnplan.people.models import User
from learnplan.years import TERM_NAMES, year_name
from plans.targets.models import Target
from scripts.authoring.models import Branch
from scripts.editing.difference import ScriptChange
from scripts.frameworks.models import FrameworkItem
from scripts.offers.styles import Style
from scripts.offers.wording import hours

SYMBOLS = {"added": "plus", "removed": "x", "moved": "arrow-up-down", "reworded": "pencil", "changed": "refresh-cw"}


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change to read: its sentence, the icon of its kind, and, for each thing that changed, what and from what."""

    sentence: str
    symbol: str
    details: tuple[str, ...]


def tell_difference(found: Sequence[ScriptChange], reader: User) -> list[ToldChange]:
    """Return the changes in words for one reader, in their order: two queries at most, as `tell_differences`."""
    return tell_differences([found], reader)[0]


def tell_differences(found: Sequence[Sequence[ScriptChange]], reader: User) -> list[list[ToldChange]]:
    """Return several differences in words for one reader: two queries, for what steps count for, and are for.

    A target that the reader does not see is not named.
    """
    names = _Names(found, reader)
    return [
        [ToldChange(_sentence(change), SYMBOLS[change.kind], tuple(_details(change, names))) for change in each]
        for each in found
    ]


class _Names:
    """The names of items and targets that changes speak of, as far as the reader may know them."""

    def __init__(self, found: Sequence[Sequence[ScriptChange]], reader: User) -> None:
        items = {key for pair in _pairs(found, "covers") for said in pair for key in said}
        targets = {key for pair in _pairs(found, "target") for key in pair if key}
        rows = FrameworkItem.objects.filter(pk__in=items) if items else ()
        self.items = {item.pk: item.name for item in rows}
        seen = Target.objects.visible_to(reader).filter(pk__in=targets)
        self.targets = dict(seen.values_list("pk", "words")) if targets else {}


def _pairs(found: Sequence[Sequence[ScriptChange]], name: str) -> list[tuple[Any, Any]]:
    changes = [change for each in found for change in each if change.kind == "changed"]
    return [change.facts[name] for change in changes if name in change.facts]


def _sentence(change: ScriptChange) -> str:
    said = {"name": change.name, "branch": change.branch}
    said |= dict(zip(("old", "new"), change.facts.get("name", ("", "")), strict=True))
    said |= {"from": change.facts.get("branch", ("", ""))[0], "after": change.facts.get("after", ("", ""))[1]}
    kind = change.kind
    if kind == "moved" and change.of == "step":
        kind = "moved over" if "branch" in change.facts else "moved behind" if said["after"] else "moved first"
    if change.of == "branch" and kind in ("added", "moved"):
        kind = f"{kind} after" if said["after"] else kind
    return str(SENTENCES[change.of, kind]) % said


SENTENCES: dict[tuple[str, str], Promise] = {
    ("step", "added"): gettext_lazy("“%(name)s” is new on “%(branch)s”."),
    ("step", "removed"): gettext_lazy("“%(name)s” is not on “%(branch)s” any more."),
    ("step", "moved over"): gettext_lazy("“%(name)s” is on “%(branch)s” instead of “%(from)s”."),
    ("step", "moved behind"): gettext_lazy("“%(name)s” has moved: it comes after “%(after)s”."),
    ("step", "moved first"): gettext_lazy("“%(name)s” has moved: it comes first on “%(branch)s”."),
    ("step", "reworded"): gettext_lazy("“%(old)s” is called “%(new)s”."),
    ("step", "changed"): gettext_lazy("“%(name)s” is different:"),
    ("branch", "added"): gettext_lazy("The branch “%(name)s” is new, from the very start."),
    ("branch", "added after"): gettext_lazy("The branch “%(name)s” is new, after “%(after)s”."),
    ("branch", "removed"): gettext_lazy("The branch “%(name)s” is not there any more."),
    ("branch", "moved"): gettext_lazy("The branch “%(name)s” leaves “%(branch)s” at its start."),
    ("branch", "moved after"): gettext_lazy("The branch “%(name)s” leaves after “%(after)s”."),
    ("branch", "reworded"): gettext_lazy("The branch “%(old)s” is called “%(new)s”."),
    ("branch", "changed"): gettext_lazy("The branch “%(name)s” is different:"),
}


def _details(change: ScriptChange, names: _Names) -> Iterator[str]:
    if change.kind != "changed":
        return
    for name, (old, new) in change.facts.items():
        label, said = FACTS[name]
        yield _("%(what)s: %(new)s, before that %(old)s") % {
            "what": label,
            "old": said(old, names) or _("nothing"),
            "new": said(new, names) or _("nothing"),
        }


def _when(said: tuple[int | None, int | None], _names: _Names) -> str:
    year, term = said
    return " ".join(str(part) for part in (TERM_NAMES[term] if term else "", year_name(year) if year else "") if part)


def _covers(items: list[int], names: _Names) -> str:
    return ", ".join(names.items[key] for key in items if key in names.items)


def _titles(rows: list[Mapping[str, Any]], _names: _Names) -> str:
    return ", ".join(row.get("title") or row["words"] for row in rows)


# What each thing is called, and what is said of it.
FACTS: dict[str, tuple[Promise, Callable[[Any, _Names], str]]] = {
    "style": (gettext_lazy("how"), lambda style, _names: str(Style(style).label)),
    "when": (gettext_lazy("when"), _when),
    "lasts": (
        gettext_lazy("how long"),
        lambda terms, _names: ngettext("%(count)s term", "%(count)s terms", terms) % {"count": terms},
    ),
    "minutes": (gettext_lazy("hours a week"), lambda minutes, _names: hours(minutes) if minutes else ""),
    "target": (gettext_lazy("for the target"), lambda key, names: names.targets.get(key, _("a target")) if key else ""),
    "offer": (gettext_lazy("offer"), lambda said, _names: ", ".join(part for part in said[1:] if part)),
    "covers": (gettext_lazy("counts for"), _covers),
    "options": (gettext_lazy("what it could be"), _titles),
    "picked": (gettext_lazy("picked"), lambda key, _names: _("one of them") if key else ""),
    "done": (gettext_lazy("done"), lambda moment, _names: _("yes") if moment else _("no")),
    "ending": (gettext_lazy("where it ends"), lambda words, _names: words),
    "state": (gettext_lazy("state"), lambda state, _names: str(Branch.State(state).label)),
    "asks": (gettext_lazy("what the ending asks"), _titles),
}
