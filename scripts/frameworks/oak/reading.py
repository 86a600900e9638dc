"""Reading Turtle files into CASE packages: one for each document that no other of the files imports."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from scripts.frameworks.case import CasePackage, take_in
from scripts.frameworks.case_findings import Findings, unreadable
from scripts.frameworks.oak.documents import publications
from scripts.frameworks.oak.package import package_of
from scripts.frameworks.oak.turtle import MOST_BYTES, read_turtle

TEACHES = {"Unit", "Programme", "Lesson", "Subject", "Content descriptor", "Strand", "Sub-strand"}


def read_curricula(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, CasePackage, Findings]]:
    """Return (name of its first file, package, findings) of each curriculum in the files (name, content).

    Raises Unreadable when a file is not Turtle, or there is no curriculum in them. Nothing is ever fetched.
    """
    size = sum(len(content) for _name, content in files)
    if size > MOST_BYTES:
        words = _("These files have %(size)s MB; at most %(most)s MB of Turtle are read. Give one key stage at a time.")
        facts = {"size": size // 2**20, "most": MOST_BYTES // 2**20}
        raise unreadable("too_large", words % facts, file=files[0][0])
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
