"""Who may do what to whom: predicates of relation, joined by `and` and `or` with state by the rooms."""

from learnplan.people.models import Bond, Institution, Role, User


def has_role(user: User, role: str, institution: Institution | int | None = None) -> bool:
    """Say whether the user holds `role` today, at `institution` (row or id) if one is given."""
    held = user.institutions_as(role)
    return bool(held) if institution is None else getattr(institution, "pk", institution) in held


def is_bonded(adult: User, learner: User | int, kind: str | None = None) -> bool:
    """Say whether a current, consented bond ties `adult` to `learner`, of `kind` if one is given."""
    bonds = Bond.objects.current().consented().filter(adult=adult, learner=learner)
    if kind is not None:
        bonds = bonds.filter(kind=kind)
    return bonds.exists()


def is_tutor_of(user: User, learner: User | int) -> bool:
    """Say whether `user` is the learner's tutor today."""
    return is_bonded(user, learner, Bond.Kind.TUTOR)


def administers(user: User, institution: Institution | int) -> bool:
    """Say whether `user` is an administrator of the institution today."""
    return has_role(user, Role.ADMINISTRATOR, institution)


def provides_for(user: User, institution: Institution | int) -> bool:
    """Say whether `user` is provider staff of the institution today."""
    return has_role(user, Role.PROVIDER, institution)
