"""A small curriculum in Turtle, written for these tests in the shape that Oak and the DfE publish theirs."""

PREFIXES = """@prefix curric: <https://w3id.org/uk/oak/curriculum/ontology/> .
@prefix x: <https://curriculum.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
STRUCTURE = (
    PREFIXES
    + """
x:structure a owl:Ontology ; rdfs:label "Boats: structure"@en ; owl:imports x:taxonomy .

x:subject-boats a curric:Subject ; rdfs:label "Boats"@en ; curric:hasAim x:aim-float .

x:aim-float a curric:Aim ; rdfs:label "Build what floats."@en .

x:scheme-boats-key-stage-4 a curric:Scheme ; rdfs:label "Boats Key Stage 4"@en ;
  curric:isSchemeOf x:subject-boats ; curric:coversKeyStage x:key-stage-4 .

x:scheme-kites-key-stage-4 a curric:Scheme ; rdfs:label "Kites Key Stage 4"@en ;
  curric:isSchemeOf x:subject-kites .

x:tier-higher a curric:Tier ; rdfs:label "Higher"@en .

x:board-harbour a curric:ExamBoard ; rdfs:label "Harbour Board"@en .
"""
)
TAXONOMY = (
    PREFIXES
    + """
x:taxonomy a owl:Ontology ; rdfs:label "Boats: taxonomy"@en ; owl:imports x:structure .

x:strand-water a skos:Concept, curric:Strand ; skos:prefLabel "Water"@en .

x:contentdescriptor-float a skos:Concept, curric:ContentDescriptor ;
  skos:prefLabel \"\"\"Why things
  float.\"\"\"@en ; skos:broader x:strand-water .
"""
)
STAGE = (
    PREFIXES
    + """
x:boats-key-stage-4 a owl:Ontology ; rdfs:label "Boats at Key Stage 4"@en ; dc:creator "The Boatyard" ;
  owl:versionInfo "1.2" ; dcterms:modified "2026-06-01T10:00:00Z"^^xsd:dateTime ;
  owl:imports x:structure , <https://never.fetched.example/ontology> .

x:programme-a a curric:Programme ; rdfs:label "Boats Year 10 Harbour"@en ; curric:hasExamBoard x:board-harbour ;
  curric:hasTier x:tier-higher ; curric:examType "GCSE" ;
  curric:isProgrammeOf x:scheme-boats-key-stage-4 ; curric:coversYearGroup x:year-group-10 ;
  curric:hasUnitVariantInclusion x:inclusion-a-2 , x:inclusion-a-1 .

x:programme-b a curric:Programme ; rdfs:label "Boats Year 11 Core"@en ;
  curric:isProgrammeOf x:scheme-boats-key-stage-4 ; curric:coversYearGroup x:year-group-11 ;
  curric:hasUnitVariantInclusion x:inclusion-b-1 .

x:inclusion-a-1 a curric:UnitVariantInclusion ; curric:includesUnitVariant x:variant-raft ;
  curric:sequencePosition "1"^^xsd:positiveInteger .
x:inclusion-a-2 a curric:UnitVariantInclusion ; curric:includesUnitVariant x:variant-canoe ;
  curric:sequencePosition "2"^^xsd:positiveInteger .
x:inclusion-b-1 a curric:UnitVariantInclusion ; curric:includesUnitVariant x:variant-raft-short ;
  curric:sequencePosition "1"^^xsd:positiveInteger .

x:unit-canoe a curric:Unit ; rdfs:label "Build a canoe"@en ; curric:id "102"^^xsd:positiveInteger ;
  curric:isUnitOf x:scheme-boats-key-stage-4 .

x:unit-raft a curric:Unit ; rdfs:label "Build a raft"@en ; rdfs:comment "Pupils lash a raft together."@en ;
  curric:id "101"^^xsd:positiveInteger ; curric:whyThisWhyNow "It is the simplest boat." ;
  curric:hasPriorKnowledgeRequirement x:knowing-1 , x:knowing-2 ;
  curric:isUnitOf x:scheme-boats-key-stage-4 ; curric:includesThread x:thread-by-hand .

x:knowing-1 a curric:PriorKnowledgeRequirement ; rdfs:label "Pupils can tie a reef knot."@en .
x:knowing-2 a curric:PriorKnowledgeRequirement ; rdfs:label "Pupils can swim."@en .

x:variant-raft-short a curric:UnitVariant ; rdfs:label "Build a raft"@en ; curric:isUnitVariantOf x:unit-raft ;
  curric:hasLessonInclusion x:inclusion-short-1 .
x:variant-raft a curric:UnitVariant ; rdfs:label "Build a raft"@en ; curric:isUnitVariantOf x:unit-raft ;
  curric:hasLessonInclusion x:inclusion-raft-10 , x:inclusion-raft-9 .
x:variant-canoe a curric:UnitVariant ; rdfs:label "Build a canoe"@en ; curric:isUnitVariantOf x:unit-canoe .

x:inclusion-raft-9 a curric:LessonInclusion ; curric:includesLesson x:lesson-wood ;
  curric:sequencePosition "9"^^xsd:positiveInteger .
x:inclusion-raft-10 a curric:LessonInclusion ; curric:includesLesson x:lesson-rope ;
  curric:sequencePosition "10"^^xsd:positiveInteger .
x:inclusion-short-1 a curric:LessonInclusion ; curric:includesLesson x:lesson-wood ;
  curric:sequencePosition "1"^^xsd:positiveInteger .

x:lesson-rope a curric:Lesson ; rdfs:label "Rope"@en ; curric:id "7"^^xsd:positiveInteger .
x:lesson-wood a curric:Lesson ; rdfs:label "Wood"@en ; curric:hasPupilLessonOutcome x:outcome-wood ;
  curric:hasKeyword x:keyword-grain ; curric:hasKeyLearningPoint x:point-1 ; curric:hasMisconception x:wrong-1 .
x:outcome-wood a curric:PupilLessonOutcome ; rdfs:label "I can choose wood that floats."@en .
x:keyword-grain a curric:Keyword ; <http://schema.org/name> "grain"@en .
x:point-1 a curric:KeyLearningPoint ; rdfs:label "Dry wood floats."@en .
x:wrong-1 a curric:Misconception ; curric:statement "All wood floats."@en ; curric:correction "Ebony sinks."@en .
"""
)
FILES = {"boats-structure.ttl": STRUCTURE, "boats-taxonomy.ttl": TAXONOMY, "boats-key-stage-4.ttl": STAGE}
