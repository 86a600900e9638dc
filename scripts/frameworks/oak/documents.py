"""Which of several Turtle files make one framework: those that a document and what it imports are in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scripts.frameworks.case_findings import unreadable
from scripts.frameworks.oak.turtle import Things, TurtleFile


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


def _reached(root: str, holds: dict[str, TurtleFile]) -> dict[str, None]:
    """Return the documents among the given ones that `root` imports, itself first, and what those import."""
    reached = {root: None}
    waiting = [root]
    while waiting:
        here = waiting.pop()
        for value in holds[here].things[here].get("owl:imports", ()):
            if value.text in holds and value.text not in reached:
                reached[value.text] = None
                waiting.append(value.text)
    return reached
