"""What rooms above or beside targets hand to their pages: sections to read, and consequences of a change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import HttpResponse

from learnplan.people.models import User
from learnplan.web.pages import Request
from plans.targets.models import Plan, Target

MOST_HANGING = 20  # consequences of one kind that are named


@dataclass(frozen=True)
class Section:
    """A part of a page that another room draws: its template, and the `facts` the template reads.

    `is_aside` puts it into the narrow column. The template also sees what the page itself knows.
    """

    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    is_aside: bool = False


@dataclass(frozen=True)
class Consequence:
    """One thing that hangs on a target: a sentence, what becomes of it when the target goes, and where it leads."""

    words: str
    more: str = ""
    url: str = ""


@dataclass(frozen=True)
class Start:
    """What a target to be starts from: a section above its form, and the actions that write and keep it in its own way.

    `facts` is what a request for it has to keep, as JSON, where the matrix wants it asked.
    """

    section: Section
    write: Callable[..., Target]
    keep: Callable[..., Target]
    facts: dict[str, Any] = field(default_factory=dict)


# What a room gives for one target (or plan) and one reader, who may see it: None or nothing when there is nothing.
type BesideTarget = Callable[[Target, User], Section | None]
type BesidePlan = Callable[[Plan, User], Section | None]
# What a target of this address, or a draft, starts from: None when from nothing.
type StartNew = Callable[[Request, Plan], Start | None]
type StartDraft = Callable[[Request, Target], Start | None]
type Hanging = Callable[[Target, User], list[Consequence]]


class AskInstead(Protocol):
    """The answer to a form whose act has to be asked for: the page that asks, filled in with what was `given`."""

    def __call__(
        self, request: Request, act: str, plan: Plan, given: dict, target: Target | None = None
    ) -> HttpResponse: ...


def sections(beside: Iterable[Callable[..., Section | None]], *about) -> list[Section]:
    """Return the sections that rooms have `beside` a page, made of what it is about, in their order."""
    return [section for make in beside if (section := make(*about))]
