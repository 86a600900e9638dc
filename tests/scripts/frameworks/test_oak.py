"""England's National Curriculum as Turtle: what becomes an item, where it stands, and that nothing is fetched."""

import http.server
import io
import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from learnplan.people.importing.actions import run
from learnplan.people.importing.models import Import
from scripts.frameworks.exporting import export
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework, FrameworkItem
from scripts.frameworks.reading import title_of, variants_of
from tests.scripts.frameworks.curriculum import FILES, STAGE
from tests.scripts.frameworks.test_import import REAL_INPUTS, counts

OAK = REAL_INPUTS / "curriculum" / "oak"
needs_oak = pytest.mark.skipif(not OAK.is_dir(), reason="the real inputs are not here")


@pytest.fixture
def bring_turtle(db, tmp_path):
    """Bring in Turtle files (name -> text, by default the small curriculum) and return the report."""

    def run(files=None, **options):
        paths = []
        for name, text in (FILES if files is None else files).items():
            path = tmp_path / name
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(path)
        return load_all(paths, **{"dry_run": False, **options})

    return run


@pytest.fixture
def boats(bring_turtle):
    """The small curriculum, brought in."""
    report = bring_turtle()
    assert report.committed, report.problems
    return Framework.objects.get()


def tree(framework, name=lambda one: one.name):
    under = {}
    for one in framework.items.current():
        under.setdefault(one.parent_id, []).append(one)

    def inside(parent):
        return [(name(one), inside(one.pk)) if one.pk in under else name(one) for one in under.get(parent, [])]

    return inside(None)


def ties(framework, kind):
    found = framework.associations.filter(kind=kind, origin__isnull=False, destination__isnull=False)
    return {(tie.origin.name, tie.destination.name) for tie in found.select_related("origin", "destination")}


def test_curriculum_becomes_a_tree_in_its_publishers_order(boats):
    assert (boats.title, boats.creator, boats.kept_aside["CFDocument"]["version"]) == (
        "Boats at Key Stage 4",
        "The Boatyard",
        "1.2",
    )
    raft = (
        "Build a raft",
        ["Pupils can tie a reef knot.", "Pupils can swim.", ("Build a raft", ["Wood", "Rope"]), "Build a raft"],
    )
    scheme = (
        "Boats Key Stage 4",
        ["Boats Year 10 Harbour", "Boats Year 11 Core", raft, ("Build a canoe", ["Build a canoe"])],
    )
    assert tree(boats) == [
        ("Boats", ["Build what floats.", scheme]),
        ("Water", ["Why things float."]),
        "By hand",
        "Harbour Board",
        "Higher",
    ]


def test_prior_knowledge_precedes_its_unit_and_variants_one_another_as_taught(boats):
    assert ties(boats, "precedes") == {
        ("Pupils can tie a reef knot.", "Build a raft"),
        ("Pupils can swim.", "Build a raft"),
        ("Build a raft", "Build a canoe"),
    }
    assert ties(boats, "isRelatedTo") == {
        ("Build a raft", "By hand"),
        ("Boats Year 10 Harbour", "Harbour Board"),
        ("Boats Year 10 Harbour", "Higher"),
    }


def test_lesson_in_two_variants_stands_under_the_first_and_is_part_of_the_other(boats):
    wood = boats.items.get(short="Wood")
    assert (wood.statement, wood.kind, wood.code) == ("I can choose wood that floats.", "Lesson", "")
    assert (wood.kept_aside["conceptKeywords"], wood.kept_aside["extensions"]) == (
        ["grain"],
        {
            "keyLearningPoints": ["Dry wood floats."],
            "misconceptions": [{"statement": "All wood floats.", "correction": "Ebony sinks."}],
        },
    )
    other = wood.leads_to.get(kind="isPartOf")
    assert (wood.parent.kept_aside["uri"], other.destination.kept_aside["uri"]) == (
        "https://curriculum.example/variant-raft",
        "https://curriculum.example/variant-raft-short",
    )


def test_variants_of_a_unit_come_in_order_with_where_they_are_used(boats, django_assert_num_queries):
    unit = boats.items.get(kind="Unit", code="101")
    with django_assert_num_queries(2):
        variants = variants_of([unit.pk])
    assert [title_of(each) for each in variants] == [
        "Build a raft (Boats Year 10 Harbour)",
        "Build a raft (Boats Year 11 Core)",
    ]
    assert variants_of([variants[0].pk]) == []
    assert len(title_of(variants[0], longest=20)) == 20


def test_the_same_again_changes_nothing_and_in_any_order_of_files(boats, bring_turtle):
    report = bring_turtle(dict(reversed(FILES.items())))
    assert counts(report, "items") == {"rows": 19, "unchanged": 19}
    assert report.files["associations"].unchanged == report.files["associations"].rows > 0
    assert Framework.objects.count() == 1


def test_thing_without_an_address_stands_where_it_is_said_and_is_the_same_again(bring_turtle):
    new = '[ a curric:PriorKnowledgeRequirement ; rdfs:label "Pupils can row."@en ]'
    files = {**FILES, "boats-key-stage-4.ttl": STAGE.replace("x:knowing-1 , x:knowing-2", f"x:knowing-1 , {new}")}
    assert bring_turtle(files).committed
    boats = Framework.objects.get()
    assert boats.items.get(statement="Pupils can row.").parent.name == "Build a raft"
    assert ("Pupils can row.", "Build a raft") in ties(boats, "precedes")
    again = bring_turtle(files)
    assert all(counted.unchanged == counted.rows for counted in again.files.values())
    assert boats.items.filter(ended_at__isnull=False).count() == 0


def test_new_version_reports_what_changed_and_ended(boats, bring_turtle):
    new = STAGE.replace("Pupils can swim.", "Pupils can swim 50 metres.")
    new = new.replace("hasLessonInclusion x:inclusion-short-1", 'id "5"')
    new = new.replace("x:lesson-rope a curric:Lesson", "x:lesson-rope a curric:Nothing")
    dry = bring_turtle({**FILES, "boats-key-stage-4.ttl": new}, dry_run=True)
    report = bring_turtle({**FILES, "boats-key-stage-4.ttl": new})
    assert dry.files == report.files
    assert counts(report, "items") == {"rows": 18, "updated": 2, "unchanged": 16, "ended": 1}
    assert {problem.code for problem in report.problems} == {"ended", "named_by_address", "unknown_class"}


def test_curriculum_goes_out_as_case_and_comes_back_the_same(boats, bring_in):
    text = "".join(export(boats))
    assert json.loads(text)["CFDocument"]["caseVersion"] == "1.1"
    before = tree(boats)
    report = bring_in(text)
    assert {name: count.unchanged for name, count in report.files.items()} == {
        name: count.rows for name, count in report.files.items()
    }
    boats.delete()
    bring_in(text)
    assert tree(Framework.objects.get()) == before


def test_dry_run_writes_nothing(bring_turtle):
    report = bring_turtle(dry_run=True)
    assert (report.committed, counts(report, "items"), Framework.objects.count()) == (
        False,
        {"rows": 19, "created": 19},
        0,
    )


def test_nothing_is_fetched_whatever_the_files_name(bring_turtle, bring_in, package):
    """Every address in these files is one of a server of our own, which is never asked."""
    asked = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        text = STAGE.replace("https://never.fetched.example/ontology", f"{there}/ontology.ttl")
        text = f"@base <{there}/base> .\n" + text.replace("x:key-stage-4 ", f"<{there}/stage> ")
        assert bring_turtle({**FILES, "boats-key-stage-4.ttl": text}).committed
        package |= {"@context": f"{there}/context.json"}
        package["CFDocument"] |= {"uri": f"{there}/document", "CFPackageURI": f"{there}/package"}
        assert bring_in(package).committed
        server.shutdown()
    assert asked == []


def test_turtle_is_uploaded_as_several_files_and_checked(sign_in, rosa, riverside, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    files = [SimpleUploadedFile(name, text.encode()) for name, text in FILES.items()]
    sign_in(rosa).post("/scripts/frameworks/import/", {"institution": riverside.pk, "files": files})
    one = Import.objects.get()
    run(import_id=one.pk)
    one.refresh_from_db()
    assert (one.state, one.report["files"]["items"]["created"]) == ("checked", 19)


@needs_oak
@pytest.mark.parametrize(
    ("subject", "units", "variants", "lessons", "knowing"),
    [("computing", 27, 38, 240, 93), ("citizenship", 34, 34, 211, 117)],
)
def test_real_curriculum_is_whole(db, subject, units, variants, lessons, knowing):
    paths = [str(path) for path in OAK.glob(f"{subject}-*.ttl")]
    out = io.StringIO()
    call_command("import_framework", *paths, "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["committed"], {problem["code"] for problem in said["problems"]}) == (True, {"named_by_address"})

    def of(kind):
        return FrameworkItem.objects.filter(kind=kind)

    found = [of(kind).count() for kind in ("Unit", "Unit variant", "Lesson", "Prior knowledge")]
    assert found == [units, variants, lessons, knowing]
    for one in of("Prior knowledge") | of("Unit") | of("Unit variant"):
        words = " ".join((one.short or one.statement).split()[:9])
        assert FrameworkItem.objects.matching(words).filter(pk=one.pk).exists(), words
    assert sum(len(variants_of([unit.pk])) for unit in of("Unit")) == variants
    out = io.StringIO()
    call_command("import_framework", *paths, "--json", stdout=out)
    again = json.loads(out.getvalue())["files"]
    assert all(counted["unchanged"] == counted["rows"] for counted in again.values())
