"""What is said of a script, as data: the one structure that the map, the grid and the list all draw. Pure.

A view may leave out nothing that stands here, and says nothing of a step, a branch or an ending that does not.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said: `words`, and before them a `label` where nothing else says what they are about.

    `about` says of which kind it is, such as "state", "when" or "place"; `wording` yields them in the order in which
    they are said. A state has an `icon` and a `tone` beside its words.
    """

    about: str
    words: str
    label: str = ""
    url: str = ""
    icon: str = ""
    tone: str = ""

    @property
    def said(self) -> str:
        return f"{self.label} {self.words}" if self.label else self.words


@dataclass(frozen=True, slots=True)
class Mark:
    """A few words with an icon, which the map has room for; `kind` is "soft", "to-pick", "wait" or "locked"."""

    words: str
    icon: str
    kind: str = "soft"


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What is said of one step, and `marks`: as much of it as the map writes beside the stop.

    `year` and `term` are as they are decided, `lasts` is in terms; where these are its offer's, it `is_fixed`.
    `choices` is how many things the step may become, and `picked` which of them it does, from 0.
    """

    key: int
    title: str
    facts: tuple[Fact, ...] = ()
    year: int | None = None
    term: int | None = None
    lasts: int = 1
    minutes_a_week: int | None = None
    is_done: bool = False
    is_here: bool = False
    offer: int | None = None
    has_place: bool = False
    choices: int = 0
    picked: int | None = None
    marks: tuple[Mark, ...] = ()
    is_fixed: bool = False

    @property
    def counts(self) -> bool:
        """Say whether it weighs anything: a choice of which nothing is picked yet does not."""
        return not self.choices or self.picked is not None

    @property
    def is_locked(self) -> bool:
        return any(mark.kind == "locked" for mark in self.marks)

    def of(self, *about: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.about in about]

    @property
    def in_words(self) -> str:
        """Everything said of the step, as one line."""
        return _joined([self.title, *(fact.said for fact in self.facts)])


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """What is said of one branch, and its own steps; `number` is "core" for the trunk, else from 1.

    `parent` and `forks_after` are the keys of the branch it leaves, and of the step there; `asks` is what the map says
    of its ending.
    """

    key: int
    name: str
    ending: str
    state: str
    number: int | str
    steps: tuple[StepFacts, ...] = ()
    parent: int | None = None
    forks_after: int | None = None
    facts: tuple[Fact, ...] = ()
    asks: tuple[Mark, ...] = ()

    def of(self, *about: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.about in about]

    @property
    def in_words(self) -> str:
        """Everything said of the branch, as one line."""
        return _joined([self.name, *(fact.said for fact in self.facts)])


@dataclass(frozen=True, slots=True)
class ScriptFacts:
    """What is said of a whole script, branch by branch in their order."""

    branches: tuple[BranchFacts, ...]
    steps: dict[int, StepFacts] = field(default_factory=dict)


def _joined(sentences: list[str]) -> str:
    """Return sentences as one line, each with its capital and its stop.

    >>> _joined(["Art", "Where it ends is open.", "in class"])
    'Art. Where it ends is open. In class.'
    """
    begun = (each[:1].upper() + each[1:] for each in sentences)
    return " ".join(each if each.endswith((".", "?", "!")) else f"{each}." for each in begun)
