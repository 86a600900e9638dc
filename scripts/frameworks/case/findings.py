"""What is wrong with a CASE package: each finding with its element, its line, and the way to put it right."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.web.reports import Problem, Severity

SHOWN_OF_A_KIND = 20


@dataclass(slots=True)
class Findings:
    """Collects faults, at most SHOWN_OF_A_KIND of one kind, and finds the line of each.

    The column of a problem is where it is ("CFItems[3].fullStatement"), its file named where several make a framework.
    """

    text: str = ""
    entries: list[Problem] = field(default_factory=list)
    _seen: Counter = field(default_factory=Counter)
    _refused: set[tuple[str, int]] = field(default_factory=set)
    _offsets: dict[str, list[int]] | None = None

    @property
    def refuses(self) -> bool:
        return any(finding.severity == "refused" for finding in self.entries)

    def refused_in(self, array: str) -> int:
        """Return how many elements of `array` were refused."""
        return sum(of == array for of, _index in self._refused)

    def refuse(self, code: str, words: str, *, array="", index: int | None = None, column="", **facts) -> None:
        """Note what keeps the package out, in `words` with the `facts` put in."""
        if index is not None:
            self._refused.add((array, index))
        self._note("refused", code, words % facts, array, index, column)

    def warn(self, code: str, words: str, *, array="", index: int | None = None, column="", **facts) -> None:
        """Note what a person should know and that does not keep the package out; as `refuse`."""
        self._note("warning", code, words % facts, array, index, column)

    def end(self) -> None:
        """Say how many more there were of each kind that was cut short."""
        for (severity, code), seen in self._seen.items():
            if (count := seen - SHOWN_OF_A_KIND) > 0:
                words = ngettext("And one more like this.", "And %(count)s more like this.", count) % {"count": count}
                self.entries.append(Problem("", None, None, severity, code, words))

    def _note(self, severity: Severity, code, message, array, index, column):
        self._seen[severity, code] += 1
        if self._seen[severity, code] <= SHOWN_OF_A_KIND:
            file, path, line = self._place(array, index, column)
            self.entries.append(Problem(file, line, path or None, severity, code, message))

    def _place(self, array: str, index: int | None, column: str) -> tuple[str, str, int | None]:
        """Return file, path and line of a fault."""
        line = None if index is None else self._line_of(array, index)
        path = ".".join(filter(None, (array if index is None else f"{array}[{index}]", column)))
        return "", path, line

    def _line_of(self, array: str, index: int) -> int | None:
        if self._offsets is None:
            self._offsets = element_offsets(self.text)
        offsets = self._offsets.get(array, [])
        return self.text.count("\n", 0, offsets[index]) + 1 if index < len(offsets) else None


class Unreadable(Exception):
    """The file as a whole cannot be read; `findings` say why."""

    def __init__(self, findings: Findings):
        super().__init__(findings.entries[-1].message if findings.entries else "")
        self.findings = findings


def element_offsets(text: str) -> dict[str, list[int]]:
    """Return, for each array directly in a JSON object, the offset at which each of its elements begins.

    An object that is the only value of the outermost ({"CFPackage": {...}}) is looked into.
    >>> element_offsets('{"a": [1, {"b": 2}], "c": 3}')
    {'a': [7, 10]}
    """
    found: dict[str, list[int]] = {}
    scan = json.JSONDecoder().raw_decode
    at = _past(text, text.index("{") + 1)
    while at < len(text) and text[at] == '"':
        key, at = scan(text, at)
        at = _past(text, _past(text, at) + 1)
        if text[at] == "[":
            found[key], at = _elements(text, at, scan)
        elif key == "CFPackage" and text[at] == "{":
            return element_offsets(text[:at].translate(_BLANKS) + text[at:])
        else:
            _value, at = scan(text, at)
        at = _past(text, at)
        at = _past(text, at + 1) if text[at] == "," else len(text)
    return found


_BLANKS = {ord(mark): " " for mark in '{}[]":,'}


def _elements(text: str, at: int, scan: Any) -> tuple[list[int], int]:
    offsets = []
    at = _past(text, at + 1)
    while text[at] != "]":
        offsets.append(at)
        _value, at = scan(text, at)
        at = _past(text, at)
        if text[at] == ",":
            at = _past(text, at + 1)
    return offsets, at + 1


def _past(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def unreadable(
    code: str, words: str, *, path: str = "", line: int | None = None, file: str = "", **facts
) -> Unreadable:
    """Return the error of a file that cannot be read at all; `words` may name the line and any of the facts."""
    message = words % {"line": line, **facts}
    return Unreadable(Findings(entries=[Problem(file, line, path or None, "refused", code, message)]))


def called(element: dict) -> str:
    """Return what a person would call a CASE element: its code, its words, or its identifier.

    >>> called({"humanCodingScheme": "6.RP", "identifier": "x"})
    '“6.RP”'
    """
    for key in ("humanCodingScheme", "abbreviatedStatement", "fullStatement", "title", "identifier"):
        value = element.get(key)
        if words := " ".join(value.split()) if isinstance(value, str) else "":
            return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"
    return _("(without a name)")
