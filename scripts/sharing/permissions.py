"""Who may see a branch or a step, and what is said about it: by the whole script, or by a branch shown to them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from learnplan.people.models import Bond, User
from learnplan.people.sight import Sight
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.reading import paths_of
from scripts.sharing.models import BranchShare, StepComment


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


def reader_of(user: User, step: Step) -> Reader | None:
    """Return how `user` comes to see the step (with its `branch`), or None: at most six queries.

    By several shares, it is the first that shows the step: what the learner said since then is read.
    """
    scripts = Script.objects.select_related("learner", "institution")
    script = scripts.filter(pk=step.branch.script_id)
    if found := script.visible_to(user).first():
        return Reader(user, found)
    shares = _showing(step, step.branch.script_id, shares_with(user, step.branch.script_id))
    return Reader(user, script[0], shares[0]) if shares else None


def shares_with(user: User, script_id: int) -> QuerySet[BranchShare]:
    """Return the shares by which an adult sees branches of a script, the first one first."""
    rows = BranchShare.objects.in_force().filter(adult=user, branch__script=script_id)
    return rows.select_related("branch").order_by("shared_at", "pk")


def _showing(step: Step, script_id: int, shares: QuerySet[BranchShare]) -> list[BranchShare]:
    """Return those of the shares of a script that show the step; without any, its paths are not read."""
    found = list(shares)
    path_of = paths_of(script_id) if found else None
    return [share for share in found if path_of and step.pk in {each.pk for each in path_of(share.branch)}]


def adults_who_see(step: Step, script: Script) -> list[User]:
    """Return the adults with a bond to the learner who see the step, by name: for saying who reads along."""
    bonds = Bond.objects.in_force().filter(learner=script.learner_id)
    seen = {bond.adult_id: bond.adult for bond in bonds.seeing(Sight.SCRIPT).select_related("adult")}
    shares = BranchShare.objects.in_force().filter(branch__script=script).select_related("branch", "adult")
    for share in _showing(step, script.pk, shares):
        seen.setdefault(share.adult_id, share.adult)
    return sorted(seen.values(), key=lambda adult: (adult.get_full_name(), adult.pk))


def counted_by_shares(user: User, script: Script, path_of: Callable[[Branch], list[Step]]) -> dict[int, int]:
    """Return how many comments there are, by step, that an adult reads who is shown branches: two queries."""
    since: dict[int, dt.datetime] = {}
    for share in shares_with(user, script.pk):
        for step in path_of(share.branch):
            since.setdefault(step.pk, share.shared_at)
    rows = StepComment.objects.filter(script=script).standing()
    rows = rows.filter(Q(author=user) | Q(author=script.learner_id, hidden_at=None)).order_by()
    return Counter(
        step_id
        for step_id, author_id, at in rows.values_list("step", "author", "at")
        if step_id in since and (author_id == user.pk or at >= since[step_id])
    )


def counted(comments: QuerySet[StepComment]) -> dict[int, int]:
    """Return how many of the comments there are, by step."""
    return dict(comments.order_by().values_list("step").annotate(n=Count("pk")))
