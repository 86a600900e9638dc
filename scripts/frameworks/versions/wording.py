"""How a change of an item is said on a page: its name, its old and its new words, and where it stood and stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scripts.frameworks.versions.differences import State, VersionChange

LONGEST = 600
ORDER = ("code", "short", "statement", "kind", "level")


@dataclass(frozen=True, slots=True)
class Shown:
    """One change as a page shows it. Texts are plain: whatever markup a publisher wrote is shown as it is written."""

    item_id: int
    name: str
    kinds: tuple[str, ...]
    was: str
    now: str
    stood: str
    stands: str


def shown(changes: Iterable[VersionChange], names: Mapping[int, str]) -> list[Shown]:
    """Return the changes for a page; `names` are those of the items they stand or stood under."""
    found = []
    for change in changes:
        state = change.now or change.was or {}
        name = str(state.get("short") or state.get("code") or state.get("statement", ""))[:100]
        stood, stands = (_under(each, names) for each in (change.was, change.now))
        differing = [name for name in ORDER if change.was and change.now and change.was[name] != change.now[name]]
        was, now = (_words(each, differing or ["statement"]) for each in (change.was, change.now))
        found.append(Shown(change.item_id, name, change.kinds, was, now, stood, stands))
    return found


def _words(state: State | None, names: list[str]) -> str:
    """Return the fields of the item in one line, only those that differ; a long statement is cut."""
    if state is None:
        return ""
    texts = (str(state[name] or _("(nothing)")) for name in names)
    return " · ".join(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in texts)


def _under(state: State | None, names: Mapping[int, str]) -> str:
    if state is None:
        return ""
    parent = state["parent_id"]
    where = names.get(parent, "") if isinstance(parent, int) else _("at the top")
    return _("%(where)s, number %(place)s") % {"where": where, "place": state["position"]}
