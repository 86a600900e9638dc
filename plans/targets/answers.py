"""How a target is going, said by each side on the one scale: side by side, and how far apart they are."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.people.models import Bond
from learnplan.people.sight import Sight
from plans.targets.models import CheckIn, Level, Rating, Target


@dataclass
class Round:
    """One check-in of the learner (None before the first) and the ratings that answer it, oldest first."""

    own: CheckIn | None = None
    others: list[Rating] = field(default_factory=list)


def rounds(check_ins: Iterable[CheckIn], ratings: Iterable[Rating]) -> list[Round]:
    """Return check-ins with their answers, newest first; a rating that names none answers the last one before it."""
    made = [Round(check_in) for check_in in sorted(check_ins, key=lambda c: (c.at, c.pk), reverse=True)]
    unasked = Round()
    for rating in sorted(ratings, key=lambda r: (r.at, r.pk)):
        answered = (
            r
            for r in made
            if r.own and (r.own.pk == rating.check_in_id or (not rating.check_in_id and r.own.at <= rating.at))
        )
        next(answered, unasked).others.append(rating)
    return made + ([unasked] if unasked.others else [])


def latest_of_each(ratings: Iterable[Rating]) -> list[Rating]:
    """Return the latest rating of each rater, newest first."""
    latest: dict[int, Rating] = {}
    for rating in sorted(ratings, key=lambda r: (r.at, r.pk)):
        latest[rating.rater_id] = rating
    return sorted(latest.values(), key=lambda r: (r.at, r.pk), reverse=True)


@dataclass(frozen=True)
class Side:
    """What one person says now: who and as what, their level in words, when, and how it stands to the learner's own.

    `is_own` is the learner's; `is_before_change` says that the target had other words then.
    """

    who: str
    kind: str
    level: int
    words: str
    at: dt.datetime
    apart: str = ""
    is_own: bool = False
    is_before_change: bool = False


def sides(own: CheckIn | None, latest: Iterable[Rating], changed_at: dt.datetime | None, name: str = "") -> list[Side]:
    """Return the learner's own answer first, then each rater's, newest first; nobody's is averaged away.

    `latest` are the raters' latest, each with its `kind`; `name` is the learner's, empty for their own eyes.
    """

    def before(answer: CheckIn | Rating) -> bool:
        return changed_at is not None and answer.at < changed_at

    found = []
    if own:
        words = str(Level(own.level).label)
        found.append(Side(name or _("I"), "", own.level, words, own.at, is_own=True, is_before_change=before(own)))
    for rating in latest:
        kind = Bond.Kind(rating.kind).label if rating.kind else _("teacher")
        apart = beside_own(rating.level, own.level, name) if own else ""
        words = str(Level(rating.level).label)
        found.append(
            Side(str(rating.rater), str(kind), rating.level, words, rating.at, apart, is_before_change=before(rating))
        )
    return found


def beside_own(level: int, own: int, name: str = "") -> str:
    """Say how a rater's level stands to the learner's own; `name` is the learner's, empty for their own eyes."""
    steps = abs(level - own)
    if not steps:
        return _("the same as %(who)s") % {"who": name} if name else _("the same as I say")
    higher = ngettext("%(n)s step higher than %(who)s", "%(n)s steps higher than %(who)s", steps)
    lower = ngettext("%(n)s step lower than %(who)s", "%(n)s steps lower than %(who)s", steps)
    return (higher if level > own else lower) % {"n": steps, "who": name or _("I say")}


def how_far_apart(own: int | None, others: list[int]) -> str:
    """Say kindly whether the answers differ; empty when only one side has answered."""
    if not own or not others:
        return ""
    widest = max(abs(own - other) for other in others)
    if max(others) - min(others) > 1:
        return _("Those who answered see it differently from each other. Every answer counts: ask what each has seen.")
    if widest == 0:
        return _("You see it the same way.")
    if widest == 1:
        return _("You see it nearly the same way. Both answers count.")
    return _("You see this differently, and both answers count. That is worth a talk: what has each of you seen?")


@dataclass(frozen=True)
class TargetInList:
    """One target as a row of a list: the answers for its ladder, and the same as a sentence."""

    target: Target
    level: int | None
    others: list[tuple[str, int]]
    sentence: str
    is_answered: bool
    steps_done: int = 0
    steps_all: int = 0
    shows_own: bool = True


def line(target: Target, learner_name: str = "", sees: Callable[[str], bool] | None = None) -> TargetInList:
    """Return the row of a target that carries `own` and `other`; `learner_name` is empty for the learner's own eyes.

    `sees` says of a part (of Sight) whether the reader may see it: without it they see both sides' answers.
    """
    own = target.own if sees is None or sees(Sight.CHECK_INS) else None
    other = target.other if sees is None or sees(Sight.RATINGS) else None
    steps = getattr(target, "step_rows", ())
    said = []
    if own:
        words = {"who": learner_name, "level": own["level"], "words": Level(own["level"]).label}
        said.append(
            (
                _("%(who)s says %(level)s of 5, “%(words)s”.")
                if learner_name
                else _("I say %(level)s of 5, “%(words)s”.")
            )
            % words
        )
    if other:
        said.append(_("%(who)s says %(level)s.") % {"who": other["name"], "level": other["level"]})
    return TargetInList(
        target=target,
        level=own and own["level"],
        others=[(other["name"], other["level"])] if other else [],
        sentence=" ".join(said),
        is_answered=target.is_answered,
        shows_own=sees is None or sees(Sight.CHECK_INS),
        steps_done=sum(step["is_done"] for step in steps),
        steps_all=len(steps),
    )
