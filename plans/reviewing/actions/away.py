"""Handing one's learners over while away, and telling everyone whom it concerns."""

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import act
from learnplan.notices.actions import notify, notify_all
from learnplan.people.actions.standing_in import delegate, end_delegation
from learnplan.people.models import Bond, User


@act
def hand_over(*, adult: User, to: User, from_on: dt.date, until_on: dt.date, actor: User) -> list[Bond]:
    """Let `to` stand in for the tutor `adult` (see `delegate`), and tell both and the learners."""
    bonds = delegate(adult=adult, to=to, from_on=from_on, until_on=until_on, actor=actor)
    key = f"standing-in-{min(bond.pk for bond in bonds)}"
    days = {"from": date_format(from_on, "j F"), "until": date_format(until_on, "j F")}
    told = {"adult": adult, "to": to, "count": len(bonds), **days}
    words = ngettext(
        "You stand in for %(adult)s from %(from)s until %(until)s, as tutor of %(count)s learner.",
        "You stand in for %(adult)s from %(from)s until %(until)s, as tutor of %(count)s learners.",
        len(bonds),
    )
    _tell(to, actor, key, words % told, reverse("caseload") + "?with=standing_in")
    words = _("%(to)s stands in for you from %(from)s until %(until)s.")
    _tell(adult, actor, key, words % told, reverse("away", args=[adult.pk]))
    words = _("%(adult)s is away from %(from)s until %(until)s. %(to)s is there for you in that time.")
    _tell_learners(bonds, key, words % told)
    return bonds


@act
def take_back(*, adult: User, to: User, actor: User) -> list[Bond]:
    """End early what `to` does for the tutor `adult`, and tell both and the learners."""
    bonds = end_delegation(adult=adult, to=to, actor=actor)
    key = f"standing-in-{min(bond.pk for bond in bonds)}-ended"
    names = {"adult": adult, "to": to}
    _tell(to, actor, key, _("You no longer stand in for %(adult)s. Thank you!") % names, reverse("caseload"))
    _tell(adult, actor, key, _("%(to)s no longer stands in for you.") % names, reverse("away", args=[adult.pk]))
    _tell_learners(bonds, key, _("%(adult)s is your tutor again, without %(to)s standing in.") % names)
    return bonds


def _tell(person: User, actor: User, key: str, words: str, path: str) -> None:
    if person.pk != actor.pk:
        notify(recipient=person, key=key, words=words, path=path)


def _tell_learners(bonds: list[Bond], key: str, words: str) -> None:
    notify_all(told=[(bond.learner_id, reverse("people")) for bond in bonds], key=key, words=words)
