"""The elements of a CASE package: one item or one association, checked, with every field kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scripts.frameworks.case.findings import Findings, called

LONGEST_STATEMENT = 20_000
LONGEST_NAME = 255
LONGEST_KIND = 50
KINDS = {
    *("isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar"),
    *("hasSkillLevel", "isTranslationOf"),
}
# How a field of CASE is called in the tables: every other field is kept aside as it came.
ITEM_FIELDS = {
    "identifier": "identifier",
    "fullStatement": "statement",
    "humanCodingScheme": "code",
    "abbreviatedStatement": "short",
    "CFItemType": "kind",
    "educationLevel": "level",
}
ASSOCIATION_FIELDS = {"identifier": "identifier", "associationType": "kind", "sequenceNumber": "sequence"}


@dataclass(slots=True)
class CaseItem:
    """One item; `parent` is the identifier of the item it stands under, "" at the top."""

    index: int
    identifier: str
    statement: str
    code: str
    short: str
    kind: str
    level: str
    kept_aside: dict
    parent: str = ""
    position: int = 0


@dataclass(slots=True)
class CaseAssociation:
    """One association; each end is known by identifier and URI, whether in the package or not."""

    index: int
    identifier: str
    kind: str
    sequence: int | None
    origin: str
    destination: str
    origin_uri: str
    destination_uri: str
    kept_aside: dict


def kept(element: dict, fields: dict[str, str], stored: dict) -> dict:
    """Return the members of `element` that the columns do not give back exactly.

    `fields` is CASE name -> column; the element is again {**kept, **columns that are not blank}.
    """
    return {
        key: value
        for key, value in element.items()
        if key not in fields or value in ("", None) or stored[fields[key]] != value or isinstance(value, bool)
    }


def changed_at(findings: Findings, element: dict, *, array: str, index: int | None = None) -> dt.datetime | None:
    """Return the element's lastChangeDateTime; one without a zone is taken as UTC, one that is no date is said."""
    written = element.get("lastChangeDateTime")
    if written is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(written)
        if not 1 < moment.year < 9999:  # beside the edge another time zone is beyond it, and nothing can read it again
            raise ValueError(written)
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (TypeError, ValueError):
        words = _("%(name)s: “%(date)s” is not a date like 2026-09-01T12:00:00Z. Kept as written.")
        at: dict[str, Any] = {"array": array, "index": index, "column": "lastChangeDateTime"}
        findings.warn("bad_date", words, **at, name=called(element), date=str(written)[:40])
        return None


def read_item(findings: Findings, index: int, element: dict) -> CaseItem:
    """Return the item, noting what it lacks."""
    at: dict[str, Any] = {"array": "CFItems", "index": index}
    level, link = element.get("educationLevel"), element.get("CFItemTypeURI")
    kind = text_of(link.get("title")) if isinstance(link, dict) else ""
    stored: dict[str, Any] = {
        "identifier": _identifier(findings, element, at),
        "statement": text_of(element.get("fullStatement")),
        "code": text_of(element.get("humanCodingScheme")),
        "short": _short(text_of(element.get("abbreviatedStatement")), LONGEST_NAME),
        "kind": _short(text_of(element.get("CFItemType")) or kind, LONGEST_NAME),
        "level": _short(", ".join(map(text_of, level)) if isinstance(level, list) else text_of(level), 100),
    }
    if not stored["statement"].strip():
        words = _("The item %(name)s has no fullStatement. Ask the publisher for its words, or take the item out.")
        findings.refuse("no_statement", words, name=called(element), column="fullStatement", **at)
    for column, longest in (("fullStatement", LONGEST_STATEMENT), ("humanCodingScheme", LONGEST_NAME)):
        length = len(stored[ITEM_FIELDS[column]])
        if length > longest:
            words = _("The item %(name)s has %(length)s characters here; at most %(longest)s can be kept. Shorten it.")
            findings.refuse(
                "too_long", words, name=called(element), length=length, longest=longest, column=column, **at
            )
    changed_at(findings, element, **at)
    return CaseItem(index=index, **stored, kept_aside=kept(element, ITEM_FIELDS, stored))


def read_association(findings: Findings, index: int, element: dict, known: dict[str, str]) -> CaseAssociation:
    """Return the association; `known` gives the identifier of each URI that the package itself explains."""
    at: dict[str, Any] = {"array": "CFAssociations", "index": index}
    origin, origin_uri = _end(element.get("originNodeURI"), known)
    destination, destination_uri = _end(element.get("destinationNodeURI"), known)
    ends = (("originNodeURI", origin_uri, _("starts")), ("destinationNodeURI", destination_uri, _("leads")))
    for column, uri, end in ends:
        if not uri:
            words = _("The association %(name)s does not say where it %(end)s. Correct it, or take it out.")
            findings.refuse("no_end", words, name=called(element), end=end, column=column, **at)
    kind = text_of(element.get("associationType")).strip()
    if not 0 < len(kind) <= LONGEST_KIND:
        words = _("The association %(name)s has no usable associationType (1 to %(most)s characters). Correct it.")
        findings.refuse("no_kind", words, name=called(element), most=LONGEST_KIND, column="associationType", **at)
    elif kind not in KINDS and not kind.startswith("ext:"):
        words = _("“%(kind)s” is not a kind of association that CASE knows. Kept, not used.")
        findings.warn("unknown_kind", words, kind=kind, column="associationType", **at)
    changed_at(findings, element, **at)
    stored: dict[str, Any] = {
        "identifier": _identifier(findings, element, at),
        "kind": kind[:LONGEST_KIND],
        "sequence": _sequence(findings, element, at),
    }
    return CaseAssociation(
        index=index,
        **stored,
        origin=origin,
        destination=destination,
        origin_uri=origin_uri,
        destination_uri=destination_uri,
        kept_aside=kept(element, ASSOCIATION_FIELDS, stored),
    )


def text_of(value: Any) -> str:
    """Return a text or a number as text; anything else is no text.

    >>> text_of("a"), text_of(7), text_of(None), text_of(["a"])
    ('a', '7', '', '')
    """
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _identifier(findings: Findings, element: dict, at: dict) -> str:
    identifier = text_of(element.get("identifier")).strip()
    if not 0 < len(identifier) <= LONGEST_NAME:
        words = _("%(name)s has no usable identifier (1 to %(longest)s characters). Ask the publisher for it.")
        findings.refuse("no_identifier", words, name=called(element), longest=LONGEST_NAME, column="identifier", **at)
        return ""
    return identifier


def _end(link: Any, known: dict[str, str]) -> tuple[str, str]:
    """Return the identifier and the URI an association's end is known by: CASE gives an object, some only a URI."""
    uri = link.strip() if isinstance(link, str) else text_of(link.get("uri")) if isinstance(link, dict) else ""
    identifier = text_of(link.get("identifier")).strip() if isinstance(link, dict) else ""
    identifier = identifier or known.get(uri) or uri.rstrip("/").rpartition("/")[2]
    return identifier, uri or identifier


def _sequence(findings: Findings, element: dict, at: dict) -> int | None:
    written = element.get("sequenceNumber")
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    number = text_of(written).strip()
    digits = number.lstrip("0")[:11]
    if number.isascii() and number.isdigit() and int(digits or 0) < 2**31:
        return int(digits or 0)
    if written not in (None, ""):
        words = _("%(name)s: “%(number)s” is not a sequenceNumber (a whole number from 0). Kept as written, not used.")
        number = str(written)[:40]
        findings.warn("bad_sequence", words, name=called(element), number=number, column="sequenceNumber", **at)
    return None
