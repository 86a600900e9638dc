"""The chosen path of each of many learners in a line: where it goes, and which step comes next."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from learnplan.people.models import User
from learnplan.years import term_name
from plans.reviewing.reading import BesideCases
from plans.targets.shapes import Section
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.path import by_branch, path_steps

TEMPLATE = "scripts/chosen/case.html"
BRANCH = ("parent_id", "forks_after_id", "name", "ending", "state")
STEP = ("branch_id", "title", "year", "term", "done_at")


@dataclass(frozen=True, slots=True)
class Way:
    """Where a learner's script goes: the chosen branch (None while none is chosen), the next open step and its term."""

    script_url: str
    branch: Branch | None
    url: str = ""
    next: Step | None = None
    when: str = ""


def with_way(learners: QuerySet[User], user: User) -> QuerySet[User]:
    """Add `way` to learners, in the same query: branches and steps of their script where the user may see it."""
    branches = Branch.objects.filter(script=OuterRef("pk")).order_by("position", "pk")
    steps = Step.objects.filter(branch__script=OuterRef("pk")).order_by("branch", "position", "pk")
    way = JSONObject(
        script="pk",
        branches=ArraySubquery(branches.values(row=JSONObject(id="pk", **{name: name for name in BRANCH}))),
        steps=ArraySubquery(steps.values(row=JSONObject(id="pk", **{name: name for name in STEP}))),
    )
    scripts = Script.objects.visible_to(user).filter(learner=OuterRef("pk")).order_by()
    return learners.annotate(way=Subquery(scripts.values(way=way)[:1]))


def path_beside(learner) -> Section | None:
    """Return the chosen path of a learner read `with_way`, or None where there is no script to see."""
    return Section(TEMPLATE, {"way": way_of(learner.way), "learner": learner}) if learner.way else None


def way_of(found: dict) -> Way:
    """Return where a script goes, from what `with_way` reads of it."""
    url = reverse("script", args=[found["script"]])
    branches = {row["id"]: Branch(**row) for row in found["branches"]}
    chosen = next((branch for branch in branches.values() if branch.is_chosen), None)
    if chosen is None:
        return Way(url, None)
    steps = by_branch(Step(**row) for row in found["steps"])
    step = next((step for step in path_steps(chosen, branches, steps) if step.done_at is None), None)
    when = term_name(step.year, step.term) if step and step.year and step.term else ""
    return Way(url, chosen, reverse("branch", args=[chosen.pk]), step, when)


PATHS = BesideCases(with_way, path_beside)
