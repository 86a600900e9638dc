"""Who may do what with a plan: how a user stands to its learner, and what that lets them do."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import models

from learnplan.people.models import STAFF, Bond, Role, User
from learnplan.people.permissions import has_role
from learnplan.people.sight import Sight, seen_with
from learnplan.web.pages import only
from learnplan.web.prepared import prepared
from plans.targets.models import Plan, Target

HELPERS = {Bond.Kind.TUTOR, Bond.Kind.ADVOCATE}


@dataclass(frozen=True)
class Standing:
    """How one user stands to one plan, found once; the rest are plain answers.

    `bonds` are the kinds of the current, consented bonds that tie the user to the learner, `carer_sees` what they
    open to a carer (of Sight); `is_staff` is that the user works at the plan's institution. In a plan whose year
    `is_closed` nobody writes, checks in or rates.
    """

    is_learner: bool = False
    bonds: frozenset[str] = field(default_factory=frozenset)
    is_teacher: bool = False
    is_administrator: bool = False
    is_staff: bool = False
    carer_sees: frozenset[str] = field(default_factory=frozenset)
    is_closed: bool = False

    @property
    def is_helper(self) -> bool:
        """A tutor or an advocate of the learner."""
        return bool(self.bonds & HELPERS)

    @property
    def is_tied(self) -> bool:
        """The learner, or an adult tied to them: tutor, advocate or carer."""
        return self.is_learner or bool(self.bonds)

    @property
    def is_carer_only(self) -> bool:
        """A carer who is nothing else to the plan: what they see was decided field by field."""
        return not (self.is_learner or self.is_staff or self.is_helper)

    def sees(self, part: str) -> bool:
        """Say whether the user may see a part (of Sight) of the learner's plan, which they may see itself."""
        return not self.is_carer_only or part in self.carer_sees

    @property
    def may_write(self) -> bool:
        """The learner; or a tutor or advocate on the learner's behalf."""
        return not self.is_closed and (self.is_learner or self.is_helper)

    @property
    def may_check_in(self) -> bool:
        """Only the learner says how it is going for the learner."""
        return self.is_learner and not self.is_closed

    @property
    def may_let_go(self) -> bool:
        """Only the learner lets go of what is theirs."""
        return self.is_learner and not self.is_closed

    @property
    def may_rate(self) -> bool:
        """A tutor or an advocate of the learner, or a teacher of the institution; never the learner or a carer."""
        return not self.is_learner and not self.is_closed and (self.is_helper or self.is_teacher)

    @property
    def may_start(self) -> bool:
        """Those who may write, and the staff of the institution when a year begins."""
        return self.may_write or self.is_teacher or self.is_administrator

    @property
    def may_read_money(self) -> bool:
        """The learner, their tutor and advocate, a carer if it was decided so, and administrators."""
        is_close = self.is_learner or self.is_administrator or self.is_helper
        return is_close or Sight.MONEY in self.carer_sees

    @property
    def may_read_circumstances(self) -> bool:
        """The learner's own, and administrators'."""
        return self.is_learner or self.is_administrator


def ties_of(user: User, learners: Iterable[User | int]):
    """Return the bonds (queryset of `values`) that tie `user` to the learners today, as `standing_with` takes them."""
    bonds = Bond.objects.in_force().filter(adult=user, learner__in=learners)
    return bonds.values("learner_id", "kind", "sees")


def standing_with(user: User, plan: Plan, ties: Iterable[dict]) -> Standing:
    """Return how `user` stands to the plan by these bonds to its learner (of `ties_of`): no query for them."""
    is_closed = plan.closed_at is not None
    if user.pk == plan.learner_id:
        return Standing(is_learner=True, is_closed=is_closed)
    carers = [tie["sees"] for tie in ties if tie["kind"] == Bond.Kind.CARER]
    return Standing(
        bonds=frozenset(tie["kind"] for tie in ties),
        carer_sees=frozenset().union(*map(seen_with, carers)),
        is_staff=plan.institution_id in user.institutions_as(*STAFF),
        is_teacher=has_role(user, Role.TEACHER, plan.institution_id),
        is_administrator=has_role(user, Role.ADMINISTRATOR, plan.institution_id),
        is_closed=is_closed,
    )


def standing_to(user: User, plan: Plan) -> Standing:
    """Return how `user` stands to the plan: at most one query."""
    is_learner = user.pk == plan.learner_id
    return standing_with(user, plan, [] if is_learner else list(ties_of(user, [plan.learner_id])))


def standings(user: User, plans: Iterable[Plan], ties: Iterable[dict]) -> dict[int, Standing]:
    """Return how `user` stands to each of the plans, by its key; `ties` are of `ties_of`, for all their learners."""
    by_learner: dict[int, list[dict]] = {}
    for tie in ties:
        by_learner.setdefault(tie["learner_id"], []).append(tie)
    return {plan.pk: standing_with(user, plan, by_learner.get(plan.learner_id, [])) for plan in plans}


def stands_here(user: User, plan: Plan) -> Standing:
    """Return how `user` stands to the plan, as the page has found out already, or by asking."""
    found = getattr(plan, "reader", None)
    return found[1] if found and found[0] == user.pk else standing_to(user, plan)


@prepared
def _plans_seen(user: User, *, plan_id: int):
    rows = Plan.objects.visible_to(user).filter(pk=plan_id)
    return rows.select_related("learner", "institution").fetch_mode(models.FETCH_RAISE)


def get_plan(user: User, plan_id: int, may: str = "") -> tuple[Plan, Standing]:
    """Return the plan and how `user` stands to it; 404 if it is not theirs to see, 403 unless `may` is granted."""
    plan = only(_plans_seen(user, plan_id=plan_id))
    stands = standing_to(user, plan)
    plan.reader = user.pk, stands
    if may and not getattr(stands, may):
        raise PermissionDenied
    return plan, stands


@prepared
def _targets_seen(user: User, *, target_id: int):
    rows = Target.objects.visible_to(user).filter(pk=target_id)
    return rows.select_related("plan__learner", "plan__institution", "author").fetch_mode(models.FETCH_RAISE)


def get_target(user: User, target_id: int, may: str = "") -> tuple[Target, Standing]:
    """Return the target and how `user` stands to its plan; 404 if not theirs to see, 403 unless `may` is granted."""
    target = only(_targets_seen(user, target_id=target_id))
    stands = standing_to(user, target.plan)
    if may and not getattr(stands, may):
        raise PermissionDenied
    return target, stands
