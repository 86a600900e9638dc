"""The freedoms there are, with what earns each and where it can be earned: published, the same for all, and pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans.matrix.acts import TO_COME, Act, Column, Setting
from plans.matrix.presets import setting
from plans.matrix.rules import Rules

WEEKS = 8  # how far back regular check-ins are counted
MONTHS = 12  # how far back everything else is


@dataclass(frozen=True)
class Direction:
    """How a learner has directed themselves, as counts of what they did. No level, mark or result is among them.

    `weeks` of the last eight in which they checked in; the rest within the last twelve months: `targets` written
    by themselves, `reflections` written with a check-in, `steps` ticked off, `helps` the times they asked for help or
    a talk about a target, `talks` they put a question into or answered beforehand.
    """

    weeks: int = 0
    targets: int = 0
    reflections: int = 0
    steps: int = 0
    helps: int = 0
    talks: int = 0

    def as_facts(self) -> dict[str, int]:
        """Return the counts as JSON, to be kept with a decision."""
        return dict(vars(self))


NAMES: dict[str, Promise] = {
    "weeks": gettext_lazy("Check in regularly"),
    "targets": gettext_lazy("Write targets of your own"),
    "reflections": gettext_lazy("Write what happened when you check in"),
    "steps": gettext_lazy("Finish steps you set yourself"),
    "helps": gettext_lazy("Ask for help, or for a talk, when you need it"),
    "talks": gettext_lazy("Prepare your talks"),
}


@dataclass(frozen=True)
class Criterion:
    """How much of one count a freedom asks for."""

    count: str
    needed: int

    @property
    def name(self) -> Promise:
        return NAMES[self.count]


@dataclass(frozen=True)
class Freedom:
    """Something a learner may do without asking: the `acts` of the matrix it frees, and what earns it."""

    key: str
    name: Promise
    acts: tuple[Act, ...]
    criteria: tuple[Criterion, ...]

    @property
    def is_to_come(self) -> bool:
        """What it frees cannot be done in Learnplan yet."""
        return all(act in TO_COME for act in self.acts)


def _freedom(key: str, name: Promise, acts: tuple[Act, ...], **needed: int) -> Freedom:
    return Freedom(key, name, acts, tuple(Criterion(count, number) for count, number in needed.items()))


CATALOGUE: dict[str, Freedom] = {
    one.key: one
    for one in (
        _freedom("own_start", gettext_lazy("Write my own targets"), (Act.WRITE, Act.CARRY), weeks=4, helps=1, steps=3),
        _freedom(
            "own_words",
            gettext_lazy("Change my targets, or let go of them"),
            (Act.CHANGE, Act.LET_GO, Act.REOPEN),
            weeks=4,
            reflections=4,
            helps=1,
        ),
        _freedom(
            "own_ending", gettext_lazy("Say when I have got there"), (Act.REACH,), weeks=4, reflections=4, steps=5
        ),
        _freedom("own_talks", gettext_lazy("Book talks when I want them"), (Act.BOOK, Act.PROMPT), talks=2, helps=1),
        _freedom("own_showing", gettext_lazy("Decide who sees my evidence"), (Act.SHARE,), reflections=4, talks=1),
        _freedom(
            "lead_session",
            gettext_lazy("Call and lead a session"),
            (Act.LEAD,),
            weeks=4,
            targets=2,
            reflections=4,
            helps=1,
        ),
    )
}


@dataclass(frozen=True)
class Met:
    """One criterion as it stands for one learner: the figure, what is asked for, and what would meet it."""

    name: Promise
    figure: int
    needed: int
    count: str

    @property
    def is_met(self) -> bool:
        return self.figure >= self.needed

    @property
    def words(self) -> str:
        """The figure in words, such as "3 of 4 weeks"."""
        figures = {"figure": min(self.figure, self.needed), "needed": self.needed}
        if self.count == "weeks":
            return ngettext("%(figure)s of %(needed)s week", "%(figure)s of %(needed)s weeks", self.needed) % figures
        return _("%(figure)s of %(needed)s") % figures

    @property
    def what_would(self) -> str:
        """What would meet it; "" when it is met."""
        return "" if self.is_met else what_would(self.count, self.needed - self.figure)


def stand(freedom: Freedom, direction: Direction) -> list[Met]:
    """Return each criterion of the freedom as it stands.

    >>> [one.is_met for one in stand(CATALOGUE["own_talks"], Direction(talks=2, helps=0))]
    [True, False]
    """
    return [Met(one.name, getattr(direction, one.count), one.needed, one.count) for one in freedom.criteria]


def what_would(count: str, missing: int) -> str:
    """Return what would add `missing` to a count, as something to do."""
    said = {
        "weeks": ngettext("Check in during one more week.", "Check in during %(n)s more weeks.", missing),
        "targets": ngettext("Write one more target.", "Write %(n)s more targets.", missing),
        "reflections": ngettext(
            "Write what happened at one more check-in.", "Write what happened at %(n)s more check-ins.", missing
        ),
        "steps": ngettext("Finish one more step.", "Finish %(n)s more steps.", missing),
        "helps": ngettext("Ask once when you are stuck.", "Ask %(n)s more times when you are stuck.", missing),
        "talks": ngettext("Put a question into your next talk.", "Put questions into your next %(n)s talks.", missing),
    }
    return said[count] % {"n": missing}


def named(acts: Iterable[str]) -> str:
    """Return acts as one line: "Change a target, let go of a target"."""
    return capfirst(", ".join(str(Act(act).label) for act in acts))


def is_given(about: Freedom, rules: Rules) -> bool:
    """Say whether every learner may do all of it here without asking, so that there is nothing to earn."""
    return all(setting(rules.cells, act, [Column.LEARNER]) == Setting.ALLOW for act in about.acts)


def why_closed(about: Freedom, rules: Rules) -> str:
    """Return why the freedom cannot be asked for under these rules: nothing to gain, or not here; "" if it can."""
    says = {act: setting(rules.cells, act, [Column.LEARNER]) for act in about.acts}
    if Setting.REQUEST in says.values():
        return ""
    if Setting.DENY in says.values():
        return _("At %(place)s nobody may: %(acts)s (%(rule)s). An administrator there can change that rule.") % {
            "place": rules.institution,
            "acts": named(about.acts),
            "rule": rules.name,
        }
    return _("You have this already: at %(place)s no learner has to ask.") % {"place": rules.institution}
