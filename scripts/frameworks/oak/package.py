"""Turning published curricula in Turtle into CASE packages: items, hierarchy, what precedes what, variants in
order.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from scripts.frameworks.case.findings import Findings, unreadable
from scripts.frameworks.case.package import CasePackage, take_in
from scripts.frameworks.oak.curriculum import Curriculum, local
from scripts.frameworks.oak.turtle import MOST_BYTES, Publication, publications, read_turtle
from scripts.frameworks.oak.vocabulary import KINDS, NAMED_BY_ADDRESS, TIES, TITLE, VARIANT, WITHIN


@dataclass(slots=True)
class TurtleFindings(Findings):
    """Findings about the things of a publication; `subjects` gives the thing behind each element of the package."""

    publication: Publication | None = None
    subjects: dict[str, list[str]] = field(default_factory=dict)

    def _place(self, array: str, index: int | None, column: str) -> tuple[str, str, int | None]:
        subjects = self.subjects.get(array, [])
        subject = subjects[index] if index is not None and index < len(subjects) else array
        files = self.publication.files if self.publication else ()
        for file in files:
            if subject in file.things and subject in file.lines:
                return file.name, local(subject), file.lines[subject]
        return "", local(subject) if "/" in subject else "", None


def package_of(publication: Publication) -> tuple[dict, TurtleFindings]:
    """Return the publication as a CASE 1.1 package (as JSON would be read), and what is doubtful in it.

    Identifiers are made of the addresses (UUID version 5), so that the same thing has the same one each time.
    """
    findings = TurtleFindings(publication=publication)
    lines = {
        subject: (number, line)
        for number, file in reversed(list(enumerate(publication.files)))
        for subject, line in file.lines.items()
        if subject in file.things
    }
    writing = Writing(Curriculum(publication.things(), lines), publication, findings)
    return writing.package(), findings


def identifier_of(address: str) -> str:
    """Return the CASE identifier of a thing with this address."""
    return str(uuid5(NAMESPACE_URL, address))


class Writing:
    """A package while it is being made."""

    def __init__(self, curriculum: Curriculum, publication: Publication, findings: TurtleFindings):
        self.of, self.publication, self.findings = curriculum, publication, findings
        self.ties: dict[str, dict] = {}
        self.subjects = [each for kind in KINDS for each in curriculum.of(kind) if self._belongs(each)]
        findings.subjects = {"CFItems": self.subjects, "CFAssociations": []}
        self.parents = {each: self._parent(each) for each in self.subjects}
        modified = [v.text for said in curriculum.things.values() for v in said.get("dcterms:modified", ())]
        self.changed = max(modified, default="1970-01-01T00:00:00Z")

    def package(self) -> dict:
        """Return the whole package."""
        self._say_what_is_left_out()
        items = [self._item(each) for each in self.subjects]
        self._hierarchy()
        self._variants()
        self._lessons()
        self._programmes()
        self._ties_beside()
        return {"CFDocument": self._document(), "CFItems": items, "CFAssociations": list(self.ties.values())}

    def _belongs(self, subject: str) -> bool:
        """Leave out schemes of subjects that no given file describes and under which nothing stands."""
        if self.of.classes[subject] != "Scheme":
            return True
        under = ("^curric:isUnitOf", "^curric:isProgrammeOf", "^curric:isProgressionOf")
        has_subject = any(each in self.of.things for each in self.of.linked(subject, "curric:isSchemeOf"))
        return has_subject or any(self.of.linked(subject, name) for name in under)

    def _parent(self, subject: str) -> str:
        """Return the address of the parent, described or not; "" at the top. A lesson's is its first variant."""
        if self.of.classes[subject] == "Lesson":
            return next((variant for _inclusion, variant, _place in self._homes(subject)), "")
        for name in KINDS[self.of.classes[subject]].under:
            for above in self.of.linked(subject, name):
                return above
        return ""

    def _homes(self, lesson: str) -> list[tuple[str, str, int]]:
        """Return (inclusion, variant, place) of each variant a lesson is in, in the order they are taught."""
        found = [
            (inclusion, variant, self.of.position(inclusion))
            for inclusion in self.of.linked(lesson, "^curric:includesLesson")
            for variant in self.of.linked(inclusion, "^curric:hasLessonInclusion")
        ]
        found.sort(key=lambda each: (self.of.taught.get(each[1], (10**6, 0)), each[2]))
        return [(inclusion, variant, place[1]) for inclusion, variant, place in found]

    def _document(self) -> dict:
        root, text = self.publication.root, self.of.text
        document = {
            "identifier": identifier_of(root),
            "uri": root,
            "creator": text(root, "dc:creator") or "unknown",
            "title": text(root, "rdfs:label", "dc:title") or local(root),
            "caseVersion": "1.1",
            "language": "en",
            "version": text(root, "owl:versionInfo"),
            "description": text(root, "dcterms:description", "rdfs:comment"),
            "notes": text(root, "dcterms:rights"),
            "officialSourceURL": root,
            "lastChangeDateTime": self.changed,
            "extensions": {
                "license": [value.text for value in self.of.values(root, "dcterms:license")],
                "sources": [file.name for file in self.publication.files],
            },
        }
        return {name: value for name, value in document.items() if value}

    def _item(self, subject: str) -> dict:
        kind, text = KINDS[self.of.classes[subject]], self.of.text
        names = self.of.texts(subject, *TITLE)
        if len(names) > 1:
            words = _(
                "“%(name)s” has two names here: “%(first)s” and “%(second)s”. Each thing has one: correct the file."
            )
            facts = {"name": local(subject), "first": names[0][:60], "second": names[1][:60]}
            self.findings.refuse("duplicate", words, array="CFItems", index=self.subjects.index(subject), **facts)
        name = self.of.name(subject)
        outcome = self.of.linked(subject, "curric:hasPupilLessonOutcome")[:1]
        statement = text(subject, *kind.words) or (text(outcome[0], *TITLE) if outcome else "") or name
        years, code = self.of.years(subject), text(subject, "curric:id")
        item: dict[str, Any] = {
            "identifier": identifier_of(subject),
            "uri": subject,
            "fullStatement": statement,
            "abbreviatedStatement": name if name != statement or code else "",
            "humanCodingScheme": code,
            "CFItemType": kind.name,
            "educationLevel": years,
            "notes": text(subject, *kind.notes),
            "language": "en",
            "conceptKeywords": [self.of.name(each) for each in self.of.linked(subject, "curric:hasKeyword")],
            "lastChangeDateTime": text(subject, "dcterms:modified") or self.changed,
            "extensions": self._extensions(subject),
        }
        if not statement:
            item["title"] = local(subject)  # what a finding calls it
        return {name: value for name, value in item.items() if value or name == "fullStatement"}

    def _extensions(self, subject: str) -> dict:
        """Return what the ontology says and CASE has no field for."""
        points = [self.of.name(each) for each in self.of.linked(subject, "curric:hasKeyLearningPoint")]
        wrong = [
            {part: self.of.text(each, f"curric:{part}") for part in ("statement", "correction")}
            for each in self.of.linked(subject, "curric:hasMisconception")
        ]
        plain = ("examType", "isExamined", "isRequired", "isNationalCurriculum", "slug")
        said: dict[str, Any] = {name: self.of.text(subject, f"curric:{name}") for name in plain}
        said |= {"keyLearningPoints": points, "misconceptions": wrong}
        return {name: value for name, value in said.items() if value}

    def _hierarchy(self) -> None:
        """Put each item under its parent, siblings in order; lessons by their place in the variant."""
        count: Counter[str] = Counter()
        for subject in sorted(self.subjects, key=self.of.among_siblings):
            above = self.parents[subject]
            if self.of.classes[subject] == "Lesson" and above:
                inclusion, _variant, place = self._homes(subject)[0]
                self._tie("isChildOf", subject, above, place, uri=inclusion)
            else:
                count[above] += 1
                self._tie("isChildOf", subject, above or self.publication.root, count[above])

    def _variants(self) -> None:
        count: Counter[str] = Counter()
        for variant in sorted(self.of.of("UnitVariant"), key=self.of.among_siblings):
            unit = self.parents[variant]
            count[unit] += 1
            self._tie(VARIANT, variant, unit, count[unit])

    def _lessons(self) -> None:
        """Say of which further variants a lesson is part."""
        for lesson in self.of.of("Lesson"):
            for inclusion, variant, place in self._homes(lesson)[1:]:
                self._tie("isPartOf", lesson, variant, place, uri=inclusion)

    def _programmes(self) -> None:
        """Say which variants a programme consists of, and that each precedes the next."""
        for programme in self.of.programmes:
            taught = self.of.included(programme, "curric:hasUnitVariantInclusion", "curric:includesUnitVariant")
            for place, (inclusion, variant) in enumerate(taught, start=1):
                self._tie("isPartOf", variant, programme, place, uri=inclusion)
            for (_before, first), (_after, then) in pairwise(taught):
                self._tie("precedes", first, then)

    def _ties_beside(self) -> None:
        for name, kind in TIES.items():
            for subject in self.subjects:
                for other in self.of.linked(subject, name):
                    self._tie(kind, subject, other)

    def _tie(self, kind: str, origin: str, destination: str, sequence: int | None = None, uri: str = "") -> None:
        """Add an association, once; warn when an end is described nowhere."""
        if not destination:
            return
        identifier = identifier_of(f"{origin} {kind} {destination}")
        for end in (origin, destination):
            if end not in self.of.classes and end != self.publication.root and kind != "isChildOf":
                words = _(
                    "“%(name)s” is named by “%(by)s” and described in none of these files. Give its file as well."
                )
                other = destination if end == origin else origin
                self.findings.warn("not_described", words, name=local(end), by=local(other), array=other)
        tie = {
            "identifier": identifier,
            "uri": uri or f"urn:uuid:{identifier}",
            "associationType": kind,
            "sequenceNumber": sequence,
            "originNodeURI": self._link(origin),
            "destinationNodeURI": self._link(destination),
            "lastChangeDateTime": self.changed,
        }
        if identifier not in self.ties:
            self.ties[identifier] = {name: value for name, value in tie.items() if value is not None}
            self.findings.subjects["CFAssociations"].append(origin)

    def _link(self, address: str) -> dict:
        return {
            "title": self.of.name(address)[:200] or local(address),
            "identifier": identifier_of(address),
            "uri": address,
        }

    def _say_what_is_left_out(self) -> None:
        """Warn, once for each class, of things that Learnplan knows nothing of; and of names made of addresses."""
        classes = self.of.classes
        for kind in sorted({*classes.values()} - {*KINDS} - WITHIN):
            words = _("%(count)s things are of a class that is not known here (%(kind)s). They are left out.")
            count = sum(each == kind for each in classes.values())
            self.findings.warn("unknown_class", words, count=count, kind=kind)
        for kind in NAMED_BY_ADDRESS.values():
            unnamed = [each for each in self.of.of(kind) if each not in self.of.things]
            if unnamed:
                words = _("No given file describes %(names)s: the name is made of the address. Give its file as well.")
                names = ", ".join(local(each) for each in unnamed[:5]) + (", …" if len(unnamed) > 5 else "")
                self.findings.warn("named_by_address", words, names=names)


TEACHES = {"Unit", "Programme", "Lesson", "Subject", "Content descriptor", "Strand", "Sub-strand"}


def read_curricula(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, CasePackage, Findings]]:
    """Return (name of its first file, package, findings) of each curriculum in the files (name, content).

    Raises Unreadable when a file is not Turtle, or there is no curriculum in them. Nothing is ever fetched.
    """
    size = sum(len(content) for _name, content in files)
    if size > MOST_BYTES:
        words = _("These files have %(size)s MB; at most %(most)s MB of Turtle are read. Give one key stage at a time.")
        raise unreadable("too_large", words, size=size // 2**20, most=MOST_BYTES // 2**20, file=files[0][0])
    found: list[tuple[str, CasePackage, Findings]] = []
    for publication in publications([read_turtle(name, content) for name, content in files]):
        package, findings = package_of(publication)
        if not TEACHES & {item.get("CFItemType") for item in package["CFItems"]}:
            words = _(
                "This Turtle is not a curriculum: it has no subjects, units or content of the Oak curriculum ontology. "
                "Give the file of a key stage, and with it those of its structure and its taxonomy."
            )
            raise unreadable("not_curriculum", words, file=publication.name)
        found.append((publication.name, take_in(package, findings), findings))
    return found
