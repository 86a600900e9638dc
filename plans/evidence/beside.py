"""What evidence adds to the pages of a plan and of a target: a section of pieces, and what hangs on a target."""

from django.db import models
from django.urls import reverse
from django.utils.translation import ngettext

from learnplan.people.models import User
from learnplan.web.prepared import prepared
from plans.evidence.models import Evidence
from plans.targets.models import Plan, Target
from plans.targets.shapes import Consequence, Section

MOST_BESIDE = 20
MOST_IN_PLAN = 4
TEMPLATE = "plans/evidence/beside.html"
evidence_seen = Evidence.objects.visible_to  # which pieces the reader of a history may open


def evidence_of(target: Target, user: User) -> Section | None:
    """Return the evidence for the target that this reader may see; its learner can always add some. One query."""
    return _section(_of_target(user, target_id=target.pk), target.plan, user, f"?target={target.pk}")


def evidence_of_plan(plan: Plan, user: User) -> Section | None:
    """Return the newest evidence of the plan's learner that this reader may see. One query."""
    return _section(_of_learner(user, learner_id=plan.learner_id), plan, user)


def of_evidence(target: Target, user: User) -> list[Consequence]:
    """Return how much evidence is for the target, as far as this reader may see it. One query."""
    count = _seen(user).filter(links__target=target).count()
    words = ngettext("%(n)s piece of evidence is for it.", "%(n)s pieces of evidence are for it.", count)
    more = ngettext("It stays, and can be for another target too.", "They stay, and can be for others too.", count)
    return [Consequence(words % {"n": count}, more)] if count else []


def _seen(user: User) -> models.QuerySet[Evidence]:
    pieces = Evidence.objects.visible_to(user).kept().order_by("-added_at", "-pk")
    return pieces.fetch_mode(models.FETCH_RAISE)


@prepared
def _of_target(user: User, *, target_id: int):
    return _seen(user).filter(links__target=target_id)[:MOST_BESIDE]


@prepared
def _of_learner(user: User, *, learner_id: int):
    return _seen(user).filter(learner=learner_id)[:MOST_IN_PLAN]


def _section(pieces: list[Evidence], plan: Plan, user: User, query: str = "") -> Section | None:
    is_mine = user.pk == plan.learner_id and plan.closed_at is None
    if not pieces and not is_mine:
        return None
    new_url = reverse("evidence_new", args=[plan.pk]) + query if is_mine else ""
    all_url = "" if query or not pieces else reverse("evidence_list", args=[plan.pk])
    return Section(TEMPLATE, {"pieces": pieces, "new_url": new_url, "all_url": all_url})
