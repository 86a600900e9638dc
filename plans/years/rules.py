"""Who signs as what, and when a year may be closed: pure checks, no writes."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.people.models import Bond
from learnplan.people.sight import Sight
from learnplan.rules import RuleBroken
from learnplan.years import year_name
from plans.targets.models import Plan
from plans.targets.permissions import Standing
from plans.years.models import Signature, Signer

HELPERS = (Signer.TUTOR, Signer.ADVOCATE)
MOST_PURPOSE = 1500
MOST_REASON = 500


def closes_from(year: int) -> dt.date:
    """Return the first day of an academic year's last term, from which it may be closed.

    >>> closes_from(2026)
    datetime.date(2027, 4, 1)
    """
    return dt.date(year + 1, 4, 1)


def signer(stands: Standing) -> Signer | None:
    """Return as what this person signs a plan, or None if it is not theirs; a carer signs only what they see."""
    if stands.is_learner:
        return Signer.LEARNER
    for kind, role in ((Bond.Kind.TUTOR, Signer.TUTOR), (Bond.Kind.ADVOCATE, Signer.ADVOCATE)):
        if kind in stands.bonds:
            return role
    return Signer.CARER if Sight.TARGETS in stands.carer_sees else None


def check_signer(stands: Standing, *, is_purpose: bool = False) -> Signer:
    """Return as what this person signs; raise RuleBroken unless they may. A carer signs the year, not the purpose."""
    role = signer(stands)
    if role is None or (is_purpose and role == Signer.CARER):
        if is_purpose:
            raise RuleBroken(_("The learner signs this, and their tutor or advocate."))
        raise RuleBroken(_("A plan is signed by the learner, their tutor or advocate, and a carer who reads along."))
    return role


def check_kind(plan: Plan, kind: str, today: dt.date) -> None:
    """Raise RuleBroken unless the plan can be signed this way today."""
    if kind not in Signature.Kind.values:
        raise RuleBroken(_("Say what you sign: the plan as agreed, or the year as closed."))
    if kind == Signature.Kind.CLOSED and today < closes_from(plan.year):
        raise RuleBroken(
            _("The year %(year)s can be closed from %(day)s on.")
            % {"year": year_name(plan.year), "day": date_format(closes_from(plan.year), "j F Y")}
        )


def clean_text(words: str, most: int, empty: str) -> str:
    """Return `words` without the space around them; raise RuleBroken when nothing is left or it is too long."""
    words = (words or "").replace("\r\n", "\n").strip()
    if not words:
        raise RuleBroken(empty)
    if len(words) > most:
        raise RuleBroken(_("That is longer than %(most)s characters. Make it shorter.") % {"most": most})
    return words
