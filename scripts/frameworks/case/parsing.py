"""Reading a file as JSON: how it is written, names that one object has twice, and what no database keeps. Pure."""

import json
import math
import re
from typing import Any

from django.utils.translation import gettext as _

from scripts.frameworks.case.findings import Findings, called, unreadable

Twice = tuple[dict, str, bool]  # an object, the name that stands twice in it, whether with the same value


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 (or 16, or 32, as JSON may be). Raises Unreadable."""
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        raise unreadable("not_utf8", _("This file is not in UTF-8. Save it as UTF-8 and try again.")) from None
    return text.removeprefix("\ufeff")


def parsed(text: str) -> tuple[Any, list[Twice]]:
    """Return the value, and each name that stands twice in one object: only the last of them is in the value.

    Raises Unreadable with line and column when it is not JSON.
    """
    twice: list[Twice] = []

    def to_dict(pairs: list[tuple[str, Any]]) -> dict:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            for name in dict.fromkeys(name for name in names if names.count(name) > 1):
                values = [value for each, value in pairs if each == name]
                twice.append((found, name, all(value == values[0] for value in values)))
        return found

    try:
        value = json.loads(text, parse_constant=_finite, parse_float=_finite, object_pairs_hook=to_dict)
    except json.JSONDecodeError as error:
        words = _("This is not JSON: it goes wrong at line %(line)s, column %(column)s. Ask for the package again.")
        raise unreadable("not_json", words, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        words = _("This JSON is nested too deep, or has a number that no program can keep.")
        raise unreadable("not_json", words) from None
    return value, twice


def say_twice(findings: Findings, twice: list[Twice]) -> None:
    """Refuse names that stand twice with different values: one of them would be lost. The same value is warned of."""
    for element, name, is_same in twice:
        say = findings.warn if is_same else findings.refuse
        words = _("%(where)s has “%(name)s” twice. Only one can be kept: take the other one out.")
        say("said_twice", words, where=called(element), name=name[:60], column=name[:60])


def _finite(written: str) -> float | int:
    """Return the number; one so large that it has no decimals as a whole number, which the database gives back."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return number if abs(number) < 2**53 else int(number)


DEEPEST_VALUE = 50
NOT_KEPT = re.compile("[\0\ud800-\udfff]")


def refuse_what_cannot_be_kept(findings: Findings, package: dict) -> None:
    """Refuse each element, and each other member of the package, that has such a character or such a depth."""
    for name, value in package.items():
        if NOT_KEPT.search(name):
            _refuse(findings, "bad_character", {}, shown(name), None, "")
        elif isinstance(value, list):
            for index, element in enumerate(value):
                _look_into(findings, element, name, index)
        else:
            _look_into(findings, value, name, None)


def _look_into(findings: Findings, element: Any, array: str, index: int | None) -> None:
    fields = element.items() if isinstance(element, dict) else [("", element)]
    for field, value in fields:
        if code := fault_of([field, value]):
            _refuse(findings, code, element, array, index, field)
            return


def fault_of(value: Any) -> str:
    """Return "bad_character" or "nested_too_deep", or nothing for a value that can be kept. Without recursion.

    >>> fault_of({"a": ["b", {"c": 1}]}), fault_of(["\\0"])
    ('', 'bad_character')
    """
    level = [value]
    for _depth in range(DEEPEST_VALUE + 1):
        below: list[Any] = []
        for each in level:
            if isinstance(each, str):
                if NOT_KEPT.search(each):
                    return "bad_character"
            elif isinstance(each, dict):
                below += [*each.keys(), *each.values()]
            elif isinstance(each, list):
                below += each
        if not below:
            return ""
        level = below
    return "nested_too_deep"


def _refuse(findings: Findings, code: str, element: Any, array: str, index: int | None, field: str) -> None:
    named = shown(called(element)) if isinstance(element, dict) and element else f"“{array}”"
    words = _("%(name)s is nested more than %(most)s deep. Nobody can read that: ask the publisher for less.")
    if code == "bad_character":
        words = _("%(name)s has a character that cannot be kept (\\u0000, or half of a pair). Take it out.")
    at: dict[str, Any] = {"array": array, "index": index, "column": shown(field)[:60]}
    findings.refuse(code, words, name=named, most=DEEPEST_VALUE, **at)


def shown(words: str) -> str:
    """Return the words with a mark in place of each character that cannot be kept."""
    return NOT_KEPT.sub("\ufffd", words)
