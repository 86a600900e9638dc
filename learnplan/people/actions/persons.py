"""What is done to people and institutions: brought in by hand; a name, an e-mail or a password changed."""

import datetime as dt

from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.models import Institution, Membership, Role, User
from learnplan.people.permissions import administers
from learnplan.rules import RuleBroken


@act
def change_profile(*, user: User, preferred_name: str, email: str | None, actor: User) -> User:
    """Change the name someone goes by and their e-mail; everyone does it for themselves."""
    if actor.pk != user.pk:
        raise RuleBroken(_("Everyone changes their own profile."))
    user = User.objects.select_for_update().get(pk=user.pk)
    email = (email or "").strip() or None
    if email and User.objects.exclude(pk=user.pk).annotate(key=Upper("email")).filter(key=email.upper()).exists():
        raise RuleBroken(_("This e-mail cannot be used here. Choose another one, or leave it empty."))
    if (user.preferred_name, user.email) == (preferred_name.strip(), email):
        return user
    user.preferred_name, user.email = preferred_name.strip(), email
    user.save(update_fields=["preferred_name", "email"])
    record("profile.changed", actor=actor, thing=user, learner=user)
    return user


@act
def set_password(*, user: User, password: str) -> None:
    """Keep a password that the user chose; it has been checked already."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record("password.set", actor=user, thing=user, learner=user)


@act
def found_institution(*, name: str, kind: str, code: str = "", actor: User | None) -> Institution:
    """Add an institution that no roster knows, such as an employer. `actor` None is the installation itself."""
    if not (name := name.strip()):
        raise RuleBroken(_("Give the institution a name."))
    if Institution.objects.filter(name__iexact=name, ended_on=None).exists():
        raise RuleBroken(_("There is already an institution called %(name)s.") % {"name": name})
    institution = Institution.objects.create(name=name, kind=kind, code=code)
    record("institution.founded", actor=actor, thing=institution, institution=institution, name=name)
    return institution


@act
def admit(
    *,
    institution: Institution,
    role: str,
    username: str,
    given_name: str,
    family_name: str,
    email: str | None = None,
    from_on: dt.date,
    actor: User | None,
) -> User:
    """Add a person whom no roster knows, such as a partner's staff, with a role from a day on.

    They sign in first by a card or by resetting the password. `actor` None is the installation itself; otherwise
    only an administrator of the institution. RuleBroken when the username or the e-mail is somebody's already.
    """
    if actor is not None and not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": institution})
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)  # the second tap finds what the first did
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken({"username": _("Somebody has this username already. Choose another.")})
    if email and User.objects.filter(email__iexact=email).exists():
        raise RuleBroken({"email": _("Somebody has this e-mail already.")})
    user = User.objects.create_user(username, email=email, given_name=given_name, family_name=family_name)
    Membership.objects.create(user=user, institution=institution, role=role, from_on=from_on)
    words = {"name": user.get_full_name(), "role": str(Role(role).label), "place": institution.name}
    record("person.admitted", actor=actor, thing=user, institution=institution, **words)
    return user
