"""The HTML of the grid: a table of terms and paths, with the load of each term and the ways to move a step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.templatetags.learnplan_parts import chip, icon, meter
from learnplan.web.addresses import address_of
from learnplan.years import term_name
from scripts.mapping.grid import Grid, Load, Slot, Term
from scripts.mapping.markup import tables
from scripts.mapping.shapes import BranchFacts, Fact, StepFacts
from scripts.mapping.wording import duration

UNPLACED = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One path of the grid: the branch it leads to, and its steps by term."""

    branch: BranchFacts
    grid: Grid


def slot_words(slot: Slot) -> str:
    """Return the words of a row: "autumn 2026/27", or the year whose term is not decided."""
    year, term = slot
    return term_name(year, term) if term else _("%(year)s, no term yet") % {"year": term_name(year, None)}


def slot_value(slot: Slot | None) -> str:
    """Return a slot as forms send it: "2026.1", or "none"."""
    return f"{slot[0]}.{slot[1]}" if slot else UNPLACED


class GridPen:
    """Draws the grid of one script: `most` is the most minutes a week, and `branch_of` whose each step is."""

    def __init__(self, slots: Sequence[Slot], *, most: int | None, may_write: bool, branch_of: Mapping[int, int]):
        self.slots, self.most, self.may_write = slots, most, may_write
        self.branch_of, self.branch_at = branch_of, address_of("branch")
        terms = [(slot_value(slot), slot_words(slot)) for slot in slots if slot[1]]
        chosen = [(UNPLACED, _("no term yet")), *terms]
        self.choices = "".join(f'<option value="{value}">{escape(words)}</option>' for value, words in chosen)

    def rows(self, columns: Sequence[Column]) -> SafeString:
        """Return the rows of the table, a term each."""
        return mark_safe("\n".join(self._row(at, columns) for at in range(len(self.slots))))

    def _row(self, at: int, columns: Sequence[Column]) -> str:
        slot = self.slots[at]
        head = f'<th scope="row">{escape(capfirst(slot_words(slot)))}</th>'
        is_alone = len(columns) == 1
        cells = "".join(
            self._cells(column, column.grid.rows[at], place, is_alone=is_alone) for place, column in enumerate(columns)
        )
        is_new = ' class="new-year"' if at and self.slots[at - 1][0] != slot[0] else ""
        return f'<tr data-slot="{slot_value(slot)}"{is_new}>{head}{cells}</tr>'

    def _cells(self, column: Column, row: Term, place: int, *, is_alone: bool) -> str:
        name = "" if is_alone else f' data-label="{escape(column.branch.name)}"'
        steps = "".join(self.step(step, row.slot, place) for step in row.steps)
        on = ", ".join(escape(step.title) for step in row.going_on)
        goes_on = f'<p class="goes-on"><small>{escape(_("Goes on:"))} {on}</small></p>' if on else ""
        listed = f"<ul>{steps}</ul>" if steps else ""
        cells = [
            f'<td class="load"{name}>{self.load(row)}</td>',
            f"<td{name}>{listed}{goes_on}</td>",
        ]
        for track in range(column.grid.width):
            begun = row.tracks.get(track, ())
            if begun:
                step, span = begun
                cells.append(f'<td class="lasts" rowspan="{span}"><ul>{self.step(step, row.slot, place)}</ul></td>')
            elif begun is None:
                cells.append('<td class="lasts free"></td>')
        return "".join(cells)

    def load(self, row: Term) -> str:
        """Return the load of one term: a meter against the most that is allowed, and the same in words."""
        if not row.slot[1] or not (row.load.minutes or row.load.unknown):
            return ""
        words, over = _load_words(row.load, self.most)
        drawn = meter(words, self.most, row.load.minutes) if self.most else ""
        extra = f"<br>{chip(over, 'wait', 'triangle-alert')}" if over else ""
        return f"{drawn}<small>{escape(words)}</small>{extra}"

    def listed(self, steps: Iterable[StepFacts]) -> SafeString:
        """Return steps as the items of a list."""
        return mark_safe("".join(map(self.step, steps)))

    def step(self, step: StepFacts, slot: Slot | None = None, place: int = 0) -> str:
        """Return one step: its name, all that is said of it but the `slot` it stands in, and the ways to move it.

        A step of two paths stands in the columns of both, and can be moved from each: `place` tells them apart. When an
        offer runs is not the learner's to move.
        """
        may_move = self.may_write and not step.is_fixed
        stands = term_name(slot[0], slot[1] or None) if slot else ""
        url = f"{self.branch_at(self.branch_of[step.key])}#step-{step.key}"
        states = "".join(f" {tables.fact(one)}" for one in step.of("state"))
        said = " · ".join(tables.fact(one) for one in step.facts if _is_news(one, stands))
        drag = f' data-drag="{step.key}"' if may_move else ""
        return (
            f'<li class="grid-step"{drag}><a href="{url}">{escape(step.title)}</a>{states}'
            f"<small>{said}</small>{tables.options(step)}{self._move(step, place) if may_move else ''}</li>"
        )

    def _move(self, step: StepFacts, place: int) -> str:
        """Return the ways to move a step: one term earlier or later, or to any term. They work in one form."""
        now = slot_value((step.year, step.term or 0) if step.year else None)
        choices = self.choices.replace(f'value="{now}"', f'value="{now}" selected', 1)
        title, key = escape(step.title), f"{step.key}-{place}" if place else str(step.key)
        words = escape(_("Move %(step)s to") % {"step": step.title})
        shifts = ""
        if step.year and step.term:
            shifts = "".join(
                f'<button class="button quiet round" name="shift" value="{step.key}.{by}">{icon(symbol)}'
                f'<span class="sr-only">{escape(label)}</span></button>'
                for by, symbol, label in (
                    (-1, "arrow-up", _("%(step)s: a term earlier") % {"step": step.title}),
                    (1, "arrow-down", _("%(step)s: a term later") % {"step": step.title}),
                )
            )
        return (
            f'<details class="fold move no-print"><summary>{escape(_("Move"))}<span class="sr-only"> {title}</span>'
            f'</summary><span class="row">{shifts}<select class="input" name="to-{key}" aria-label="{words}">'
            f'{choices}</select><button class="button" name="step" value="{key}">{escape(_("Move"))}'
            f'<span class="sr-only"> {title}</span></button></span></details>'
        )


def _is_news(fact: Fact, stands: str) -> bool:
    """Say whether a fact is not said yet by the row, by a chip or by the list of choices."""
    return fact.about not in ("state", "option") and fact.words != stands


def _load_words(load: Load, most: int | None) -> tuple[str, str]:
    """Return the load in words, and how much it is over the most that is allowed."""
    words = _("%(time)s a week") % {"time": duration(load.minutes)}
    if most:
        words = _("%(time)s a week of at most %(most)s") % {"time": duration(load.minutes), "most": duration(most)}
    if load.unknown:
        words += ngettext(", and %(n)s step that does not say", ", and %(n)s steps that do not say", load.unknown) % {
            "n": load.unknown
        }
    over = load.minutes - most if most else 0
    return words, _("%(time)s too much") % {"time": duration(over)} if over > 0 else ""
