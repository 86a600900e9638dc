"""Giving a framework out: what came in comes out, and brought in again it changes nothing."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.frameworks.exporting import export
from scripts.frameworks.importing import load_all
from scripts.frameworks.models import Framework
from tests.scripts.frameworks.conftest import DOCUMENT, id_of, item, link, tie
from tests.scripts.frameworks.test_import import SAMPLE, needs_sample, sample_file, tree


def by_identifier(elements):
    return {element["identifier"]: element for element in elements}


def exported(framework):
    return json.loads("".join(export(framework)))


def unchanged(report):
    """Whether an import found nothing new at all."""
    return report.committed and all(count.rows == count.unchanged for count in report.files.values())


def brought_in_again(bring_in, framework):
    """Bring the export in, once as it is and once into an emptied database; return the second tree and export."""
    text = "".join(export(framework))
    assert unchanged(bring_in(text))
    before = tree(framework)
    framework.delete()
    assert bring_in(text).committed
    new = Framework.objects.get()
    assert tree(new) == before
    return json.loads("".join(export(new)))


def test_export_gives_back_every_element_as_it_came(framework, package):
    out = exported(framework)
    assert by_identifier(out.pop("CFItems")) == by_identifier(package.pop("CFItems"))
    assert by_identifier(out.pop("CFAssociations")) == by_identifier(package.pop("CFAssociations"))
    assert out == package


def test_export_brought_in_again_changes_nothing(framework, bring_in):
    first = exported(framework)
    assert brought_in_again(bring_in, framework) == first


def test_export_lists_items_as_the_tree_does(framework):
    codes = [element["humanCodingScheme"] for element in exported(framework)["CFItems"]]
    assert codes == ["M", "M.1", "D", "D.1", "D.2"]


def test_export_keeps_the_wrapper_and_leaves_out_what_has_ended(bring_in, package):
    bring_in({"CFPackage": package})
    del package["CFItems"][4]
    package["CFAssociations"][4:5] = []
    bring_in({"CFPackage": package})
    out = exported(Framework.objects.get())
    assert list(out) == ["CFPackage"]
    assert id_of(5) not in by_identifier(out["CFPackage"]["CFItems"])
    assert len(out["CFPackage"]["CFAssociations"]) == 6


def test_export_keeps_the_parent_that_a_newer_version_named_first(framework, bring_in, package):
    """The newer tie has the higher number here, but gives the place: it must come first in the export."""
    package["CFAssociations"].insert(0, tie(9, "isChildOf", id_of(5), id_of(1)))
    bring_in(package)
    assert framework.items.get(code="M.1").parent.code == "D"
    brought_in_again(bring_in, framework)
    assert Framework.objects.get().items.get(code="M.1").parent.code == "D"


def test_command_writes_a_file_that_can_be_brought_in(framework, tmp_path):
    path = tmp_path / "out.json"
    call_command("export_framework", str(framework.pk), "--to", str(path), stdout=io.StringIO())
    assert unchanged(load_all([path], dry_run=False))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_framework", DOCUMENT, "--to", str(path), stdout=io.StringIO())


def test_command_prints_the_package_and_says_which_there_are(framework):
    out = io.StringIO()
    call_command("export_framework", DOCUMENT, stdout=out)
    assert json.loads(out.getvalue()) == exported(framework)
    with pytest.raises(CommandError, match=f"Here are: {framework.pk} Making things work"):
        call_command("export_framework", "0")


def test_page_gives_the_package_as_a_file(framework, sign_in, rosa):
    answer = sign_in(rosa).get(f"/scripts/frameworks/{framework.pk}/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="making-things-work.json"'
    assert json.loads(b"".join(answer.streaming_content)) == exported(framework)


@needs_sample
def test_real_package_comes_out_as_it_went_in(db, bring_in):
    with open(sample_file[0]) as file:
        package = json.load(file)
    bring_in(package)
    framework = Framework.objects.get()
    out = exported(framework)
    assert by_identifier(out["CFItems"]) == by_identifier(package["CFItems"])
    assert by_identifier(out["CFAssociations"]) == by_identifier(package["CFAssociations"])
    assert {**out, "CFItems": 0, "CFAssociations": 0} == {**package, "CFItems": 0, "CFAssociations": 0}
    assert brought_in_again(bring_in, framework) == out


@needs_sample
@pytest.mark.parametrize("which", ["sample", "own"])
def test_export_fits_the_published_schema_of_1_0_as_far_as_what_came_in_did(bring_in, package, which):
    jsonschema = pytest.importorskip("jsonschema")
    with open(SAMPLE / "case-v1p0-cfpackage-schema.json") as file:
        check = jsonschema.Draft7Validator(json.load(file))
    if which == "sample":
        with open(sample_file[0]) as file:
            package = json.load(file)
    else:
        package["CFAssociations"].pop()  # isTranslationOf came with 1.1
    bring_in(package)

    def faults(of):
        in_order = {
            **of,
            **{
                array: sorted(of[array], key=lambda each: each["identifier"]) for array in ("CFItems", "CFAssociations")
            },
        }
        return sorted((error.json_path, error.validator) for error in check.iter_errors(in_order))

    assert faults(exported(Framework.objects.get())) == faults(package)


words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=30)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
NAMES = ("humanCodingScheme", "abbreviatedStatement", "CFItemType", "educationLevel", "listEnumeration", "notes")


@st.composite
def packages(draw):
    """CASE packages with fields of every shape, several parents, ends outside, and any order of elements."""
    count = draw(st.integers(1, 8))
    items = [
        item(number, draw(words.filter(str.strip)), **draw(st.dictionaries(st.sampled_from(NAMES), anything)))
        for number in range(1, count + 1)
    ]
    ties = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        origin = draw(st.integers(1, count))
        ends = [DOCUMENT, "outside", *(id_of(above) for above in range(1, origin))]
        kind = draw(st.sampled_from(["isChildOf", "isChildOf", "precedes", "ext:x"]))
        sequence = draw(st.none() | st.integers(0, 3) | st.just("2") | st.just(""))
        extra = {} if sequence is None else {"sequenceNumber": sequence}
        ties.append(tie(number, kind, id_of(origin), draw(st.sampled_from(ends)), **extra))
    document = {"identifier": DOCUMENT, "title": draw(words), "creator": draw(anything), "notes": draw(anything)}
    return {
        "CFDocument": document,
        "CFItems": draw(st.permutations(items)),
        "CFAssociations": draw(st.permutations(ties)),
        "CFDocumentURI": link(DOCUMENT),
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(packages())
def test_any_package_survives_the_round(bring_in, package):
    Framework.objects.all().delete()
    assert bring_in(package).committed
    framework = Framework.objects.get()
    out = exported(framework)
    given_items = by_identifier(package["CFItems"])
    for identifier, element in by_identifier(out["CFItems"]).items():
        assert element == given_items[identifier]
    assert by_identifier(out["CFAssociations"]) == by_identifier(package["CFAssociations"])
    assert brought_in_again(bring_in, framework) == out
