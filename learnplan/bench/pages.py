"""Which pages are measured, for whom, and at which rows of a generated consortium."""

from dataclasses import dataclass

from learnplan.bench.bulk.rooms import BRANCHES_EACH, has_place, offer_of, provider_for
from learnplan.bench.bulk.shape import TARGETS_EACH, Shape

# For each role the names of the URLs.
PAGES = {
    "learner": (
        *("home", "plan", "target", "check_in", "script", "script_list", "branch", "offers", "offer"),
        *("places", "place", "money", "plan_history", "inbox"),
    ),
    "tutor": ("home", "caseload", "target", "places"),
    "provider": ("home", "places", "promised"),
    "administrator": ("home", "people", "funds", "fund", "formula", "imports", "framework"),
}


@dataclass(frozen=True, slots=True)
class BenchPage:
    """One page to measure: whose role it is, its URL name, the user who asks, and the arguments of its path."""

    role: str
    name: str
    user: int
    args: tuple[int, ...]


def bench_pages(shape: Shape) -> list[BenchPage]:
    """Return the pages in the order of the chain, around one learner from the middle of the consortium."""
    learner = shape.learners // 2 + 1
    while not has_place(learner) and learner < shape.learners:
        learner += 1
    home = shape.institution_of(learner)
    users = {
        "learner": learner,
        "tutor": shape.tutor_of(learner),
        "provider": shape.provider_of(provider_for(shape, learner)),
        "administrator": shape.administrator_of(home),
    }
    target = (learner - 1) * TARGETS_EACH + 1
    about = {
        **dict.fromkeys(("plan", "money", "plan_history", "script", "script_list", "place"), learner),
        **dict.fromkeys(("target", "check_in"), target),
        "branch": (learner - 1) * BRANCHES_EACH + 2,
        "offer": offer_of(shape, learner),
        **dict.fromkeys(("fund", "formula"), home),
        "framework": 1,
    }
    return [
        BenchPage(role, name, users[role], (about[name],) if name in about else ())
        for role, names in PAGES.items()
        for name in names
    ]
