"""What a target must be like, and how it may move from state to state: pure checks, no writes."""

import datetime as dt
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken
from learnplan.years import year_bounds, year_name
from plans.matrix.acts import Act
from plans.targets.models import Confidence, Level, Plan, Target, TargetStep

SLACK = dt.timedelta(days=92)
CLOSED = (Target.State.REACHED, Target.State.DROPPED, Target.State.CHANGED)
MOVES = (*Target.CALLS, Target.State.ACTIVE, Target.State.REACHED, Target.State.DROPPED)
AGREED_FROM = Level.ON_MY_OWN
MOST_WORDS, MOST_IN_STEP = 300, 150


def last_day(year: int) -> dt.date:
    """Return the last day a target of that year's plan may be for: three months into the next year."""
    return year_bounds(year)[1] + SLACK


def clean_words(words: str, empty: str) -> str:
    """Return `words` without the space around them; raise RuleBroken(`empty`) when nothing is left."""
    words = (words or "").strip()
    if not words:
        raise RuleBroken(empty)
    if len(words) > MOST_WORDS:
        raise RuleBroken(_("That is longer than 300 characters. Make it shorter, or make two targets of it."))
    return words


def check_due_on(due_on: dt.date, year: int, today: dt.date) -> None:
    """Raise RuleBroken unless `due_on` is from today to three months after the plan's year."""
    last = last_day(year)
    if last < today:
        raise RuleBroken(
            _("This plan was for %(year)s, and that year is over. Write it in this year's plan.")
            % {"year": year_name(year)}
        )
    if due_on < today:
        raise RuleBroken(_("That day has passed. Pick a day from today on."))
    if due_on > last:
        raise RuleBroken(
            _("This plan is for %(year)s. Pick a day up to %(last)s, and put what comes later in your script.")
            % {"year": year_name(year), "last": date_format(last)}
        )


def check_year_open(plan: Plan) -> None:
    """Raise RuleBroken when the plan's year is closed."""
    if plan.closed_at:
        raise RuleBroken(
            _("The year %(year)s of this plan is closed. Open the year again first, with a reason.")
            % {"year": year_name(plan.year)}
        )


def check_level(level: int) -> None:
    """Raise RuleBroken unless `level` is one of the five."""
    if level not in Level.values:
        raise RuleBroken(_("Pick one of the five answers, from “not yet” to “I could show someone else”."))


def check_confidence(confidence: int | None, *, is_learner: bool = True) -> None:
    """Raise RuleBroken unless it is one of the five, said by the learner; None is nothing said."""
    if confidence is None:
        return
    if confidence not in Confidence.values:
        raise RuleBroken(_("Pick one of the five answers, from “not sure at all” to “sure I will”."))
    if not is_learner:
        raise RuleBroken(_("Only the learner can say how sure they are. Ask them, and let them say it themselves."))


def clean_steps(steps: Sequence[str]) -> list[str]:
    """Return the words of the steps without those that are empty; raise RuleBroken if there are too many, or too long.

    >>> clean_steps([" Draw it ", "", "Say it"])
    ['Draw it', 'Say it']
    """
    found = [words for step in steps if (words := (step or "").strip())]
    if len(found) > TargetStep.MOST:
        raise RuleBroken(_("Five steps are the most. Put two of them together, or make a second target."))
    if any(len(words) > MOST_IN_STEP for words in found):
        raise RuleBroken(_("A step can have 150 characters. Make it shorter, or make two steps of it."))
    if len({words.casefold() for words in found}) < len(found):
        raise RuleBroken(_("Two of the steps are the same. Take one out, or say what is different."))
    return found


def have_agreed(own: int | None, other: int | None) -> bool:
    """Say whether learner and adult both say "on my own" or more.

    >>> have_agreed(4, 5), have_agreed(3, 5), have_agreed(None, 5)
    (True, False, False)
    """
    return (own or 0) >= AGREED_FROM and (other or 0) >= AGREED_FROM


def act_of(target: Target, state: str) -> Act | None:
    """Return the act of moving the target to `state`; None for moves that nobody ever has to ask for.

    Asking for help, wanting to talk and going back to work are never asked about.
    """
    if not target.is_open:
        return Act.REOPEN
    return {Target.State.REACHED: Act.REACH, Target.State.DROPPED: Act.LET_GO}.get(Target.State(state))


def check_move(target: Target, state: str, *, is_learner: bool, own: int | None, other: int | None) -> None:
    """Raise RuleBroken unless the target may move to `state`.

    `own` and `other` are the learner's latest level and the acting adult's. Nobody's rating alone closes a target:
    it is reached by the learner's own act, or by an adult's when both say "on my own" or more. Only the learner
    lets go of a target, or opens it again.
    """
    if state not in MOVES:
        raise RuleBroken(_("A target cannot be made “%(state)s”.") % {"state": state})
    if target.is_draft:
        raise RuleBroken(_("This is still a draft. Put it in the plan first."))
    if target.state == Target.State.CHANGED:
        raise RuleBroken(_("This target went on in a later plan. Go on with it there."))
    if state == target.state:
        raise RuleBroken(_("It already is “%(state)s”.") % {"state": target.get_state_display()})
    if not target.is_open and state != Target.State.ACTIVE:
        raise RuleBroken(_("This target is closed. Open it again first."))
    if is_learner:
        return
    if not target.is_open:
        raise RuleBroken(_("Only the learner can open this target again. You can talk to them about it."))
    if state == Target.State.DROPPED:
        raise RuleBroken(_("Only the learner can let go of this target. You can talk to them about it."))
    if state == Target.State.REACHED and not have_agreed(own, other):
        raise RuleBroken(
            _(
                "Your rating alone does not close this target. The learner can, or you can once their last check-in "
                "and your last rating both say “on my own” or more."
            )
        )
