"""The three ready-made matrices, the one that holds when nothing is set, what may be set, and reading one: pure."""

from collections.abc import Iterable, Iterator

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.matrix.acts import Act, Column, Setting

Cells = dict[str, dict[str, str]]


class Preset(models.TextChoices):
    """A ready-made matrix, or none of them."""

    LEARNER_LED = "learner_led", _("learner-led")
    SHARED = "shared", _("shared")
    GUIDED = "guided", _("guided")
    OWN = "own", _("our own mix")


MEANS: dict[str, Promise] = {
    Preset.LEARNER_LED: _("The learner acts. Adults ask the learner before they write in the plan."),
    Preset.SHARED: _("Either side may write. What ends a target, or changes its words, is asked of the other side."),
    Preset.GUIDED: _("Adults may write. The learner asks before changing the plan, and can earn not having to."),
    Preset.OWN: _("Each act is set by itself."),
}
DEFAULT = Preset.LEARNER_LED
_LETTERS = {"A": Setting.ALLOW, "R": Setting.REQUEST, "D": Setting.DENY}
# One letter for each column (learner, tutor, advocate, carer): Allow, Request, Deny, or - where it is never theirs.
_TABLE: dict[Act, tuple[str, str, str]] = {
    #            learner-led, shared, guided
    Act.WRITE: ("ARA-", "AAA-", "RAA-"),
    Act.CHANGE: ("ARR-", "ARR-", "RAA-"),
    Act.LET_GO: ("A---", "R---", "R---"),
    Act.REACH: ("AAA-", "RAA-", "RAA-"),
    Act.REOPEN: ("A---", "A---", "R---"),
    Act.CARRY: ("ARR-", "AAA-", "RAA-"),
    Act.SHARE: ("A---", "A---", "R---"),
    Act.BOOK: ("AAA-", "AAA-", "RAA-"),
    Act.PROMPT: ("AAA-", "AAA-", "AAA-"),
    Act.SIGN: ("AA-A", "AA-A", "AA-A"),
    Act.LEAD: ("R---", "R---", "R---"),
}


def _preset(number: int) -> Cells:
    return {
        str(act): {
            str(column): str(_LETTERS[letter])
            for column, letter in zip(Column, letters[number], strict=True)
            if letter != "-"
        }
        for act, letters in _TABLE.items()
    }


PRESETS: dict[str, Cells] = {
    preset: _preset(number) for number, preset in enumerate([Preset.LEARNER_LED, Preset.SHARED, Preset.GUIDED])
}
# In whose column each act stands at all. What is missing is not theirs under any matrix.
COLUMNS: dict[str, tuple[Column, ...]] = {act: tuple(map(Column, columns)) for act, columns in PRESETS[DEFAULT].items()}


def options(act: str, column: str) -> tuple[Setting, ...]:
    """Return what an institution may set; empty where the act never stands in the column.

    A learner can be asked to ask first, but their own plan is never closed to them. Nobody asks to sign.
    """
    if column not in COLUMNS[act]:
        return ()
    is_learner = column == Column.LEARNER
    if act == Act.SIGN:
        return (Setting.ALLOW,) if is_learner else (Setting.ALLOW, Setting.DENY)
    if is_learner and act != Act.LEAD:
        return (Setting.ALLOW, Setting.REQUEST)
    return tuple(Setting)


def cells_in_order() -> Iterator[tuple[Act, Column]]:
    """Yield every cell that exists, act by act."""
    for act in Act:
        for column in COLUMNS[act]:
            yield act, column


def is_whole(cells: Cells) -> bool:
    """Say whether `cells` has every cell that exists, no other, each set to something it may be set to."""
    wanted = {(act.value, column.value) for act, column in cells_in_order()}
    given = {(act, column) for act, columns in cells.items() for column in columns}
    return given == wanted and all(cells[act][column] in options(act, column) for act, column in wanted)


def preset_of(cells: Cells) -> Preset:
    """Return the preset that `cells` equals, or OWN."""
    return next((Preset(name) for name, ready in PRESETS.items() if ready == cells), Preset.OWN)


def setting(cells: Cells, act: str, columns: Iterable[str], freed: Iterable[str] = ()) -> Setting | None:
    """Return what holds for someone who stands in `columns`: the freest of them; None where no column has the act.

    `freed` are the acts for which the learner need not ask: a freedom turns "asks first" into "may", nothing else.
    A cell that an older version does not know holds as in the default.
    """
    found = []
    for column in columns:
        known = cells.get(act, {}).get(column) or PRESETS[DEFAULT].get(act, {}).get(column)
        if known is None:
            continue
        is_freed = column == Column.LEARNER and known == Setting.REQUEST and act in freed
        found.append(Setting.ALLOW if is_freed else Setting(known))
    return min(found, key=list(Setting).index) if found else None


def differences(before: Cells, after: Cells) -> list[tuple[Act, Column, Setting, Setting]]:
    """Return the cells that differ, as (act, column, before, after)."""
    changed = []
    for act, column in cells_in_order():
        old, new = (setting(cells, act, [column]) for cells in (before, after))
        if old is not None and new is not None and old != new:
            changed.append((act, column, old, new))
    return changed
