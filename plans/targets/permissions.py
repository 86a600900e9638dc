"""Who may do what with a plan: how a user stands to its learner, and what that lets them do."""

from dataclasses import dataclass, field

from learnplan.people.models import Bond, Role, User
from learnplan.people.permissions import has_role
from plans.targets.models import Plan, Target

HELPERS = {Bond.Kind.TUTOR, Bond.Kind.ADVOCATE}


@dataclass(frozen=True)
class Standing:
    """How one user stands to one plan, found once; the rest are plain answers.

    `bonds` are the kinds of the current, consented bonds that tie the user to the learner.
    """

    is_learner: bool = False
    bonds: frozenset[str] = field(default_factory=frozenset)
    is_teacher: bool = False
    is_administrator: bool = False

    @property
    def may_write(self) -> bool:
        """The learner; or a tutor or advocate on the learner's behalf."""
        return self.is_learner or bool(self.bonds & HELPERS)

    @property
    def may_check_in(self) -> bool:
        """Only the learner says how it is going for the learner."""
        return self.is_learner

    @property
    def may_rate(self) -> bool:
        """A tutor or an advocate of the learner, or a teacher of the institution; never the learner or a carer."""
        return not self.is_learner and (bool(self.bonds & HELPERS) or self.is_teacher)

    @property
    def may_start(self) -> bool:
        """Those who may write, and the staff of the institution when a year begins."""
        return self.may_write or self.is_teacher or self.is_administrator

    @property
    def may_read_money(self) -> bool:
        """The learner, adults bonded to them, and administrators: least visibility."""
        return self.is_learner or bool(self.bonds) or self.is_administrator

    @property
    def may_read_circumstances(self) -> bool:
        """The learner's own, and administrators'."""
        return self.is_learner or self.is_administrator


def standing(user: User, learner: User | int, institution: int) -> Standing:
    """Return how `user` stands to the learner (row or id) at the institution (id): at most one query."""
    if user.pk == getattr(learner, "pk", learner):
        return Standing(is_learner=True)
    kinds = Bond.objects.current().consented().filter(adult=user, learner=learner).values_list("kind", flat=True)
    return Standing(
        bonds=frozenset(kinds),
        is_teacher=has_role(user, Role.TEACHER, institution),
        is_administrator=has_role(user, Role.ADMINISTRATOR, institution),
    )


def standing_to(user: User, plan: Plan) -> Standing:
    """Return how `user` stands to the plan."""
    return standing(user, plan.learner_id, plan.institution_id)


def may_write(user: User, plan: Plan) -> bool:
    """Say whether `user` may write and change targets of the plan."""
    return standing_to(user, plan).may_write


def may_check_in(user: User, target: Target) -> bool:
    """Say whether `user` may check in on the target, which is open."""
    return target.is_open and standing_to(user, target.plan).may_check_in


def may_rate(user: User, target: Target) -> bool:
    """Say whether `user` may answer on the target's scale, while it is open."""
    return target.is_open and standing_to(user, target.plan).may_rate
