"""What talks must be like: their time, their words, and what each state lets happen. Pure checks, no writes."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken
from learnplan.years import year_name
from plans.consultation.models import Talk
from plans.targets.rules import last_day

SHORT, ANSWER, SUMMARY = 300, 4000, 8000
MINUTES = (15, 20, 30, 45, 60)


def clean_words(words: str, empty: str, most: int = SHORT) -> str:
    """Return `words` without the space around them; raise RuleBroken(`empty`) when nothing is left, or too much."""
    words = (words or "").replace("\r\n", "\n").strip()
    if not words:
        raise RuleBroken(empty)
    if len(words) > most:
        raise RuleBroken(
            _("That is %(over)s characters too long. Nothing is lost: shorten it, then save.")
            % {"over": len(words) - most}
        )
    return words


def check_time(at: dt.datetime, minutes: int, year: int, now: dt.datetime) -> None:
    """Raise RuleBroken unless a talk may be at that time: from today (it may just have been) to the plan's last day."""
    if minutes not in MINUTES:
        raise RuleBroken(_("Pick how long it takes from the list."))
    day, last = timezone.localdate(at), last_day(year)
    if day < timezone.localdate(now):
        raise RuleBroken(_("That day has passed. Pick a day from today on."))
    if day > last:
        raise RuleBroken(
            _("This plan is for %(year)s. Pick a day up to %(last)s.")
            % {"year": year_name(year), "last": date_format(last)}
        )


def check_before(talk: Talk) -> None:
    """Raise RuleBroken unless the talk is still to come or being prepared."""
    if not talk.is_before:
        raise RuleBroken(
            _("This talk is “%(state)s” by now, so its agenda stays as it is. Put it on the agenda of the next one.")
            % {"state": talk.get_state_display()}
        )


def check_answers_open(talk: Talk, *, is_learner: bool) -> None:
    """Raise RuleBroken unless answers may be written now; the learner may also mend theirs while disputing."""
    if talk.is_before or (is_learner and talk.state == Talk.State.DISPUTED):
        return
    raise RuleBroken(
        _("This talk is “%(state)s” by now, so what was said stays as it is.") % {"state": talk.get_state_display()}
    )


def check_may_be_summed_up(talk: Talk, learner: str) -> None:
    """Raise RuleBroken unless the adult may sum up: the learner's answers come first, or the talk itself does."""
    if talk.state == Talk.State.DISPUTED:
        return
    if talk.state == Talk.State.SUMMARISED:
        raise RuleBroken(_("%(who)s is reading your summary. You can change it if they disagree.") % {"who": learner})
    if talk.state != Talk.State.BOOKED:
        raise RuleBroken(_("There is nothing to sum up: this talk is “%(s)s”.") % {"s": talk.get_state_display()})
    if not (talk.opened_at or talk.is_over):
        raise RuleBroken(
            _("%(who)s speaks first: sum up once they have opened their answers, or after the talk.") % {"who": learner}
        )


def check_is_read(talk: Talk) -> None:
    """Raise RuleBroken unless a summary waits for the learner's word."""
    if talk.state != Talk.State.SUMMARISED:
        raise RuleBroken(
            _("There is no summary to answer: this talk is “%(state)s”.") % {"state": talk.get_state_display()}
        )
