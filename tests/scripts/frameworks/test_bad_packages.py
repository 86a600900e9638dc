"""CASE packages that are wrong: each is refused or warned of with the item named, and never half imported."""

import json

import pytest

from scripts.frameworks.case.findings import element_offsets
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework, FrameworkItem
from tests.scripts.frameworks.conftest import DOCUMENT, id_of, item, link, tie


def said(report):
    return [(problem.severity, problem.code, problem.column) for problem in report.problems]


def refused(report):
    """The report of a refusal: nothing was stored."""
    assert (report.committed, report.readable, Framework.objects.count()) == (False, False, 0)
    assert all(problem.message for problem in report.problems)
    return said(report)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("", "not_json", 1),
        ("identifier,title\n1,2", "not_json", 1),
        ('{"CFDocument": {},\n "CFItems": [,]}', "not_json", 2),
        ("[" * 100_000, "not_json", None),
        ('{"CFDocument": {"identifier": "d"}, "CFItems": [{"x": NaN}]}', "not_json", None),
        ('{"CFDocument": {"identifier": "d"}, "CFItems": [{"x": 1e999}]}', "not_json", None),
        (b'{"CFDocument": "\xe9"}', "not_utf8", None),
        ('{"CFDocument": {"identifier": "d", "title": "a\\u0000b"}, "CFItems": []}', "bad_character", None),
        ('{"CFDocument": {"identifier": "d", "title": "a\\ud800b"}, "CFItems": []}', "bad_character", None),
        ("[]", "wrong_shape", None),
        ('{"CFDocuments": [{"identifier": "d"}]}', "wrong_shape", None),
        ('{"CFDocument": {"title": "no identifier"}}', "wrong_shape", None),
        ('{"CFDocument": {"identifier": "d"}, "CFItems": {"a": 1}}', "wrong_shape", None),
        ('{"CFDocument": {"identifier": "d"}, "CFItems": ["a"]}', "wrong_shape", None),
        ('{"CFDocument": {"identifier": "d"}, "CFItems": []}', "empty", None),
    ],
)
def test_unreadable_file_is_refused_with_a_reason(bring_in, content, code, line):
    report = bring_in(content)
    refused(report)
    assert [(problem.code, problem.line) for problem in report.problems] == [(code, line)]


def test_characters_outside_ascii_in_escapes_are_kept(bring_in, package):
    package["CFItems"][0]["fullStatement"] = "Gwnewch 🙂 beth"
    assert bring_in(json.dumps(package, ensure_ascii=True)).committed
    assert FrameworkItem.objects.get(code="D").statement == "Gwnewch 🙂 beth"


def test_item_without_statement_is_refused_by_name_with_its_line(bring_in, package):
    package["CFItems"][3]["fullStatement"] = "  "
    del package["CFItems"][4]["fullStatement"]
    report = bring_in(package)
    assert refused(report) == [
        ("refused", "no_statement", "CFItems[3].fullStatement"),
        ("refused", "no_statement", "CFItems[4].fullStatement"),
    ]
    assert "“M”" in report.problems[0].message
    lines = json.dumps(package, indent=1).splitlines()
    assert lines[report.problems[0].line].strip().startswith('"identifier": "20000000-0000-4000-8000-000000000004"')
    assert (report.files["items"].rows, report.files["items"].refused) == (5, 2)


@pytest.mark.parametrize(("bad", "place"), [("\0", "fullStatement"), ("\ud800", "notes")])
def test_character_that_cannot_be_kept_is_refused_with_the_item_and_its_line(bring_in, package, bad, place):
    package["CFItems"][3][place] = f"Make {bad} it"
    report = bring_in(package)
    assert refused(report) == [("refused", "bad_character", f"CFItems[3].{place}")]
    assert "“M”" in report.problems[0].message
    assert report.problems[0].line > 1


def test_escape_that_is_only_written_about_is_no_bad_character(bring_in, package):
    package["CFItems"][0]["fullStatement"] = "Write \\u0000 and \\ud800 in a program."
    assert bring_in(package).problems == []
    assert FrameworkItem.objects.get(code="D").statement == "Write \\u0000 and \\ud800 in a program."


def test_bad_character_in_a_name_does_not_spoil_the_report(bring_in, package):
    package["CFItems"][0]["humanCodingScheme"] = "D\0"
    package["CFItems"][1]["\ud800"] = 1
    report = bring_in(package)
    assert [path for _severity, _code, path in refused(report)] == ["CFItems[0].humanCodingScheme", "CFItems[1].\ufffd"]
    assert "\0" not in json.dumps(report.to_json(), ensure_ascii=False)


def test_bad_character_beside_a_wrapper_that_is_none_is_refused(bring_in, package):
    assert refused(bring_in({**package, "CFPackage": {}, "more": "\0"})) == [("refused", "bad_character", "more")]


def test_name_that_an_item_has_twice_is_refused_since_one_would_be_lost(bring_in, package):
    text = json.dumps(package).replace('"humanCodingScheme": "M"', '"humanCodingScheme": "X", "humanCodingScheme": "M"')
    report = bring_in(text)
    assert refused(report) == [("refused", "said_twice", "humanCodingScheme")]
    assert "“M” has “humanCodingScheme” twice" in report.problems[0].message
    report = bring_in(text.replace('"humanCodingScheme": "X"', '"humanCodingScheme": "M"'))
    assert (report.committed, said(report)) == (True, [("warning", "said_twice", "humanCodingScheme")])


def test_list_of_items_that_stands_twice_is_refused(bring_in, package):
    text = json.dumps(package).replace('"CFItems":', '"CFItems": [], "CFItems":')
    assert refused(bring_in(text)) == [("refused", "said_twice", "CFItems")]


def test_two_files_of_one_framework_are_refused_together(package, tmp_path, db):
    older, newer = tmp_path / "older.json", tmp_path / "newer.json"
    older.write_text(json.dumps(package))
    package["CFItems"].pop()
    newer.write_text(json.dumps(package))
    report = load_all([older, newer], dry_run=False)
    assert refused(report)[-1] == ("refused", "same_framework", "CFDocument.identifier")
    assert "older.json" in report.problems[-1].message


def test_identifier_that_two_items_have_is_refused(bring_in, package):
    package["CFItems"][4]["identifier"] = package["CFItems"][0]["identifier"]
    assert ("refused", "duplicate", "CFItems[4].identifier") in refused(bring_in(package))


def test_item_that_goes_by_the_identifier_of_the_document_is_refused(bring_in, package):
    package["CFItems"][0]["identifier"] = DOCUMENT
    report = bring_in(package)
    assert refused(report) == [("refused", "duplicate", "CFItems[0].identifier")]
    assert "“D” has the identifier of the document" in report.problems[0].message


def test_identifier_of_the_document_is_kept_without_the_blanks_around_it(bring_in, package):
    package["CFDocument"]["identifier"] = " " * 300 + DOCUMENT + "\n"
    assert bring_in(package).problems == []
    assert Framework.objects.get().identifier == DOCUMENT
    assert bring_in(package).files["items"].unchanged == 5


def test_item_and_association_without_identifier_are_refused(bring_in, package):
    del package["CFItems"][0]["identifier"]
    package["CFAssociations"][0]["identifier"] = ""
    assert refused(bring_in(package)) == [
        ("refused", "no_identifier", "CFItems[0].identifier"),
        ("refused", "no_identifier", "CFAssociations[0].identifier"),
    ]


def test_association_without_ends_or_kind_is_refused(bring_in, package):
    package["CFAssociations"][0]["originNodeURI"] = None
    package["CFAssociations"][1]["destinationNodeURI"] = {}
    del package["CFAssociations"][2]["associationType"]
    assert refused(bring_in(package)) == [
        ("refused", "no_end", "CFAssociations[0].originNodeURI"),
        ("refused", "no_end", "CFAssociations[1].destinationNodeURI"),
        ("refused", "no_kind", "CFAssociations[2].associationType"),
    ]


def test_end_that_says_nothing_is_not_taken_for_an_item_without_address(bring_in, package):
    del package["CFItems"][4]["uri"]
    package["CFAssociations"][5]["destinationNodeURI"] = {"title": "Somewhere"}
    assert refused(bring_in(package)) == [("refused", "no_end", "CFAssociations[5].destinationNodeURI")]


def test_kind_of_association_that_is_too_long_is_refused_with_the_limit(bring_in, package):
    package["CFAssociations"][0]["associationType"] = "ext:" + "x" * 47
    report = bring_in(package)
    assert refused(report) == [("refused", "no_kind", "CFAssociations[0].associationType")]
    assert "1 to 50 characters" in report.problems[0].message


def test_circle_is_refused_once_and_names_its_items(bring_in, package):
    package["CFAssociations"][0]["destinationNodeURI"]["identifier"] = id_of(2)
    report = bring_in(package)
    assert refused(report) == [("refused", "circle", "CFItems[0]")]
    assert "“D” → “D.2” → “D”" in report.problems[0].message


def test_item_under_itself_is_a_circle(bring_in, package):
    package["CFAssociations"][0]["destinationNodeURI"]["identifier"] = id_of(1)
    assert refused(bring_in(package)) == [("refused", "circle", "CFItems[0]")]


def test_tree_too_deep_to_show_is_refused_without_recursion(bring_in, package):
    package["CFItems"] += [item(number, f"Level {number}") for number in range(100, 2100)]
    package["CFAssociations"] += [tie(n, "isChildOf", id_of(n), id_of(n - 1)) for n in range(101, 2100)]
    assert [code for _severity, code, _column in refused(bring_in(package))] == ["too_deep"]


def test_statement_of_ten_megabytes_is_refused(bring_in, package):
    package["CFItems"][0]["fullStatement"] = "word " * 2_000_000
    report = bring_in(package)
    assert refused(report) == [("refused", "too_long", "CFItems[0].fullStatement")]
    assert len(report.problems[0].message) < 300


def test_version_that_learnplan_does_not_read_is_refused(bring_in, package):
    package["CFDocument"]["caseVersion"] = "2.0"
    assert refused(bring_in(package)) == [("refused", "unknown_version", "CFDocument.caseVersion")]


def test_version_that_is_not_what_it_says_is_warned_of(bring_in, package):
    package["CFDocument"]["caseVersion"] = "1.0"
    report = bring_in(package)
    assert said(report) == [("warning", "version_mismatch", "CFDocument.caseVersion")]
    assert "extensions, isTranslationOf" in report.problems[0].message
    assert Framework.objects.get().case_version == "1.1"


def test_parent_outside_the_file_is_warned_of_and_the_item_stands_at_the_top(bring_in, package):
    package["CFAssociations"][4]["destinationNodeURI"] = {"identifier": "far", "uri": "https://far.example/far"}
    report = bring_in(package)
    assert said(report) == [("warning", "parent_outside", "CFAssociations[4].destinationNodeURI")]
    assert "“M.1”" in report.problems[0].message
    assert FrameworkItem.objects.get(code="M.1").parent is None


def test_second_parent_is_warned_of_and_the_tie_is_kept(bring_in, package):
    package["CFAssociations"].append(tie(9, "isChildOf", id_of(5), id_of(1), sequenceNumber=1))
    report = bring_in(package)
    assert said(report) == [("warning", "two_parents", "CFAssociations[4].destinationNodeURI")]
    one = FrameworkItem.objects.get(code="M.1")
    assert one.parent.code == "D"
    assert one.leads_to.filter(kind="isChildOf").count() == 2


def test_dates_and_numbers_that_are_none_are_warned_of_and_kept_as_written(bring_in, package):
    package["CFDocument"]["lastChangeDateTime"] = "01/05/2026"
    package["CFItems"][0]["lastChangeDateTime"] = 20260501
    package["CFAssociations"][0]["sequenceNumber"] = "first"
    package["CFAssociations"][1]["sequenceNumber"] = -1
    package["CFAssociations"][2]["sequenceNumber"] = 10**30
    report = bring_in(package)
    assert sorted(said(report)) == [
        ("warning", "bad_date", "CFDocument.lastChangeDateTime"),
        ("warning", "bad_date", "CFItems[0].lastChangeDateTime"),
        *(("warning", "bad_sequence", f"CFAssociations[{index}].sequenceNumber") for index in range(3)),
    ]
    framework = Framework.objects.get()
    assert framework.changed_at is None
    assert framework.kept_aside["CFDocument"]["lastChangeDateTime"] == "01/05/2026"
    assert bring_in(package).files["associations"].unchanged == 7


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01"])
def test_date_at_the_edge_of_time_is_warned_of_and_can_be_read_again(bring_in, package, sign_in, rosa, moment):
    package["CFDocument"]["lastChangeDateTime"] = moment
    assert said(bring_in(package)) == [("warning", "bad_date", "CFDocument.lastChangeDateTime")]
    assert bring_in(package).committed
    assert sign_in(rosa).get(Framework.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0" * 12 + "9" * 13, None),
        ("0" * 12 + "9" * 5000, None),
        ("0" * 30 + "7", 7),
        (3.0, 3),
        (3.5, None),
        ("", None),
    ],
)
def test_sequence_number_of_any_shape_is_a_number_or_is_none(bring_in, package, written, kept):
    package["CFAssociations"][0]["sequenceNumber"] = written
    report = bring_in(package)
    assert report.committed
    assert [code for _severity, code, _column in said(report)] == ["bad_sequence"] * (kept is None and written != "")
    assert (
        Framework.objects.get().associations.get(identifier=package["CFAssociations"][0]["identifier"]).sequence == kept
    )
    assert bring_in(package).files["associations"].unchanged == 7


def test_number_too_large_for_decimals_is_the_same_again(bring_in, package):
    package["CFItems"][0]["weight"] = 1e23
    assert bring_in(package).committed
    assert bring_in(package).files["items"].unchanged == 5


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("CFDefinitions", ["x"], "CFDefinitions"),
        ("CFDefinitions", {"CFConcepts": "x"}, "CFDefinitions.CFConcepts"),
        ("CFDefinitions", {"CFLicenses": [7]}, "CFDefinitions.CFLicenses"),
        ("CFRubrics", "none", "CFRubrics"),
        ("CFRubrics", [{"CFRubricCriteria": {}}], "CFRubrics[0].CFRubricCriteria"),
        (
            "CFRubrics",
            [{"CFRubricCriteria": [{"CFRubricCriterionLevels": 7}]}],
            "CFRubrics[0].CFRubricCriteria[0].levels",
        ),
    ],
)
def test_definitions_of_another_shape_are_warned_of_and_kept(bring_in, package, name, value, path):
    package[name] = value
    assert said(bring_in(package)) == [("warning", "other_shape", path)]
    assert Framework.objects.get().kept_aside[name] == value


def test_definitions_and_criteria_that_are_there_twice_or_about_nothing_are_warned_of(bring_in, package):
    level, other = {"identifier": "l", "quality": "Good"}, {"identifier": "m"}
    criterion = {"identifier": "c", "CFItemURI": link(id_of(1)), "CFRubricCriterionLevels": [level, other, level]}
    about_nothing = {"identifier": "d", "CFItemURI": link("gone")}
    package["CFRubrics"] = [
        {"identifier": "r", "CFRubricCriteria": [criterion, about_nothing]},
        {"identifier": "r", "title": "Again"},
    ]
    package["CFDefinitions"] = {"CFConcepts": [{"identifier": "k", "title": "Force"}, {"identifier": "k"}]}
    report = bring_in(package)
    assert report.committed
    assert said(report) == [
        ("warning", "defined_twice", "CFDefinitions.CFConcepts[1]"),
        ("warning", "defined_twice", "CFRubrics[1]"),
        ("warning", "defined_twice", "CFRubrics[0].CFRubricCriteria[0].levels[2]"),
        ("warning", "criterion_outside", "CFRubrics[0].CFRubricCriteria[1].CFItemURI"),
    ]
    assert "“Again”" in report.problems[1].message


def test_kind_of_association_nobody_knows_is_kept_and_said_but_an_extension_is_not(bring_in, package):
    package["CFAssociations"][5]["associationType"] = "precede"
    package["CFAssociations"][6]["associationType"] = "ext:inspires"
    assert said(bring_in(package)) == [("warning", "unknown_kind", "CFAssociations[5].associationType")]


def test_older_file_is_warned_of(framework, bring_in, package):
    package["CFDocument"]["lastChangeDateTime"] = "2025-05-01T09:00:00Z"
    assert [problem.code for problem in bring_in(package, dry_run=True).problems] == ["older"]


def test_misspelt_field_is_said_once_for_all_items_and_not_guessed(bring_in, package):
    for each in package["CFItems"]:
        each["educationalLevel"] = "10"
    package["CFItems"][1].pop("educationLevel")
    report = bring_in(package)
    assert said(report) == [("warning", "misspelt_field", "CFItems[0].educationalLevel")]
    assert {one.level for one in FrameworkItem.objects.all()} == {""}


def test_refused_new_version_leaves_the_old_one_untouched(framework, bring_in, package):
    package["CFItems"][0]["fullStatement"] = "New words."
    package["CFItems"][1]["fullStatement"] = ""
    assert not bring_in(package).committed
    assert framework.items.get(code="D").statement == "Design a thing that someone needs."


def test_very_many_faults_of_a_kind_are_cut_short(bring_in, package):
    package["CFItems"] += [item(number, "") for number in range(100, 1100)]
    report = bring_in(package)
    assert len(report.problems) == 21
    assert report.problems[-1].message == "And 980 more like this."
    assert report.files["items"].refused == 1000


def test_offsets_are_those_of_the_elements():
    text = '\n{ "z": {"a": [1]}, "CFItems" : [ {"a": "]"} ,\n {"b": []} ], "n": null, "CFAssociations": [] }'
    offsets = element_offsets(text)
    assert offsets == {"CFItems": [text.index('{"a": "]"'), text.index('{"b"')], "CFAssociations": []}


def test_offsets_are_found_inside_the_wrapper():
    text = '{"CFPackage": {"CFItems": [{}]}}'
    assert element_offsets(text) == {"CFItems": [text.index("{}")]}


def test_document_that_has_no_title_goes_by_its_identifier(bring_in, package):
    del package["CFDocument"]["title"]
    assert bring_in(package).committed
    assert Framework.objects.get().title == DOCUMENT
