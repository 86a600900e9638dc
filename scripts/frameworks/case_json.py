"""Reading a file as JSON: how it is written, numbers that can be kept, and names that one object has twice. Pure."""

import json
import math
from typing import Any

from django.utils.translation import gettext as _

from scripts.frameworks.case_findings import Findings, called, unreadable

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
        raise unreadable("not_json", words % {"line": error.lineno, "column": error.colno}, line=error.lineno) from None
    except (RecursionError, ValueError):
        raise unreadable(
            "not_json", _("This JSON is nested too deep, or has a number that no program can keep.")
        ) from None
    return value, twice


def say_twice(findings: Findings, twice: list[Twice]) -> None:
    """Refuse names that stand twice with different values: one of them would be lost. The same value is warned of."""
    for element, name, is_same in twice:
        say = findings.warn if is_same else findings.refuse
        words = _("%(where)s has “%(name)s” twice. Only one can be kept: take the other one out.")
        say("said_twice", words % {"where": called(element), "name": name[:60]}, column=name[:60])


def _finite(written: str) -> float | int:
    """Return the number; one so large that it has no decimals as a whole number, which the database gives back."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return number if abs(number) < 2**53 else int(number)
