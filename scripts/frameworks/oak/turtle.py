"""Reading Turtle files (W3C RDF 1.1, through rdflib) into descriptions of things, and which files make one
framework.
"""

import logging
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from rdflib import BNode, Graph, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from scripts.frameworks.case.findings import unreadable
from scripts.frameworks.case.parsing import NOT_KEPT, shown

MOST_BYTES = 16 * 2**20
# What a relative address in a file is relative to: not the folder it happens to lie in.
NOWHERE = "https://relative.invalid/"
PREFIXES = {
    "https://w3id.org/uk/oak/curriculum/ontology/": "curric:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://schema.org/": "schema:",
}
SUBJECT = re.compile(r"^(?:<([^>\s]+)>|([\w.-]*):([^\s;,#<>\"]+))", re.MULTILINE)
PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>\s]*)>", re.MULTILINE | re.IGNORECASE)
OTHER_FORMATS = ("<?xml", "<!doctype", "<rdf:", "<!entity", "<html")


# A literal that is not of its type is kept as it is written; rdflib would log each with a traceback.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """An object of a triple: `text`, of a `language` ("" for none), or the address of a thing."""

    text: str
    language: str = ""
    is_address: bool = False


Things = dict[str, dict[str, list[Value]]]  # subject -> predicate ("curric:hasAim") -> values, sorted


@dataclass(slots=False)
class TurtleFile:
    """One file: its name, its text, and what it says of each thing."""

    name: str
    text: str
    things: Things = field(default_factory=dict)

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line on which the description of each thing begins, counted from 1."""
        prefixes = dict(PREFIX.findall(self.text))
        found: dict[str, int] = {}
        line, at = 1, 0
        for match in SUBJECT.finditer(self.text):
            line, at = line + self.text.count("\n", at, match.start()), match.start()
            found.setdefault(match[1] or prefixes.get(match[2], f"{match[2]}:") + match[3], line)
        return found


def read_turtle(name: str, content: bytes) -> TurtleFile:
    """Return what the file says; raises Unreadable, with line and column, when it is not Turtle."""
    if len(content) > MOST_BYTES:
        words = _("This file has %(size)s MB; at most %(most)s MB of Turtle are read. Give one key stage at a time.")
        raise unreadable("too_large", words, size=len(content) // 2**20, most=MOST_BYTES // 2**20, file=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = _("This file is not in UTF-8: line %(line)s cannot be read. Save it as UTF-8 and try again.")
        raise unreadable("not_utf8", words, line=content.count(b"\n", 0, error.start) + 1, file=name) from None
    if text.lstrip().lower().startswith(OTHER_FORMATS):
        words = _("This is XML or HTML. Learnplan reads Turtle (.ttl) and CASE packages (.json): ask for one of them.")
        raise unreadable("not_turtle", words, line=1, file=name)
    file = TurtleFile(name, text, _described(_parsed(name, text)))
    _storable(file)
    return file


def _parsed(name: str, text: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    try:
        return graph.parse(data=text, format="turtle", publicID=NOWHERE)
    except BadSyntax as error:
        before = error._str.decode("utf-8", "replace")[: error._i]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        words = _("This is not Turtle: it goes wrong at line %(line)s, column %(column)s. Ask for the file again.")
        raise unreadable("not_turtle", words, line=line, column=column, file=name) from None
    except RecursionError:
        raise unreadable("not_turtle", _("This Turtle is nested too deep to be read."), file=name) from None
    except Exception:
        # The parser meets some broken files with errors of its own making, a quotation that never ends among them.
        # So the line is that on which the last quotation begins.
        line = text.count("\n", 0, max(text.rfind('"'), text.rfind("'"), 0)) + 1
        words = _(
            "This is not Turtle: a text or a statement that begins at line %(line)s never ends. Correct it there."
        )
        raise unreadable("not_turtle", words, line=line, file=name) from None


def _storable(file: TurtleFile) -> None:
    """Refuse characters that no database keeps: NUL, and halves of a pair."""
    for subject, said in file.things.items():
        texts = (value.text for values in said.values() for value in values)
        if any(NOT_KEPT.search(text) for text in (subject, *texts)):
            words = _("“%(name)s” has a character that cannot be kept (NUL, or half of a pair). Take it out.")
            line = file.lines.get(subject)
            raise unreadable("bad_character", words, name=shown(subject[-60:]), line=line, file=file.name)


def _described(graph: Graph) -> Things:
    things: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    addresses = _addresses_of_nameless(graph)
    for subject, predicate, thing in graph:
        is_address = isinstance(thing, URIRef | BNode)
        value = Value(addresses.get(thing, str(thing)), getattr(thing, "language", None) or "", is_address)
        things[addresses.get(subject, str(subject))][short(str(predicate))].append(value)
    return {subject: {name: sorted(values) for name, values in said.items()} for subject, said in things.items()}


def _addresses_of_nameless(graph: Graph) -> dict[Node, str]:
    """Return an address for each thing that has none (a blank node), made of what is said of it.

    The parser gives such things another name each time, so the same file would otherwise never be the same again.
    """
    said: dict[Node, list[str]] = defaultdict(list)
    for subject, predicate, thing in graph:
        if isinstance(subject, BNode):
            said[subject].append(f"{predicate} {'' if isinstance(thing, BNode) else thing.n3()}")
    return {each: f"urn:uuid:{uuid5(NAMESPACE_URL, chr(10).join(sorted(lines)))}" for each, lines in said.items()}


def short(address: str) -> str:
    """Return the address of a predicate or class with its prefix.

    >>> short("http://www.w3.org/2000/01/rdf-schema#label")
    'rdfs:label'
    """
    base = address[: max(address.rfind("/"), address.rfind("#")) + 1]
    return PREFIXES[base] + address[len(base) :] if base in PREFIXES else address


@dataclass(frozen=True, slots=True)
class Publication:
    """One published document, `root`, with all files it stands on that were given, its own first."""

    root: str
    files: tuple[TurtleFile, ...]

    @property
    def name(self) -> str:
        return self.files[0].name

    def things(self) -> Things:
        """Return what all files together say of each thing."""
        merged: Things = {}
        for file in self.files:
            for subject, said in file.things.items():
                about = merged.setdefault(subject, {})
                for name, values in said.items():
                    about[name] = sorted({*about.get(name, ()), *values})
        return merged


def publications(files: list[TurtleFile]) -> list[Publication]:
    """Return the documents that no other of the files imports, each with the files it stands on.

    A file says in owl:imports what it stands on; only files that were given count, nothing is fetched. Of documents
    that import one another the one that leads to most files is taken. Raises Unreadable for a file without document.
    """
    holds = {root: file for file in files for root in documents(file)}
    for file in files:
        if not documents(file):
            words = _("This Turtle does not say what it is (there is no owl:Ontology), so it is no curriculum here.")
            raise unreadable("not_curriculum", words, file=file.name)
    leads_to = {root: _reached(root, holds) for root in holds}
    found: list[Publication] = []
    placed: set[str] = set()
    for root in sorted(holds, key=lambda root: (-len(leads_to[root]), root)):
        is_imported = any(root in leads_to[other] and other not in leads_to[root] for other in holds)
        if root not in placed and not is_imported:
            placed |= set(leads_to[root])
            unique = dict.fromkeys([root, *sorted(leads_to[root])])
            found.append(Publication(root, tuple({id(holds[each]): holds[each] for each in unique}.values())))
    return found


def documents(file: TurtleFile) -> list[str]:
    """Return the addresses of the documents (owl:Ontology) that the file describes."""
    kind = "http://www.w3.org/2002/07/owl#Ontology"
    return sorted(
        subject for subject, said in file.things.items() if any(kind == v.text for v in said.get("rdf:type", ()))
    )


def _reached(root: str, holds: dict[str, TurtleFile]) -> list[str]:
    """Return the documents among the given ones that `root` imports, itself first, and what those import."""
    reached = [root]
    for here in reached:  # which grows meanwhile
        named = (value.text for value in holds[here].things[here].get("owl:imports", ()))
        reached += [each for each in named if each in holds and each not in reached]
    return reached
