"""What of a package no database keeps: NUL, halves of a pair, and nesting that nobody can follow. Pure."""

import re
from typing import Any

from django.utils.translation import gettext as _

from scripts.frameworks.case_findings import Findings, called

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
    if code == "bad_character":
        words = _("%(name)s has a character that cannot be kept (\\u0000, or half of a pair). Take it out.")
        facts: dict[str, object] = {"name": named}
    else:
        words = _("%(name)s is nested more than %(most)s deep. Nobody can read that: ask the publisher for less.")
        facts = {"name": named, "most": DEEPEST_VALUE}
    findings.refuse(code, words % facts, array=array, index=index, column=shown(field)[:60])


def shown(words: str) -> str:
    """Return the words with a mark in place of each character that cannot be kept."""
    return NOT_KEPT.sub("\ufffd", words)
