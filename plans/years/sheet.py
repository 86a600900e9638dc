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
# What a signature of each kind stands under, of every target.
KEPT = {
    "agreed": ("id", "words", "success_test", "due_on", "steps"),
    "closed": ("id", "words", "success_test", "due_on", "steps", "state", "own", "others"),
}


def make_sheet(kind: str, year: int, purpose: str, targets: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return what a signature of a kind stands under: what education is for, and the targets.

    Of "agreed" each that was not let go; of "closed" every one, with its state and last answers. `targets` have id,
    words, success_test, due_on, steps, state, `own`, the learner's last level or None, and `others`, of [name, level].
    """
    shown = [one for one in targets if kind == "closed" or one["state"] != "dropped"]
    rows = [{name: _plain(one[name]) for name in KEPT[kind]} for one in sorted(shown, key=lambda one: one["id"])]
    return {"version": VERSION, "kind": kind, "year": year, "purpose": purpose, "targets": rows}


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
