"""Bringing in CASE packages: what is stored, what is kept, and that the same again changes nothing."""

import io
import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from learnplan.events.models import Event
from scripts.frameworks.case.elements import ASSOCIATION_FIELDS, ITEM_FIELDS
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework, FrameworkAssociation, FrameworkItem
from tests.races import at_once
from tests.scripts.frameworks.conftest import DOCUMENT, id_of, item, tie

# Files of other people's systems lie beside the checkout, or where REAL_INPUTS says; they are not part of it.
REAL_INPUTS = Path(os.environ.get("REAL_INPUTS") or settings.BASE_DIR.parent / "shared" / "data")
SAMPLE = REAL_INPUTS / "curriculum" / "opensalt-sample"
sample_file = [str(path) for path in SAMPLE.glob("opensalt-framework-*.json")]
needs_sample = pytest.mark.skipif(not sample_file, reason="the real inputs are not here")


def counts(report, name):
    return {key: value for key, value in report.to_json()["files"][name].items() if value}


def tree(framework):
    """The framework as nested lists of codes."""
    under = {}
    for one in framework.items.current():
        under.setdefault(one.parent_id, []).append(one)

    def inside(parent):
        return [[one.code, *inside(one.pk)] for one in under.get(parent, [])]

    return inside(None)


def test_import_stores_items_in_their_hierarchy(framework):
    assert tree(framework) == [["M", ["M.1"]], ["D", ["D.1"], ["D.2"]]]
    assert (framework.title, framework.creator, framework.case_version) == (
        "Making things work",
        "Riverside and partners",
        "1.1",
    )
    assert framework.changed_at.isoformat() == "2026-05-01T09:00:00+00:00"


def test_import_keeps_associations_and_ends_outside_by_uri(framework):
    precedes = framework.associations.get(kind="precedes")
    assert (precedes.origin.code, precedes.destination.code) == ("D", "M")
    outside = framework.associations.get(kind="isTranslationOf")
    assert (outside.origin.code, outside.destination) == ("M.1", None)
    assert outside.destination_uri.endswith("40000000-0000-4000-8000-000000000001")
    root = framework.associations.get(identifier="30000000-0000-4000-8000-000000000001")
    assert (root.destination, root.sequence) == (None, 2)


def test_import_keeps_every_field_so_that_the_package_can_be_given_back(framework, package):
    def given_back(row, fields):
        columns = {case: getattr(row, column) for case, column in fields.items()}
        return {**{case: value for case, value in columns.items() if value not in ("", None)}, **row.kept_aside}

    items = {row.identifier: given_back(row, ITEM_FIELDS) for row in framework.items.all()}
    assert items == {element["identifier"]: element for element in package["CFItems"]}
    ties = {row.identifier: given_back(row, ASSOCIATION_FIELDS) for row in framework.associations.all()}
    assert ties == {element["identifier"]: element for element in package["CFAssociations"]}
    assert framework.kept_aside["CFDefinitions"] == package["CFDefinitions"]
    assert framework.kept_aside["CFRubrics"] == package["CFRubrics"]
    assert framework.kept_aside["CFDocument"]["extensions"] == {"colour": "blue"}


def test_import_of_the_same_again_changes_nothing(framework, bring_in, package):
    report = bring_in(package)
    assert counts(report, "items") == {"rows": 5, "unchanged": 5}
    assert counts(report, "associations") == {"rows": 7, "unchanged": 7}


def test_import_of_a_new_version_says_what_is_updated_created_and_ended(framework, bring_in, package):
    package["CFItems"][1]["fullStatement"] = "Ask people what they need, twice."
    package["CFItems"][2]["extensions"]["pace"] = 3
    del package["CFItems"][4]
    package["CFItems"].append(item(6, "Tell the story of it.", humanCodingScheme="T"))
    package["CFAssociations"][4:5] = []
    package["CFAssociations"].append(tie(8, "isChildOf", id_of(6), DOCUMENT, sequenceNumber=3))
    report = bring_in(package)
    assert counts(report, "items") == {"rows": 5, "created": 1, "updated": 2, "unchanged": 2, "ended": 1}
    assert counts(report, "associations") == {"rows": 7, "created": 1, "unchanged": 6, "ended": 1}
    assert tree(framework) == [["M"], ["D", ["D.1"], ["D.2"]], ["T"]]
    assert framework.items.get(code="M.1").ended_at is not None
    assert [problem.code for problem in report.problems] == ["ended"]
    again = bring_in(package)
    assert (counts(again, "items"), again.problems) == ({"rows": 5, "unchanged": 5}, [])


def test_import_brings_back_what_had_ended(framework, bring_in, package):
    last = package["CFItems"].pop()
    tied = [each for each in package["CFAssociations"] if each["originNodeURI"]["identifier"] != last["identifier"]]
    bring_in({**package, "CFAssociations": tied})
    package["CFItems"].append(last)
    report = bring_in(package)
    assert counts(report, "items") == {"rows": 5, "updated": 1, "unchanged": 4}
    assert framework.items.current().count() == 5


def test_import_moves_an_item_to_another_parent_even_one_that_is_new(framework, bring_in, package):
    package["CFItems"].append(item(6, "Tell the story of it.", humanCodingScheme="T"))
    package["CFAssociations"][1]["destinationNodeURI"]["identifier"] = id_of(6)
    dry = bring_in(package, dry_run=True)
    report = bring_in(package)
    assert counts(dry, "items") == counts(report, "items") == {"rows": 6, "created": 1, "updated": 1, "unchanged": 4}
    assert tree(framework)[-1] == ["T", ["D.2"]]


def test_dry_run_writes_nothing(bring_in, package):
    report = bring_in(package, dry_run=True)
    assert not report.committed
    assert counts(report, "items") == {"rows": 5, "created": 5}
    assert (Framework.objects.count(), FrameworkItem.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_import_records_one_event(bring_in, package, rosa, riverside):
    bring_in(package, by=rosa, institution=riverside)
    event = Event.objects.get()
    assert (event.verb, event.actor, event.institution) == ("framework.imported", rosa, riverside)
    assert (event.facts["framework"], event.facts["created"]) == ("Making things work", 5)


def test_import_reads_a_package_in_its_wrapper_and_with_a_byte_order_mark(bring_in, package):
    report = bring_in(b"\xef\xbb\xbf" + json.dumps({"CFPackage": package}).encode())
    assert (report.committed, report.problems) == (True, [])


def test_import_reads_1_0_with_ends_as_plain_uris(bring_in, package):
    del package["CFDocument"]["caseVersion"], package["CFDocument"]["extensions"]
    package["CFAssociations"].pop()
    for each in package["CFAssociations"]:
        for end in ("originNodeURI", "destinationNodeURI"):
            each[end] = each[end]["uri"]
    report = bring_in(package)
    assert report.problems == []
    framework = Framework.objects.get()
    assert framework.case_version == "1.0"
    assert tree(framework) == [["M", ["M.1"]], ["D", ["D.1"], ["D.2"]]]


def test_import_that_breaks_off_leaves_nothing(bring_in, package):
    def stop(_rows):
        raise RuntimeError("the worker is gone")

    package["CFItems"] += [item(number, f"Item {number}") for number in range(100, 5200)]
    with pytest.raises(RuntimeError):
        bring_in(package, progress=stop)
    assert (Framework.objects.count(), FrameworkItem.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_version_at_once_are_one_version(framework, package, tmp_path):
    package["CFItems"][0]["fullStatement"] = "Design a thing that many need."
    package["CFItems"].append(item(6, "Tell the story of it.", humanCodingScheme="T"))
    path = tmp_path / "newer.json"
    path.write_text(json.dumps(package))
    reports = at_once(lambda: load_all([path], dry_run=False), lambda: load_all([path], dry_run=False))
    assert sorted(report.files["items"].unchanged for report in reports) == [4, 6]
    assert (framework.versions.count(), framework.items.count()) == (2, 6)


def test_import_of_many_rows_takes_a_fixed_number_of_queries(bring_in, package, django_assert_max_num_queries):
    package["CFItems"] += [item(number, f"Item {number}") for number in range(100, 3000)]
    package["CFAssociations"] += [tie(n, "isChildOf", id_of(n), id_of(1)) for n in range(100, 3000)]
    with django_assert_max_num_queries(26):
        assert bring_in(package).committed
    assert FrameworkItem.objects.count() == 2905


def test_command_prints_one_json_object_and_leaves_with_1_when_refused(package, tmp_path, db):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(package))
    bad.write_text("{")
    out = io.StringIO()
    call_command("import_framework", str(good), "--json", stdout=out)
    assert json.loads(out.getvalue())["files"]["items"]["created"] == 5
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_framework", str(good), str(bad), str(tmp_path / "none.json"), "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert left.value.code == 1
    assert (said["committed"], [problem["code"] for problem in said["problems"]]) == (False, ["not_json", "no_file"])


def test_command_imports_all_of_its_files_or_none(package, tmp_path, db):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(package))
    bad.write_text("[]")
    with pytest.raises(SystemExit):
        call_command("import_framework", str(good), str(bad), stdout=io.StringIO())
    assert Framework.objects.count() == 0


@needs_sample
def test_real_package_gives_16_items_and_39_associations(db):
    out = io.StringIO()
    call_command("import_framework", *sample_file, "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["committed"]
    assert (said["files"]["items"]["created"], said["files"]["associations"]["created"]) == (16, 39)
    assert [problem["code"] for problem in said["problems"]] == ["misspelt_field"]
    assert FrameworkItem.objects.filter(parent=None).count() == 2
    assert FrameworkAssociation.objects.filter(kind="precedes", destination=None).count() == 1


@needs_sample
def test_test_package_fits_the_published_schema_of_1_0(package):
    jsonschema = pytest.importorskip("jsonschema")
    with open(SAMPLE / "case-v1p0-cfpackage-schema.json") as file:
        schema = json.load(file)
    package["CFAssociations"].pop()  # isTranslationOf came with 1.1
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(package))
    assert [error.message for error in errors if list(error.path)[:1] in (["CFItems"], ["CFAssociations"])] == []
