"""Turtle that is broken, hostile or no curriculum: refused with file, line and name, and never half imported."""

import time

import pytest

from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework
from tests.scripts.frameworks.curriculum import FILES, PREFIXES, STAGE

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>&c;</rdf:Description></rdf:RDF>"""
HEAD = PREFIXES + "x:doc a owl:Ontology ; rdfs:label 'Doc' .\n"


@pytest.fixture
def bring(db, tmp_path):
    """Bring in one file (or the small curriculum with its key stage replaced) and return the report."""

    def run(content, name="bad.ttl", *, whole=False):
        files = {**FILES, "boats-key-stage-4.ttl": content} if whole else {name: content}
        paths = []
        for each, text in files.items():
            path = tmp_path / each
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(path)
        return load_all(paths, dry_run=False)

    return run


def refused(report):
    assert (report.committed, report.readable, Framework.objects.count()) == (False, False, 0)
    assert all(problem.message for problem in report.problems)
    return [(problem.file, problem.line, problem.code) for problem in report.problems if problem.severity == "refused"]


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (HEAD + "x:a x:b x:c , .", 10, "not_turtle"),
        (HEAD + "x:a x:b y:c .", 10, "not_turtle"),
        (HEAD + "x:a x:b 'never ends .", 10, "not_turtle"),
        (HEAD + 'x:a x:b """never\nends .', 10, "not_turtle"),
        (HEAD + "[" * 50_000, None, "not_turtle"),
        (HEAD.encode() + b"x:a x:b 'caf\xe9' .", 10, "not_utf8"),
        (HEAD.encode("utf-16"), 1, "not_utf8"),
        (HEAD + 'x:a x:b "\\u0000" .', 10, "bad_character"),
        (LAUGHS, 1, "not_turtle"),
        ("<!DOCTYPE html><html><script>alert(1)</script></html>", 1, "not_turtle"),
        (PREFIXES, None, "not_curriculum"),
        ("", None, "not_curriculum"),
        (HEAD, None, "not_curriculum"),
        (HEAD + "x:a a x:Dog ; rdfs:label 'Rex' .", None, "not_curriculum"),
        (HEAD + "x:t a curric:Tier ; rdfs:label 'Higher' .", None, "not_curriculum"),
    ],
)
def test_what_is_no_curriculum_is_refused_with_a_reason(bring, content, line, code):
    assert refused(bring(content)) == [("bad.ttl", line, code)]


def test_broken_turtle_names_line_and_column(bring):
    [problem] = bring(HEAD + "x:a x:b x:c , .").problems
    assert "line 10, column 8" in problem.message


def test_bad_character_in_an_address_does_not_spoil_the_report(bring):
    report = bring(HEAD + "<https://curriculum.example/a\\u0000b> a curric:Unit .")
    assert refused(report) == [("bad.ttl", None, "bad_character")]
    assert "\0" not in report.problems[0].message


def test_xml_is_refused_whatever_its_name(bring):
    for name in ("bad.ttl", "bad.rdf", "bad.xml", "bad.json"):
        report = bring(LAUGHS, name)
        refused(report)
        assert "Turtle (.ttl)" in report.problems[0].message or "JSON" in report.problems[0].message


def test_two_hundred_megabytes_are_refused_at_once(bring, tmp_path):
    path = tmp_path / "huge.ttl"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(200 * 2**20)
    start = time.perf_counter()
    report = load_all([path], dry_run=False)
    assert refused(report) == [("huge.ttl", None, "too_large")]
    assert time.perf_counter() - start < 5
    path.unlink()


def test_circle_of_content_is_refused_by_name_and_line(bring):
    circle = "x:one a curric:Strand ; skos:prefLabel 'One' ; skos:broader x:two .\n"
    circle += "x:two a curric:SubStrand ; skos:prefLabel 'Two' ; skos:broader x:one .\n"
    report = bring(HEAD + circle)
    assert refused(report) == [("bad.ttl", 10, "circle")]
    assert "“One” → “Two” → “One”" in report.problems[0].message


def test_thing_without_name_and_thing_with_two_are_refused_by_name_and_line(bring):
    text = STAGE.replace(' ; rdfs:label "Pupils can swim."@en', "")
    text += '\nx:unit-canoe rdfs:label "Build a kayak"@en .\n'
    report = bring(text, whole=True)
    line = 1 + text[: text.index("x:knowing-2 a")].count("\n")
    unit = 1 + text[: text.index("x:unit-canoe a")].count("\n")
    stage = "boats-key-stage-4.ttl"
    assert sorted(refused(report)) == sorted([(stage, line, "no_statement"), (stage, unit, "duplicate")])
    said = " ".join(problem.message for problem in report.problems)
    assert "“knowing-2”" in said
    assert "“Build a canoe” and “Build a kayak”" in said


def test_statement_of_ten_megabytes_is_refused_by_name(bring):
    report = bring(STAGE.replace("Pupils lash a raft together.", "word " * 2_000_000), whole=True)
    assert [code for _file, _line, code in refused(report)] == ["too_long"]
    assert len(report.problems[0].message) < 300


def test_key_stage_alone_is_brought_in_with_what_it_lacks_said(bring, tmp_path):
    path = tmp_path / "alone.ttl"
    path.write_text(STAGE)
    report = load_all([path], dry_run=False)
    assert report.committed
    said = {problem.code for problem in report.problems}
    assert {"parent_outside", "named_by_address"} <= said
    assert any("scheme-boats-key-stage-4" in problem.message for problem in report.problems)


def test_inclusion_of_what_is_described_nowhere_is_warned_of_by_name_and_line(bring):
    report = bring(
        STAGE.replace("curric:includesUnitVariant x:variant-canoe", "curric:includesUnitVariant x:variant-gone"),
        whole=True,
    )
    assert report.committed
    found = [problem for problem in report.problems if problem.code == "not_described"]
    assert found
    assert all("variant-gone" in problem.message for problem in found)


def test_one_bad_file_keeps_all_of_them_out(bring, db, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.ttl"
    good.write_text('{"CFDocument": {"identifier": "d"}, "CFItems": [{"identifier": "i", "fullStatement": "x"}]}')
    bad.write_text("x:a x:b .")
    assert [code for _file, _line, code in refused(load_all([good, bad], dry_run=False))] == ["not_turtle"]


def test_language_other_than_english_is_taken_when_there_is_no_english(bring):
    text = HEAD + "x:s a curric:Subject ; rdfs:label 'Cychod'@cy ; curric:rationale '<b>**Pwysig**</b>'@cy .\n"
    report = bring(text)
    assert report.committed, report.problems
    item = Framework.objects.get().items.get()
    assert (item.statement, item.kept_aside["notes"]) == ("Cychod", "<b>**Pwysig**</b>")
