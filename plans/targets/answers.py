"""How a target is going, said by each side on the one scale: side by side, and how far apart they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

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


def how_far_apart(own: int | None, others: list[int]) -> str:
    """Say kindly whether the answers differ; empty when only one side has answered."""
    if not own or not others:
        return ""
    widest = max(abs(own - other) for other in others)
    if widest == 0:
        return _("You see it the same way.")
    if widest == 1:
        return _("You see it nearly the same way. Both answers count.")
    return _("You see this differently, and both answers count. That is worth a talk: what has each of you seen?")


@dataclass(frozen=True)
class Line:
    """One target as a row of a list: the answers for its ladder, and the same as a sentence."""

    target: Target
    level: int | None
    others: list[tuple[str, int]]
    sentence: str
    is_answered: bool
    shows_own: bool = True


def line(target: Target, learner_name: str = "", sees: Callable[[str], bool] | None = None) -> Line:
    """Return the row of a target that carries `own` and `other`; `learner_name` is empty for the learner's own eyes.

    `sees` says of a part (of Sight) whether the reader may see it: without it they see both sides' answers.
    """
    own = target.own if sees is None or sees(Sight.CHECK_INS) else None
    other = target.other if sees is None or sees(Sight.RATINGS) else None
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
    return Line(
        target=target,
        level=own and own["level"],
        others=[(other["name"], other["level"])] if other else [],
        sentence=" ".join(said),
        is_answered=target.is_answered,
        shows_own=sees is None or sees(Sight.CHECK_INS),
    )
