"""Who may see a branch or a step, and what is said about it: by the whole script, or by a branch shown to them."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet

from learnplan.people.models import Bond, User
from learnplan.people.sight import Sight
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.path import path_steps
from scripts.authoring.sharing.models import BranchShare, StepComment


@dataclass(frozen=True, slots=True)
class Reader:
    """How one person comes to see a step: as its learner, with the whole script, or by a `share` of one branch."""

    user: User
    script: Script
    share: BranchShare | None = None

    @property
    def is_learner(self) -> bool:
        return self.user.pk == self.script.learner_id

    def comments(self) -> QuerySet[StepComment]:
        """Return the comments of the script that this person reads.

        The learner reads all, also those they put away; others do not, but for their own. Who is shown one branch
        reads their own, and what the learner says since then: not what other adults say.
        """
        rows = StepComment.objects.filter(script=self.script).standing()
        if self.is_learner:
            return rows
        if self.share is None:
            return rows.filter(Q(hidden_at=None) | Q(author=self.user))
        from_learner = Q(author=self.script.learner_id, at__gte=self.share.shared_at, hidden_at=None)
        return rows.filter(Q(author=self.user) | from_learner)


def path_of(branch: Branch) -> list[Step]:
    """Return the steps of a branch's path, in order: two queries."""
    branches = {each.pk: each for each in Branch.objects.filter(script=branch.script_id)}
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(branch__script=branch.script_id).fetch_mode(models.FETCH_RAISE):
        steps.setdefault(step.branch_id, []).append(step)
    return path_steps(branch, branches, steps)


def reader_of(user: User, step: Step) -> Reader | None:
    """Return how `user` comes to see the step (with its `branch`), or None: at most six queries."""
    scripts = Script.objects.select_related("learner", "institution")
    script = scripts.filter(pk=step.branch.script_id)
    if found := script.visible_to(user).first():
        return Reader(user, found)
    shares = BranchShare.objects.visible_to(user).filter(branch__script=step.branch.script_id)
    for share in shares.select_related("branch"):
        if any(each.pk == step.pk for each in path_of(share.branch)):
            return Reader(user, script[0], share)
    return None


def adults_who_see(step: Step, script: Script) -> list[User]:
    """Return the adults with a bond to the learner who see the step, by name: for saying who reads along."""
    bonds = Bond.objects.current().consented().filter(learner=script.learner_id)
    seen = {bond.adult_id: bond.adult for bond in bonds.seeing(Sight.SCRIPT).select_related("adult")}
    shares = BranchShare.objects.lasting().filter(branch__script=script, adult__in=bonds.values("adult"))
    for share in shares.select_related("branch", "adult"):
        if share.adult_id not in seen and any(each.pk == step.pk for each in path_of(share.branch)):
            seen[share.adult_id] = share.adult
    return sorted(seen.values(), key=lambda adult: (adult.get_full_name(), adult.pk))


def counted(comments: QuerySet[StepComment]) -> dict[int, int]:
    """Return how many of the comments there are, by step."""
    rows = comments.order_by().values_list("step").annotate(n=Count("pk"))
    return dict(rows)
