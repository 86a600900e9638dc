"""What the matrix says to one person about one plan, and the two refusals: ask first, and not here."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.matrix.acts import Act, Column, Setting
from plans.matrix.models import AskedFor
from plans.matrix.presets import Cells, setting


class OfPlan(Protocol):
    """What the matrix asks of a plan: whose it is, and where."""

    pk: Any
    learner_id: int
    institution_id: int

    @property
    def learner(self) -> User: ...


class Stands(Protocol):
    """What the matrix asks of how somebody stands to a plan: whether it is their own, and what ties them to it."""

    @property
    def is_learner(self) -> bool: ...

    @property
    def bonds(self) -> frozenset[str]: ...


class AskFirst(RuleBroken):
    """The act is possible once somebody has said yes: `act` is what to ask for."""

    def __init__(self, message: str, act: str) -> None:
        super().__init__(message)
        self.act = act


def columns_of(stands: Stands) -> list[Column]:
    """Return the columns in which a person stands to a plan; none for staff without a bond."""
    if stands.is_learner:
        return [Column.LEARNER]
    return [column for column in Column if column in stands.bonds]


@dataclass(frozen=True)
class Rules:
    """The matrix that holds for one plan, and the acts its learner has been freed of asking for.

    `waiting` are the requests that wait about it, as {id, act, who, reason, words, target}, for its pages.
    """

    institution: str
    cells: Cells
    version: int = 0
    set_by: str = ""
    set_on: dt.date | None = None
    freed: frozenset[str] = field(default_factory=frozenset)
    waiting: tuple[dict, ...] = ()

    def says(self, act: str, stands: Stands) -> Setting | None:
        """Return what holds for someone who stands so; None where the matrix does not speak of them."""
        return setting(self.cells, act, columns_of(stands), self.freed)

    @property
    def name(self) -> str:
        """Which rule it is, for a refusal: "version 3, set by Rosa Byrne on 3 November 2026"."""
        if not self.version or self.set_on is None:
            return _("the rule that holds until %(place)s sets its own") % {"place": self.institution}
        return _("version %(version)s, set by %(who)s on %(day)s") % {
            "version": self.version,
            "who": self.set_by,
            "day": date_format(self.set_on),
        }


def is_pass(asked: AskedFor, act: str, plan: OfPlan, actor: User) -> bool:
    """Say whether the request was answered with yes, and is for this act, plan and person."""
    is_for_this = (asked.act, asked.plan_id, asked.asker_id) == (act, plan.pk, actor.pk)
    return asked.state == AskedFor.State.ALLOWED and is_for_this


def ask_words(rules: Rules, act: str, plan: OfPlan, stands: Stands) -> str:
    """Return the refusal that can be asked about: which rule, and whom to ask."""
    words = _words(rules, act, stands)
    if stands.is_learner:
        return _("At %(place)s you ask first to %(act)s (%(rule)s). Ask, and your tutor or advocate answers.") % words
    words["learner"] = plan.learner.get_short_name()
    return _("At %(place)s %(who)s asks the learner first to %(act)s (%(rule)s). Ask, and %(learner)s answers.") % words


def deny_words(rules: Rules, act: str, plan: OfPlan, stands: Stands) -> str:
    """Return the refusal of an act that cannot be asked for: which rule, who can change it, and what to do instead."""
    words = _words(rules, act, stands)
    if stands.is_learner:
        said = _("At %(place)s learners may not %(act)s (%(rule)s). An administrator there can change that rule.")
        return f"{said % words} {_('You can talk to your tutor about it.')}"
    words["learner"] = plan.learner.get_short_name()
    said = _("At %(place)s %(who)s may not %(act)s (%(rule)s). An administrator there can change that rule.")
    return f"{said % words} {_('You can suggest it to %(learner)s in a talk.') % words}"


def _words(rules: Rules, act: str, stands: Stands) -> dict[str, str]:
    columns = columns_of(stands)
    return {
        "place": rules.institution,
        "rule": rules.name,
        "act": str(Act(act).label),
        "who": str(columns[0].label) if columns else "",
    }
