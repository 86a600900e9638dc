"""What a step may be: its title, its time, what it is for, and the branch it is put on."""

from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_name
from plans.targets.models import Target
from scripts.authoring.models import Branch, Script
from scripts.offers.models import Offer

MOST_CHARACTERS = 150
MOST_TERMS = 9
YEARS_BACK, YEARS_ON = 6, 10


def check_unfinished(branch: Branch) -> None:
    """Raise RuleBroken if the branch is finished, which says that every step on it is done."""
    if branch.state == Branch.State.FINISHED:
        raise RuleBroken(
            _("“%(branch)s” is finished, so nothing new goes on it. Bring it back first, then you can go on with it.")
            % {"branch": branch}
        )


def trimmed(words: str, most: int, too_long: str) -> str:
    """Return words without needless spaces; raise RuleBroken, saying `too_long`, for more than `most` characters."""
    words = " ".join(words.split())
    if len(words) > most:
        raise RuleBroken(too_long % {"most": most, "count": len(words)})
    return words


def title_of(title: str, offer: Offer | None) -> str:
    """Return the title trimmed, or the offer's; raise RuleBroken if there is none or it is too long."""
    too_long = _("The name of a step has room for %(most)s characters; this one has %(count)s. Say it in fewer words.")
    title = trimmed(title, MOST_CHARACTERS, too_long) or (offer.title if offer else "")
    if not title:
        raise RuleBroken(_("Say what the step is, in a few words."))
    return title


def check_open_to(script: Script, *, target: Target | None, offer: Offer | None) -> None:
    """Raise RuleBroken if the target or the offer is not one that this learner can take up now."""
    if target and (target.plan.learner_id != script.learner_id or not target.is_open):
        raise RuleBroken(_("A step is for one of your own open targets. Choose another one."))
    if offer and (offer.closed_at or not Offer.objects.visible_to(script.learner).filter(pk=offer.pk).exists()):
        raise RuleBroken(
            _("%(offer)s is not open to you now. Look for another offer, or ask your tutor about it.")
            % {"offer": offer.title}
        )


def check_term(year: int | None, term: int | None) -> None:
    """Raise RuleBroken for a term that is none, or that has no year."""
    if term is not None and (year is None or term not in (1, 2, 3)):
        raise RuleBroken(_("A term belongs to a year: choose the year too, or leave both open."))


def check_when(*, year: int | None, lasts: int | None) -> None:
    """Raise RuleBroken if the academic year is too far from today, or the step lasts longer than can be planned."""
    first, last = current_year() - YEARS_BACK, current_year() + YEARS_ON
    if year is not None and not first <= year <= last:
        raise RuleBroken(
            _("A script has room for the years from %(first)s to %(last)s. Choose one of them, or leave it open.")
            % {"first": year_name(first), "last": year_name(last)}
        )
    if lasts is not None and not 1 <= lasts <= MOST_TERMS:
        raise RuleBroken(
            _("A step lasts from one term to %(most)s. A longer one is better written as two steps.")
            % {"most": MOST_TERMS}
        )
