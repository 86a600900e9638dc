"""CASE packages damaged at random: no error of our own, no half import, and what goes in comes out again."""

import copy
import json
import random
from pathlib import Path

import pytest

from scripts.frameworks.case.findings import Unreadable
from scripts.frameworks.case.package import read_package
from scripts.frameworks.exporting import export
from scripts.frameworks.models import Framework, FrameworkAssociation, FrameworkItem
from scripts.frameworks.reading import read_tree, search
from tests.scripts.frameworks.conftest import DOCUMENT, PACKAGE
from tests.scripts.frameworks.test_import import sample_file

TIMES, TIMES_STORED = 400, 60
JUNK = [
    *(None, True, 0, -1, 1.5, 2.0, 1e23, 10**30, "", " ", "x" * 300, "x" * 25_000),
    *([], {}, [None], [{}], {"uri": None}, "\u202eabc", "²", "٣", "0" * 12 + "9" * 5000),
    *({"identifier": 5}, {"uri": "u", "identifier": " "}, "\0", "\ud800", "isChildOf", DOCUMENT),
    *(
        "<script>alert(1)</script>",
        "2026-02-30",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01",
        "🙂",
    ),
]
NAMES = ("uri", "identifier", "extensions", "CFItems", "sequenceNumber", "educationLevel", "lastChangeDateTime", "\0")


def places(value, path=()):
    """Every place in the value, as a path of keys."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inside for place in places(each, (*path, key)))]


def at(value, path):
    for key in path:
        value = value[key]
    return value


def damaged(chance, package):
    """A copy of the package with one to five things gone, swapped, doubled or replaced."""
    package = copy.deepcopy(package)
    for _turn in range(chance.choice([1, 1, 2, 5])):
        known = places(package)[1:] or [()]
        path, other = chance.choice(known), copy.deepcopy(at(package, chance.choice(known)))
        if not path:
            break
        holder, junk = at(package, path[:-1]), copy.deepcopy(chance.choice(JUNK))
        match chance.choice(["remove", "replace", "replace", "swap", "double", "add"]):
            case "remove":
                del holder[path[-1]]
            case "replace":
                holder[path[-1]] = junk
            case "swap":
                holder[path[-1]] = other
            case "double" if isinstance(holder, list):
                holder.append(other)
            case "add" if isinstance(holder, dict):
                holder[chance.choice(NAMES)] = junk
    return json.dumps(package).encode()


def packages():
    real = [json.loads(Path(path).read_bytes()) for path in sample_file]
    return [PACKAGE, *real]


def test_damaged_package_is_read_or_refused_with_words_that_can_be_kept():
    outcomes = set()
    for seed in range(TIMES):
        chance = random.Random(seed)
        try:
            _package, findings = read_package(damaged(chance, chance.choice(packages())))
        except Unreadable as error:
            findings = error.findings
        outcomes.add(findings.refuses)
        for finding in findings.entries:
            said = f"{finding.message}{finding.column}"
            said.encode()
            assert ("\0" in said, len(finding.message) < 700) == (False, True), (seed, finding.code)
    assert outcomes == {True, False}


def test_damaged_package_goes_in_whole_or_not_at_all_and_comes_out_again(db, bring_in, framework):
    stored = 0
    for seed in range(TIMES_STORED):
        chance = random.Random(seed)
        content = damaged(chance, PACKAGE)
        before = contents()
        report = bring_in(content)
        if not report.committed:
            assert contents() == before, seed
            assert any(problem.severity == "refused" and problem.message for problem in report.problems), seed
            continue
        stored += 1
        again = bring_in(content)
        assert all(counts.unchanged == counts.rows for counts in again.files.values()), seed
        for each in Framework.objects.with_size():
            assert json.loads("".join(export(each))), seed
            assert read_tree(each, None, 1) is not None, seed
            search(each, "draw what")
    assert stored > TIMES_STORED / 3


def contents():
    """All that is stored of frameworks, as counts and texts."""
    return (
        list(Framework.objects.order_by("pk").values_list("identifier", "title", "changed_at")),
        list(FrameworkItem.objects.order_by("pk").values_list("identifier", "statement", "parent", "ended_at")),
        list(FrameworkAssociation.objects.order_by("pk").values_list("identifier", "kind", "ended_at")),
    )


@pytest.mark.parametrize("depth", [51, 5_000, 9_000, 200_000])
@pytest.mark.parametrize("where", ["CFItems", "CFAssociations", "CFDocument", "CFRubrics"])
def test_value_nested_without_end_is_refused_and_named(bring_in, package, depth, where):
    holder = package[where][0] if isinstance(package[where], list) else package[where]
    holder["deep"] = "@"
    report = bring_in(json.dumps(package).replace('"@"', "[" * depth + "]" * depth))
    codes = [(problem.code, problem.column) for problem in report.problems]
    path = f"{where}[0].deep" if isinstance(package[where], list) else f"{where}.deep"
    assert codes in ([("nested_too_deep", path)], [("not_json", None)])
    assert codes != [("not_json", None)] or depth > 9_000
    assert Framework.objects.count() == 0
