"""What a signature stands under: a plan as plain data, its digest, and in words what changed since. Pure functions.

A sheet is JSON, so that anyone can check a digest: SHA-256 of the sheet with keys in order, no spaces, in UTF-8.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

VERSION = 1
Sheet = dict[str, Any]


def agreed_sheet(year: int, purpose: str, targets: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return what "plan agreed" stands under: what education is for, and each target that was not let go.

    `targets` have id, words, success_test, due_on, steps and state.
    """
    kept = ("id", "words", "success_test", "due_on", "steps")
    rows = [{name: _plain(one[name]) for name in kept} for one in targets if one["state"] != "dropped"]
    return {"version": VERSION, "kind": "agreed", "year": year, "purpose": purpose, "targets": _by_id(rows)}


def closed_sheet(year: int, purpose: str, targets: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return what "year closed" stands under: as `agreed_sheet`, with every target's state and last answers.

    `targets` also have `own`, the learner's last level or None, and `others`, a list of [name, level].
    """
    kept = ("id", "words", "success_test", "due_on", "steps", "state", "own", "others")
    rows = [{name: _plain(one[name]) for name in kept} for one in targets]
    return {"version": VERSION, "kind": "closed", "year": year, "purpose": purpose, "targets": _by_id(rows)}


def canonical(sheet: Sheet) -> bytes:
    """Return the one way to write a sheet down.

    >>> canonical({"b": "ŵ", "a": [1]})
    b'{"a":[1],"b":"\\xc5\\xb5"}'
    """
    return json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(sheet: Sheet) -> str:
    """Return the SHA-256 of the sheet, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(sheet)).hexdigest()


def changes(signed: Sheet, now: Sheet) -> list[str]:
    """Say what is different `now` from what was signed, a sentence for each difference; empty if nothing is."""
    said = [] if signed["purpose"] == now["purpose"] else [_("What education is for has new words.")]
    old = {one["id"]: one for one in signed["targets"]}
    new = {one["id"]: one for one in now["targets"]}
    said += [_("New: “%(words)s”.") % one for key, one in new.items() if key not in old]
    said += [_("No longer there: “%(words)s”.") % one for key, one in old.items() if key not in new]
    for key, one in new.items():
        if key in old and (parts := [name for name in one if one[name] != old[key].get(name)]):
            said.append(_change(old[key], one, parts))
    return said


def _change(old: Mapping, new: Mapping, parts: list[str]) -> str:
    if "words" in parts:
        return _("“%(old)s” is now “%(new)s”.") % {"old": old["words"], "new": new["words"]}
    named = {
        "success_test": _("how I will know"),
        "due_on": _("the day"),
        "steps": _("the steps"),
        "state": _("where it stands"),
        "own": _("the last check-in"),
        "others": _("the answers to it"),
    }
    what = ", ".join(str(named[part]) for part in parts)
    return _("“%(words)s”: changed is %(what)s.") % {"words": new["words"], "what": what}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | list) else str(value)


def _by_id(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: row["id"])
