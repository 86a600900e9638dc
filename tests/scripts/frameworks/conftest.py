"""Frameworks to test with: a small CASE package that each test damages in its own way."""

import copy
import json

import pytest

from scripts.frameworks.importing import load
from scripts.frameworks.models import Framework

DOCUMENT = "10000000-0000-4000-8000-000000000000"
STAMP = "2026-05-01T09:00:00Z"


def uri(identifier):
    return f"https://frameworks.example/uri/{identifier}"


def link(identifier, title="Somewhere"):
    return {"title": title, "identifier": identifier, "uri": uri(identifier)}


def item(number, statement, **extra):
    identifier = f"20000000-0000-4000-8000-{number:012d}"
    return {
        "identifier": identifier,
        "uri": uri(identifier),
        "CFDocumentURI": link(DOCUMENT),
        "fullStatement": statement,
        "lastChangeDateTime": STAMP,
        **extra,
    }


def tie(number, kind, origin, destination, **extra):
    identifier = f"30000000-0000-4000-8000-{number:012d}"
    return {
        "identifier": identifier,
        "uri": uri(identifier),
        "associationType": kind,
        "originNodeURI": link(origin),
        "destinationNodeURI": link(destination),
        "lastChangeDateTime": STAMP,
        **extra,
    }


def id_of(number):
    return f"20000000-0000-4000-8000-{number:012d}"


PACKAGE = {
    "CFDocument": {
        "identifier": DOCUMENT,
        "uri": uri(DOCUMENT),
        "creator": "Riverside and partners",
        "title": "Making things work",
        "caseVersion": "1.1",
        "adoptionStatus": "Adopted",
        "lastChangeDateTime": STAMP,
        "CFPackageURI": link(DOCUMENT),
        "extensions": {"colour": "blue"},
    },
    "CFItems": [
        item(1, "Design a thing that someone needs.", humanCodingScheme="D", CFItemType="Strand"),
        item(2, "Ask people what they need, and write it down.", humanCodingScheme="D.2", educationLevel=["10", "11"]),
        item(3, "Draw three different answers.", humanCodingScheme="D.1", extensions={"pace": 2}),
        item(4, "Make it, and try it out.", humanCodingScheme="M", abbreviatedStatement="Make it"),
        item(5, "Choose materials and say why.", humanCodingScheme="M.1"),
    ],
    "CFAssociations": [
        tie(1, "isChildOf", id_of(1), DOCUMENT, sequenceNumber=2),
        tie(2, "isChildOf", id_of(2), id_of(1), sequenceNumber=10),
        tie(3, "isChildOf", id_of(3), id_of(1), sequenceNumber=9),
        tie(4, "isChildOf", id_of(4), DOCUMENT, sequenceNumber=1),
        tie(5, "isChildOf", id_of(5), id_of(4)),
        tie(6, "precedes", id_of(1), id_of(4), notes="draw before you cut"),
        tie(7, "isTranslationOf", id_of(5), "40000000-0000-4000-8000-000000000001"),
    ],
    "CFDefinitions": {"CFItemTypes": [{"identifier": "x", "title": "Strand"}]},
    "CFRubrics": [{"identifier": "r", "title": "How it went"}],
}


@pytest.fixture
def package():
    """A CASE 1.1 package of five items and seven associations, to be changed at will."""
    return copy.deepcopy(PACKAGE)


@pytest.fixture
def bring_in(db, tmp_path):
    """Bring in a package (an object, or text or bytes as they are) and return the report."""

    def run(package, name="framework.json", **options):
        path = tmp_path / name
        content = package if isinstance(package, str | bytes) else json.dumps(package, indent=1)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load(path, **{"dry_run": False, **options})

    return run


@pytest.fixture
def framework(bring_in, package):
    """The small framework, brought in."""
    assert bring_in(package).committed
    return Framework.objects.get()
