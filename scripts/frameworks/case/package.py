"""Reading a 1EdTech CASE package, 1.0 or 1.1, with every field kept (information models of 2017 and 2025)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scripts.frameworks.case.elements import (
    LONGEST_NAME,
    CaseAssociation,
    CaseItem,
    changed_at,
    kept,
    read_association,
    read_item,
    text_of,
)
from scripts.frameworks.case.findings import Findings, Unreadable, called, unreadable
from scripts.frameworks.case.hierarchy import name_of, plant
from scripts.frameworks.case.parsing import decoded, parsed, refuse_what_cannot_be_kept, say_twice

DEFINED = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")


def look_into_definitions(findings: Findings, package: dict, items: Collection[str]) -> None:
    """Warn of definitions and rubrics of another shape, with one identifier twice, or about no item of the package.

    `items` are the identifiers of the package's items.
    """
    definitions = package.get("CFDefinitions")
    if definitions is not None and not isinstance(definitions, dict):
        _other_shape(findings, "CFDefinitions", None, "")
    elif definitions:
        for name in DEFINED:
            _listed(findings, definitions.get(name), "CFDefinitions", None, name)
    for index, rubric in _listed(findings, package.get("CFRubrics"), "CFRubrics", None, ""):
        criteria = _listed(findings, rubric.get("CFRubricCriteria"), "CFRubrics", index, "CFRubricCriteria")
        for number, criterion in criteria:
            at = f"CFRubricCriteria[{number}]"
            _listed(findings, criterion.get("CFRubricCriterionLevels"), "CFRubrics", index, f"{at}.levels")
            _about_an_item(findings, criterion, items, index, at)


def _listed(findings: Findings, value: Any, array: str, index: int | None, column: str) -> list[tuple[int, dict]]:
    """Return the elements that are objects, each with its number; warn of those that are none or are there twice.

    `index` and `column` say where the list is in `array`; the list is `array` itself where both are missing.
    """
    if value is None:
        return []
    elements = value if isinstance(value, list) else []
    found = [(number, each) for number, each in enumerate(elements) if isinstance(each, dict)]
    if not isinstance(value, list) or len(found) < len(value):
        _other_shape(findings, array, index, column)
    seen: set[str] = set()
    for number, element in found:
        identifier = text_of(element.get("identifier"))
        if identifier and identifier in seen:
            words = _("%(name)s has the identifier of another one in the same list. Both are kept: correct the file.")
            where = {"index": index, "column": f"{column}[{number}]"} if column else {"index": number}
            findings.warn("defined_twice", words, name=called(element), array=array, **where)
        seen.add(identifier)
    return found


def _other_shape(findings: Findings, array: str, index: int | None, column: str) -> None:
    words = _("%(name)s has another shape than CASE gives it. It is kept as it is, and given out again.")
    findings.warn("other_shape", words, name=column or array, array=array, index=index, column=column)


def _about_an_item(findings: Findings, criterion: dict, items: Collection[str], index: int, at: str) -> None:
    link = criterion.get("CFItemURI")
    identifier = text_of(link.get("identifier")) if isinstance(link, dict) else ""
    if identifier and identifier not in items:
        words = _(
            "The criterion %(name)s is about an item that is not in this file (%(item)s). It is kept all the same."
        )
        where: dict[str, Any] = {"array": "CFRubrics", "index": index, "column": f"{at}.CFItemURI"}
        findings.warn("criterion_outside", words, name=called(criterion), item=identifier[:60], **where)


VERSIONS = ("1.0", "1.1")
ONLY_IN_1_1 = ("caseVersion", "frameworkType", "extensions")
# How a field of CASE is called in the tables: every other field is kept aside as it came.
DOCUMENT_FIELDS = {
    "identifier": "identifier",
    "title": "title",
    "creator": "creator",
    "adoptionStatus": "adoption_status",
}
MISSPELT = {
    "educationalLevel": "educationLevel",
    "humanCodingSchema": "humanCodingScheme",
    "statement": "fullStatement",
}


@dataclass(slots=True)
class CasePackage:
    """A whole framework as its publisher gave it."""

    identifier: str
    title: str
    creator: str
    case_version: str
    adoption_status: str
    changed_at: dt.datetime | None
    kept_aside: dict
    items: list[CaseItem] = field(default_factory=list)
    associations: list[CaseAssociation] = field(default_factory=list)


def read_package(content: bytes) -> tuple[CasePackage, Findings]:
    """Return the package in the file, and what is wrong with it.

    A package whose findings `refuses` must not be stored. Raises Unreadable when there is no package to speak of.
    """
    text = decoded(content)
    value, twice = parsed(text)
    findings = Findings(text)
    refuse_what_cannot_be_kept(findings, _inside(value)[0])
    if findings.refuses:
        findings.end()
        raise Unreadable(findings)
    package, wrapped = unwrapped(value)
    say_twice(findings, twice)
    result = take_in(package, findings)
    if wrapped:
        result.kept_aside["is_wrapped"] = True
    return result, findings


def take_in(package: dict, findings: Findings) -> CasePackage:
    """Return the package with its elements checked; `package` has been `unwrapped`. Ends the findings."""
    document = package["CFDocument"]
    _spelling(findings, package)
    title = document.get("title") if isinstance(document.get("title"), str) else ""
    identifier = document["identifier"].strip()
    stored = {
        "identifier": identifier,
        "title": title.strip()[:500] or identifier,
        "creator": text_of(document.get("creator"))[:500],
        "adoption_status": text_of(document.get("adoptionStatus"))[:50],
    }
    aside = {key: value for key, value in package.items() if key not in ("CFItems", "CFAssociations")}
    aside["CFDocument"] = kept(document, DOCUMENT_FIELDS, stored)
    result = CasePackage(
        **stored,
        case_version=_version(findings, package),
        changed_at=changed_at(findings, document, array="CFDocument"),
        kept_aside=aside,
    )
    result.items = [read_item(findings, index, element) for index, element in enumerate(package["CFItems"])]
    known = {text_of(each.get("uri")): text_of(each.get("identifier")) for each in [document, *package["CFItems"]]}
    known.pop("", None)
    result.associations = [
        read_association(findings, index, element, known) for index, element in enumerate(package["CFAssociations"])
    ]
    for array, elements in (("CFItems", result.items), ("CFAssociations", result.associations)):
        _known_once(findings, array, elements)
    _not_the_document(findings, identifier, result.items)
    look_into_definitions(findings, package, {item.identifier for item in result.items})
    if not findings.refuses:
        plant(findings, result.items, result.associations, identifier)
    findings.end()
    return result


def _inside(value: Any) -> tuple[dict, bool]:
    """Return the package, empty if the file holds no object, and whether it was in a wrapper."""
    whole = value if isinstance(value, dict) else {}
    inner = whole.get("CFPackage")
    return (inner, True) if "CFDocument" not in whole and isinstance(inner, dict) else (whole, False)


def unwrapped(value: Any) -> tuple[dict, bool]:
    """Return the package, also out of {"CFPackage": {...}}, with its shape made sure of."""
    package, wrapped = _inside(value)
    ask = _("Ask the publisher for the CASE package (CFPackage) of one framework.")
    if not isinstance(package.get("CFDocument"), dict):
        raise unreadable("wrong_shape", _("There is no CFDocument here, so this is not a CASE package.") + " " + ask)
    identifier = package["CFDocument"].get("identifier")
    if not isinstance(identifier, str) or not 0 < len(identifier.strip()) <= LONGEST_NAME:
        raise unreadable(
            "wrong_shape", _("The CFDocument has no identifier.") + " " + ask, path="CFDocument.identifier"
        )
    result = dict(package)
    for array in ("CFItems", "CFAssociations"):
        elements = result.get(array)
        result[array] = [] if elements is None else elements
        if not isinstance(result[array], list) or any(not isinstance(element, dict) for element in result[array]):
            words = _("%(name)s must be a list of objects.")
            raise unreadable("wrong_shape", f"{words} {ask}", name=array, path=array)
    if not result["CFItems"]:
        words = _("The framework “%(title)s” has no items, so there is nothing to adopt.")
        raise unreadable("empty", f"{words} {ask}", title=text_of(package["CFDocument"].get("title")))
    return result, wrapped


def _spelling(findings: Findings, package: dict) -> None:
    """Warn, once for each, of names that look like a field of CASE and are none."""
    for wrong, right in MISSPELT.items():
        items = enumerate(package["CFItems"])
        having = [index for index, element in items if wrong in element and right not in element]
        if having:
            words = _("%(count)s items have “%(wrong)s”, unknown to CASE; it may mean “%(right)s”. Kept, not used.")
            at: dict[str, Any] = {"array": "CFItems", "index": having[0], "column": wrong}
            findings.warn("misspelt_field", words, count=len(having), wrong=wrong, right=right, **at)


def _version(findings: Findings, package: dict) -> str:
    """Return "1.0" or "1.1": what the document says, else what its fields show."""
    said = package["CFDocument"].get("caseVersion")
    newer = [name for name in ONLY_IN_1_1 if name in package["CFDocument"]]
    newer += ["extensions"] if "extensions" in package else []
    newer += sorted({"isTranslationOf"} & {str(each.get("associationType")) for each in package["CFAssociations"]})
    if said is None:
        return "1.1" if newer else "1.0"
    said = str(said).strip().lower().removeprefix("v")
    at, beyond = "CFDocument.caseVersion", sorted(set(newer) - {"caseVersion"})
    if said not in VERSIONS:
        words = _(
            "The file says it is CASE %(version)s. Learnplan reads 1.0 and 1.1: ask the publisher for one of them."
        )
        findings.refuse("unknown_version", words, version=said[:20] or "?", column=at)
    elif said == "1.0" and beyond:
        words = _("The file says CASE 1.0 but uses %(names)s, which came with 1.1. It was read as 1.1.")
        findings.warn("version_mismatch", words, names=", ".join(beyond), column=at)
        return "1.1"
    return said[:10]


def _known_once(findings: Findings, array: str, elements: list) -> None:
    """Refuse an identifier that two elements have: nobody could say which of them is meant."""
    first: dict[str, int] = {}
    for element in elements:
        if element.identifier and element.identifier in first:
            words = _(
                "The identifier %(identifier)s is already that of %(first)s. Each needs its own: correct the file."
            )
            facts = {"identifier": element.identifier[:60], "first": f"{array}[{first[element.identifier]}]"}
            findings.refuse("duplicate", words, array=array, index=element.index, column="identifier", **facts)
        first.setdefault(element.identifier, element.index)


def _not_the_document(findings: Findings, document: str, items: list[CaseItem]) -> None:
    """Refuse an item that goes by the identifier of the document: what stands under it could not be told apart."""
    for item in items:
        if item.identifier == document:
            words = _("“%(name)s” has the identifier of the document itself. Each needs its own: correct the file.")
            at: dict[str, Any] = {"array": "CFItems", "index": item.index, "column": "identifier"}
            findings.refuse("duplicate", words, name=name_of(item)[:60], **at)
