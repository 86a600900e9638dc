"""Who may do what to whom: predicates of relation, joined by `and` and `or` with state by the rooms."""

from learnplan.people.models import Bond, Institution, Membership, Role, User


def has_role(user: User, role: str, institution: Institution | int | None = None) -> bool:
    """Say whether the user holds `role` today, at `institution` (row or id) if one is given."""
    held = user.institutions_as(role)
    return bool(held) if institution is None else getattr(institution, "pk", institution) in held


def is_bonded(adult: User, learner: User | int, kind: str | None = None) -> bool:
    """Say whether a current, consented bond ties `adult` to `learner`, of `kind` if one is given."""
    bonds = Bond.objects.in_force().filter(adult=adult, learner=learner)
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


def administers_learner(user: User, learner: User | int) -> bool:
    """Say whether `user` is an administrator today where `learner` is a learner today."""
    held = Membership.objects.current().filter(user=learner, role=Role.LEARNER)
    return held.filter(institution__in=user.institutions_as(Role.ADMINISTRATOR)).exists()


def may_send_away(user: User, adult: User) -> bool:
    """Say whether `user` may name who stands in for a tutor: themselves, or an administrator where they teach."""
    return user.pk == adult.pk or any(administers(user, place) for place in adult.institutions_as(Role.TEACHER))


def can_consent(user: User, bond: Bond) -> bool:
    """Say whether `user` is the learner of a bond that still waits for consent."""
    return user.pk == bond.learner_id and bond.waits_for_consent


def can_end(user: User, bond: Bond) -> bool:
    """Say whether `user` may end the bond: the two people in it unless it is a tutor's, or an administrator."""
    own = bond.kind != Bond.Kind.TUTOR and user.pk in (bond.learner_id, bond.adult_id)
    administered = bond.institution_id is not None and administers(user, bond.institution_id)
    return bond.is_current and (own or administered)
