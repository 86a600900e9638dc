"""Bonds between a learner and an adult: made, agreed to and ended."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.actions.standing_in import hand_on
from learnplan.people.locking import lock_memberships, lock_people
from learnplan.people.models import Bond, Institution, Membership, Role, User
from learnplan.people.permissions import administers, can_consent, can_end
from learnplan.rules import RuleBroken

# What an adult must be at the institution to be bound to a learner there.
ROLE_FOR = {Bond.Kind.TUTOR: Role.TEACHER, Bond.Kind.ADVOCATE: Role.ADVOCATE, Bond.Kind.CARER: Role.CARER}


@act
def bind(*, learner: User, adult: User, kind: str, institution: Institution, from_on: dt.date, actor: User) -> Bond:
    """Tie an adult to a learner; a tutor's bond counts from `from_on`, the others once the learner consents."""
    if not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": institution})
    if kind == Bond.Kind.TUTOR:
        lock_people([adult.pk])
    lock_memberships([learner.pk, adult.pk])
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


@act
def consent(*, bond: Bond, actor: User) -> Bond:
    """Let an advocate or a carer read along, from now; only the learner can."""
    bond = _locked(bond)
    if not can_consent(actor, bond):
        raise RuleBroken(_("Only the learner can agree to this, once, while it is asked."))
    bond.consented_at, bond.consented_by = timezone.now(), actor
    bond.save(update_fields=["consented_at", "consented_by"])
    _record_bond("bond.consented", bond, actor)
    return bond


@act
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
