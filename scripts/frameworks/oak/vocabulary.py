"""How the words of the Oak curriculum ontology become CASE: which classes are items, and where each stands."""

from dataclasses import dataclass

TITLE = ("rdfs:label", "skos:prefLabel", "schema:name")


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of thing that becomes an item.

    `under` names the ties by which its parent is found: a plain name leads from the item to its parent, one with
    ^ from the parent to the item. `words` are where its statement is looked for before its name.
    """

    name: str
    under: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


# In the order in which siblings of different kinds come.
KINDS = {
    "Subject": Kind("Subject", notes=("curric:rationale",)),
    "Aim": Kind("Aim", under=("^curric:hasAim",)),
    "Discipline": Kind("Discipline"),
    "Strand": Kind("Strand", under=("skos:broader",), notes=("skos:definition",)),
    "SubStrand": Kind("Sub-strand", under=("skos:broader",), notes=("skos:definition",)),
    "ContentDescriptor": Kind("Content descriptor", under=("skos:broader",)),
    "SubContentDescriptor": Kind("Sub-content descriptor", under=("skos:broader",)),
    "Scheme": Kind("Scheme", under=("curric:isSchemeOf",), notes=("dcterms:description",)),
    "Progression": Kind("Progression", under=("curric:isProgressionOf",)),
    "Programme": Kind("Programme", under=("curric:isProgrammeOf",)),
    "PriorKnowledgeRequirement": Kind("Prior knowledge", under=("^curric:hasPriorKnowledgeRequirement",)),
    "Unit": Kind("Unit", under=("curric:isUnitOf",), words=("rdfs:comment",), notes=("curric:whyThisWhyNow",)),
    "UnitVariant": Kind("Unit variant", under=("curric:isUnitVariantOf",)),
    "Lesson": Kind("Lesson"),
    "Thread": Kind("Thread", words=("rdfs:comment",)),
    "ExamBoard": Kind("Exam board"),
    "Tier": Kind("Tier"),
}
# Said on the item they belong to, not items of their own.
WITHIN = {
    *("KeyLearningPoint", "Keyword", "Misconception", "PupilLessonOutcome", "LessonInclusion"),
    *("UnitVariantInclusion", "KeyStage", "YearGroup", "Phase", "SubjectGroup"),
}
# Things that files name without describing them: their name is made of their address.
NAMED_BY_ADDRESS = {"curric:includesThread": "Thread", "curric:hasExamBoard": "ExamBoard", "curric:hasTier": "Tier"}
# Ties beside the hierarchy: from the thing that has it, or (^) to it.
TIES = {
    "curric:includesThread": "isRelatedTo",
    "curric:hasExamBoard": "isRelatedTo",
    "curric:hasTier": "isRelatedTo",
    "curric:coversSubStrand": "isRelatedTo",
    "curric:coversStrand": "isRelatedTo",
    "^curric:includesContentDescriptor": "isPartOf",
    "^curric:hasPriorKnowledgeRequirement": "precedes",
}
VARIANT = "ext:isVariantOf"
