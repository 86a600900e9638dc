"""What is done to people: bonds made, agreed and ended, circumstances written down, names and passwords changed."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.people.models import Bond, Circumstance, Institution, Membership, Role, User
from learnplan.people.permissions import administers, administers_learner, can_consent, can_end
from learnplan.people.standing_in_actions import hand_on
from learnplan.rules import RuleBroken

# What an adult must be at the institution to be bound to a learner there.
ROLE_FOR = {Bond.Kind.TUTOR: Role.TEACHER, Bond.Kind.ADVOCATE: Role.ADVOCATE, Bond.Kind.CARER: Role.CARER}
# The values a circumstance can have, both ends included; the others only hold or do not.
VALUES = {Circumstance.Kind.AREA_DECILE: (1, 10), Circumstance.Kind.PRIOR_ATTAINMENT: (1, 5)}


@transaction.atomic
def bind(*, learner: User, adult: User, kind: str, institution: Institution, from_on: dt.date, actor: User) -> Bond:
    """Tie an adult to a learner; a tutor's bond counts from `from_on`, the others once the learner consents."""
    if not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": institution})
    _refuse_strangers(learner, adult, kind, institution)
    try:
        with transaction.atomic():
            bond = Bond.objects.create(
                learner=learner, adult=adult, kind=kind, institution=institution, from_on=from_on
            )
    except IntegrityError:
        words = _("%(adult)s is already %(kind)s of %(learner)s at that time.")
        raise RuleBroken(words % _names(learner, adult, kind)) from None
    _record_bond("bond.made", bond, actor)
    if kind == Bond.Kind.TUTOR:
        hand_on(bonds=[bond], actor=actor)
    return bond


@transaction.atomic
def consent(*, bond: Bond, actor: User) -> Bond:
    """Let an advocate or a carer read along, from now; only the learner can."""
    bond = _locked(bond)
    if not can_consent(actor, bond):
        raise RuleBroken(_("Only the learner can agree to this, once, while it is asked."))
    bond.consented_at, bond.consented_by = timezone.now(), actor
    bond.save(update_fields=["consented_at", "consented_by"])
    _record_bond("bond.consented", bond, actor)
    return bond


@transaction.atomic
def end_bond(*, bond: Bond, actor: User) -> Bond:
    """End a bond from now; it stays in the record. A tutor's ends by an administrator only."""
    bond = _locked(bond)
    if not can_end(actor, bond):
        raise RuleBroken(_("This has ended already, or somebody else has to end it. Ask an administrator."))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    bond.until_on = max(bond.from_on, yesterday)
    if bond.until_on > yesterday:  # begun today or later: taking the consent back ends it at once all the same
        bond.consented_at = bond.consented_by = None
    bond.save(update_fields=["until_on", "consented_at", "consented_by"])
    _end_stand_ins(bond)
    _record_bond("bond.ended", bond, actor)
    return bond


@transaction.atomic
def add_circumstance(
    *, learner: User, kind: str, value: int, source: str, from_on: dt.date, actor: User
) -> Circumstance:
    """Write down a circumstance from a day on; an earlier one of its kind ends the day before.

    The event does not say which: more people may read the history than may know.
    """
    if not administers_learner(actor, learner):
        raise RuleBroken(_("Only an administrator of the learner's institution can do this."))
    lowest, highest = VALUES.get(Circumstance.Kind(kind), (1, 1))
    if not lowest <= value <= highest:
        raise RuleBroken(_("The value must be from %(from)s to %(to)s.") % {"from": lowest, "to": highest})
    if not source.strip():
        raise RuleBroken(_("Say where this is known from."))
    User.objects.select_for_update().get(pk=learner.pk)
    earlier = Circumstance.objects.filter(learner=learner, kind=kind).order_by("-from_on").first()
    if earlier and earlier.from_on >= from_on:
        raise RuleBroken(_("A later entry of this kind exists already. Choose a day after it."))
    if earlier and (earlier.until_on is None or earlier.until_on >= from_on):
        earlier.until_on = from_on - dt.timedelta(days=1)
        earlier.save(update_fields=["until_on"])
    added = Circumstance.objects.create(learner=learner, kind=kind, value=value, source=source.strip(), from_on=from_on)
    record("circumstance.added", actor=actor, thing=added, learner=learner)
    return added


@transaction.atomic
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


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Keep a password that the user chose; it has been checked already."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record("password.set", actor=user, thing=user, learner=user)


def _refuse_strangers(learner: User, adult: User, kind: str, institution: Institution) -> None:
    """Refuse a bond between people who are not what they must be at the institution."""
    here = Membership.objects.current().filter(institution=institution)
    if not here.filter(user=learner, role=Role.LEARNER).exists():
        raise RuleBroken(_("%(name)s is not a learner at %(place)s today.") % {"name": learner, "place": institution})
    role = ROLE_FOR[Bond.Kind(kind)]
    if not here.filter(user=adult, role=role).exists():
        raise RuleBroken(
            _("%(name)s is no %(role)s at %(place)s today, so cannot be bound to a learner as one.")
            % {"name": adult, "role": role.label, "place": institution}
        )


def _locked(bond: Bond) -> Bond:
    return Bond.objects.select_for_update(of=("self",)).select_related("learner", "adult").get(pk=bond.pk)


def _end_stand_ins(bond: Bond) -> None:
    """End with a tutor's bond the bonds of those who stand in for them; nobody stands in for nobody."""
    bond.stand_ins.filter(from_on__gt=bond.until_on).delete()
    bond.stand_ins.filter(until_on__gt=bond.until_on).update(until_on=bond.until_on)


def _names(learner: User, adult: User, kind: str) -> dict[str, str]:
    return {"learner": str(learner), "adult": str(adult), "kind": str(Bond.Kind(kind).label)}


def _record_bond(verb: str, bond: Bond, actor: User) -> None:
    names = _names(bond.learner, bond.adult, bond.kind)
    facts = {"adult": names["adult"], "kind": names["kind"], "name": names["learner"]}
    record(verb, actor=actor, thing=bond, learner=bond.learner, institution=bond.institution, **facts)


@transaction.atomic
def found_institution(*, name: str, kind: str, code: str = "", actor: User | None) -> Institution:
    """Add an institution that no roster knows, such as an employer. `actor` None is the installation itself."""
    if not (name := name.strip()):
        raise RuleBroken(_("Give the institution a name."))
    if Institution.objects.filter(name__iexact=name, ended_on=None).exists():
        raise RuleBroken(_("There is already an institution called %(name)s.") % {"name": name})
    institution = Institution.objects.create(name=name, kind=kind, code=code)
    record("institution.founded", actor=actor, thing=institution, institution=institution, name=name)
    return institution


@transaction.atomic
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
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken({"username": _("Somebody has this username already. Choose another.")})
    if email and User.objects.filter(email__iexact=email).exists():
        raise RuleBroken({"email": _("Somebody has this e-mail already.")})
    user = User.objects.create_user(username, email=email, given_name=given_name, family_name=family_name)
    Membership.objects.create(user=user, institution=institution, role=role, from_on=from_on)
    words = {"name": user.get_full_name(), "role": str(Role(role).label), "place": institution.name}
    record("person.admitted", actor=actor, thing=user, institution=institution, **words)
    return user
