"""What is doubtful in the definitions and rubrics of a CASE package. They are kept as they came, so nothing is refused.

Source: 1EdTech CASE information model 1.1 (2025): CFDefinitions, CFRubric, CFRubricCriterion, CFRubricCriterionLevel.
"""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from scripts.frameworks.case_elements import text_of
from scripts.frameworks.case_findings import Findings, called

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
    if not isinstance(value, list) or any(not isinstance(each, dict) for each in value):
        _other_shape(findings, array, index, column)
    found = (
        [(number, each) for number, each in enumerate(value) if isinstance(each, dict)]
        if isinstance(value, list)
        else []
    )
    seen: set[str] = set()
    for number, element in found:
        identifier = text_of(element.get("identifier"))
        if identifier and identifier in seen:
            words = _("%(name)s has the identifier of another one in the same list. Both are kept: correct the file.")
            where = {"index": index, "column": f"{column}[{number}]"} if column else {"index": number}
            findings.warn("defined_twice", words % {"name": called(element)}, array=array, **where)
        seen.add(identifier)
    return found


def _other_shape(findings: Findings, array: str, index: int | None, column: str) -> None:
    words = _("%(name)s has another shape than CASE gives it. It is kept as it is, and given out again.")
    findings.warn("other_shape", words % {"name": column or array}, array=array, index=index, column=column)


def _about_an_item(findings: Findings, criterion: dict, items: Collection[str], index: int, at: str) -> None:
    link = criterion.get("CFItemURI")
    identifier = text_of(link.get("identifier")) if isinstance(link, dict) else ""
    if identifier and identifier not in items:
        words = _(
            "The criterion %(name)s is about an item that is not in this file (%(item)s). It is kept all the same."
        )
        facts = {"name": called(criterion), "item": identifier[:60]}
        findings.warn("criterion_outside", words % facts, array="CFRubrics", index=index, column=f"{at}.CFItemURI")
