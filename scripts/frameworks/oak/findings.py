"""What is wrong with a curriculum in Turtle: each finding with its file, its line and the name of the thing."""

from dataclasses import dataclass, field

from scripts.frameworks.case_findings import Findings
from scripts.frameworks.oak.curriculum import local
from scripts.frameworks.oak.documents import Publication


@dataclass(slots=True)
class TurtleFindings(Findings):
    """Findings about the things of a publication; `subjects` gives the thing behind each element of the package."""

    publication: Publication | None = None
    subjects: dict[str, list[str]] = field(default_factory=dict)

    def _place(self, array: str, index: int | None, column: str, line: int | None) -> tuple[str, str, int | None]:
        subjects = self.subjects.get(array, [])
        subject = subjects[index] if index is not None and index < len(subjects) else array
        files = self.publication.files if self.publication else ()
        for file in files:
            if subject in file.things and subject in file.lines:
                return file.name, local(subject), file.lines[subject]
        return "", local(subject) if "/" in subject else "", line
