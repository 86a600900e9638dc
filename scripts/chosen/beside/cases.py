"""The chosen path of each of many learners in a line: where it goes, and which step comes next."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from learnplan.people.models import User
from learnplan.years import term_name
from plans.reviewing.reading import BesideCases
from plans.targets.shapes import Section
from scripts.authoring.models import Branch, KeptPath
from scripts.authoring.path import by_branch, path_steps
from scripts.authoring.reading import branch_of

TEMPLATE = "scripts/chosen/case.html"
STEP = ("branch_id", "title", "year", "term", "done_at")


@dataclass(slots=True)
class WayStep:
    """A step of a path, as far as a line says of it: a list has hundreds, and a `Step` takes long to make."""

    pk: int
    branch_id: int
    title: str
    year: int | None
    term: int | None
    done_at: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """Where a learner's script goes: the chosen branch (None while none is chosen), the next open step and its term."""

    script_url: str
    branch: Branch | None
    url: str = ""
    next: WayStep | None = None
    when: str = ""


def with_way(learners: QuerySet[User], user: User) -> QuerySet[User]:
    """Add `way` to learners, in the same query: what is kept of their script where the user may see it."""
    paths = KeptPath.objects.visible_to(user).filter(learner=OuterRef("pk"))
    return learners.annotate(way=Subquery(paths.values("facts")))


def path_beside(learner) -> Section | None:
    """Return the chosen path of a learner read `with_way`, or None where there is no script to see."""
    return Section(TEMPLATE, {"way": way_of(learner.way), "learner": learner}) if learner.way else None


def way_of(found: dict) -> Way:
    """Return where a script goes, from what is kept of it."""
    url = reverse("script", args=[found["script"]["id"]])
    branches = {row["id"]: branch_of(row) for row in found["branches"]}
    chosen = next((branch for branch in branches.values() if branch.is_chosen), None)
    if chosen is None:
        return Way(url, None)
    steps = by_branch(WayStep(row["id"], *(row[name] for name in STEP)) for row in found["steps"])
    step = next((step for step in path_steps(chosen, branches, steps) if step.done_at is None), None)
    when = term_name(step.year, step.term) if step and step.year and step.term else ""
    return Way(url, chosen, reverse("branch", args=[chosen.pk]), step, when)


PATHS = BesideCases(with_way, path_beside)
