"""What a published curriculum says, read from its things: names, texts, order and what stands under what. Pure."""

import re
from collections import defaultdict
from functools import cached_property

from scripts.frameworks.case.hierarchy import natural
from scripts.frameworks.oak.turtle import Things, Value, short
from scripts.frameworks.oak.vocabulary import KINDS, NAMED_BY_ADDRESS, TITLE


class Curriculum:
    """The things of a publication, with what is asked of them; `lines` is (file, line) of each."""

    def __init__(self, things: Things, lines: dict[str, tuple[int, int]]):
        self.things, self.lines = things, lines
        self.came_by: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, said in things.items():
            for name, values in said.items():
                for value in values:
                    if value.is_address:
                        self.came_by[value.text][name].append(subject)

    @cached_property
    def classes(self) -> dict[str, str]:
        """The class of each thing that has one of the ontology's ("Unit"), things named by address included."""
        found: dict[str, str] = {}
        for name, kind in NAMED_BY_ADDRESS.items():
            found |= {
                value.text: kind for said in self.things.values() for value in said.get(name, ()) if value.is_address
            }
        for subject, said in self.things.items():
            for value in said.get("rdf:type", ()):
                if short(value.text).startswith("curric:"):
                    found[subject] = short(value.text).removeprefix("curric:")
        return found

    def of(self, kind: str) -> list[str]:
        """Return the things of a class, in the order of the files."""
        return sorted((subject for subject, is_a in self.classes.items() if is_a == kind), key=self.in_file)

    def in_file(self, subject: str) -> tuple:
        """Return where a thing is described, as a sort key; undescribed things come last, by address."""
        return (*self.lines.get(subject, (10**6, 0)), natural(subject))

    def values(self, subject: str, name: str) -> list[Value]:
        return self.things.get(subject, {}).get(name, [])

    def linked(self, subject: str, name: str) -> list[str]:
        """Return the things that `name` leads to from the subject, or with ^ those that lead to it by it."""
        if name.startswith("^"):
            return sorted(self.came_by[subject][name[1:]], key=self.in_file)
        return sorted((value.text for value in self.values(subject, name) if value.is_address), key=self.in_file)

    def texts(self, subject: str, *names: str) -> list[str]:
        """Return the texts of the first of `names` that has any, in one language: English if it can be."""
        for name in names:
            texts = [value for value in self.values(subject, name) if not value.is_address and value.text.strip()]
            for language in ("en", "en-gb", "", *(value.language for value in texts)):
                if chosen := [" ".join(value.text.split()) for value in texts if value.language.lower() == language]:
                    return chosen
        return []

    def text(self, subject: str, *names: str) -> str:
        """Return the first of `texts`, "" if there is none."""
        return next(iter(self.texts(subject, *names)), "")

    def name(self, subject: str) -> str:
        """Return what a thing is called; one that is only named by its address by the end of that."""
        known = self.text(subject, *TITLE)
        if known or subject in self.things:
            return known
        words = local(subject).partition("-")[2].replace("-", " ")
        return words.upper() if self.classes.get(subject) == "ExamBoard" else words.capitalize()

    def position(self, inclusion: str) -> tuple[bool, int, str]:
        """Return the place an inclusion says, as a sort key; one without number comes last."""
        written = self.text(inclusion, "curric:sequencePosition")
        number = int(written[:9]) if written.isascii() and written.isdigit() else None
        return (number is None, number or 0, inclusion)

    def included(self, subject: str, name: str, what: str) -> list[tuple[str, str]]:
        """Return (inclusion, thing) in order, e.g. of a programme its unit variants."""
        inclusions = sorted(self.linked(subject, name), key=self.position)
        return [(each, thing) for each in inclusions for thing in self.linked(each, what)]

    @cached_property
    def programmes(self) -> list[str]:
        """All programmes, by year and then by name."""
        return sorted(
            self.of("Programme"), key=lambda each: (natural(" ".join(self.years(each))), natural(self.name(each)))
        )

    @cached_property
    def taught(self) -> dict[str, tuple[int, int]]:
        """Where each unit variant is taught first: (place of the programme, place in it); the unit's is its first."""
        found: dict[str, tuple[int, int]] = {}
        for place, programme in enumerate(self.programmes):
            variants = self.included(programme, "curric:hasUnitVariantInclusion", "curric:includesUnitVariant")
            for number, (_inclusion, variant) in enumerate(variants):
                for thing in (variant, *self.linked(variant, "curric:isUnitVariantOf")):
                    found.setdefault(thing, (place, number))
        return found

    def years(self, programme: str) -> list[str]:
        """Return the year groups of a programme, such as ["10"]; of a scheme its key stage, ["KS4"]."""
        years = [re.findall(r"\d+", local(each)) for each in self.linked(programme, "curric:coversYearGroup")]
        stages = [re.findall(r"\d+", local(each)) for each in self.linked(programme, "curric:coversKeyStage")]
        return sorted({number for found in years for number in found}, key=natural) + [
            f"KS{number}" for found in stages for number in found
        ]

    def among_siblings(self, subject: str) -> tuple:
        """Return the place of an item among those under the same parent, as a sort key."""
        kind = self.classes[subject]
        place: tuple = self.taught.get(subject, (10**6, 0)) if kind in ("Unit", "UnitVariant") else (0, 0)
        if kind == "Programme":
            place = (self.programmes.index(subject), 0)
        by_name = natural(local(subject)) if kind == "Scheme" else []
        return (list(KINDS).index(kind), place, by_name, self.in_file(subject))


def local(address: str) -> str:
    """Return the end of an address.

    >>> local("https://w3id.org/uk/oak/curriculum/oakcurriculum/thread-networks")
    'thread-networks'
    """
    return re.split(r"[/#]", address.rstrip("/#"))[-1]
