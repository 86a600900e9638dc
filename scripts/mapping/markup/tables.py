"""The HTML of facts: rows of the list, and the parts that the other views share.

A script has hundreds of facts, and as templates they took six tenths of the time of a page; see docs/route-map.md.
What a person wrote passes through `escape`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from learnplan.templatetags.learnplan_parts import chip, icon
from learnplan.web.addresses import address_of
from scripts.mapping.shapes import BranchFacts, Fact, StepFacts

BELOW_TITLE = ("when", "load", "goal")
ASKED = ("asks", "counts", "meets")


@dataclass(frozen=True, slots=True)
class Reader:
    """What the one who looks may do with the steps of a script."""

    may_write: bool
    is_mine: bool
    script: int


def fact(one: Fact) -> str:
    """Return one fact: a state as a chip, a link where it leads somewhere, plain words otherwise."""
    label = f"{escape(one.label)} " if one.label else ""
    if one.tone or one.icon:
        words = chip(one.words, one.tone, one.icon)
        return f'<a href="{one.url}">{label}{words}</a>' if one.url else f"{label}{words}"
    words = escape(one.words if label else capfirst(one.words))
    return f'{label}<a href="{one.url}">{words}</a>' if one.url else f"{label}{words}"


def small(facts: Iterable[Fact]) -> str:
    """Return facts as small words, one a line."""
    return "".join(f"<br><small>{fact(one)}</small>" for one in facts)


def options(step: StepFacts, url: str = "") -> str:
    """Return what the step may become, if there is a choice, as a list in the learner's order; `url` is where."""
    found = step.of("option")
    if not found:
        return ""
    rows = "".join(f"<li>{fact(one)}</li>" for one in found)
    words = escape(_("Pick one of these:") if step.picked is None else _("Picked from:"))
    head = f'<a href="{url}">{words}</a>' if url else words
    return f'<span class="pick-one"><small>{head}</small><ul>{rows}</ul></span>'


def step_rows(branch: BranchFacts, reader: Reader) -> SafeString:
    """Return the rows of the branch's own steps, for a table with the columns of `steps_table.html`."""
    rows = _Rows(branch, reader)
    return mark_safe("\n".join(rows.row(step) for step in branch.steps))


class _Rows:
    """The rows of one table, with the words that stand in each of them."""

    def __init__(self, branch: BranchFacts, reader: Reader):
        self.reader = reader
        self.change_at, self.ask_at = address_of("step_change"), address_of("place_ask")
        self.options_at, self.comments_at = address_of("step_options"), address_of("step_comments")
        self.new_at = f"{address_of('branch_new')(reader.script)}?after="
        self.heads = [escape(words) for words in (_("Where and how"), _("What it asks"), _("Places"), _("Do"))]
        self.nothing, self.no_place = escape(_("Nothing")), escape(_("No place needed"))

    def row(self, step: StepFacts) -> str:
        states = "".join(f" {fact(one)}" for one in step.of("state"))
        below = small(step.of(*BELOW_TITLE)) + self.comments(step)
        first = f"<b>{escape(step.title)}</b>{states}{below}{self.options(step)}"
        asked = (_stacked(step.of(*ASKED)) or self.nothing) + small(step.of("check"))
        cells = [_comma(step), asked, self.place(step)]
        columns = "".join(
            f'<td data-label="{head}"{self.quiet(cell)}><span>{cell}</span></td>'
            for head, cell in zip(self.heads, cells, strict=False)
        )
        if self.reader.may_write:
            columns += f'<td data-label="{self.heads[-1]}" class="no-print"><span>{self.acts(step)}</span></td>'
        return f'<tr id="step-{step.key}"><th scope="row">{first}</th>{columns}</tr>'

    def quiet(self, cell: str) -> str:
        """Return the class of a cell that says that there is nothing: a phone leaves it out."""
        return ' class="none"' if cell in (self.nothing, self.no_place) else ""

    def comments(self, step: StepFacts) -> str:
        """Return the way to what is said about the step, for anyone who sees it."""
        words = next((one.words for one in step.of("said")), _("Comment"))
        more = escape(_("on %(title)s") % {"title": step.title})
        label = f'{icon("message-circle")} {escape(words)}<span class="sr-only"> {more}</span>'
        return f'<br><small><a href="{self.comments_at(step.key)}">{label}</a></small>'

    def options(self, step: StepFacts) -> str:
        return options(step, self.options_at(step.key) if self.reader.may_write else "")

    def place(self, step: StepFacts) -> str:
        return _stacked(step.of("place")) or self.no_place

    def acts(self, step: StepFacts) -> str:
        title = escape(step.title)
        change, after = escape(_("Change")), escape(_("Branch"))
        more = escape(_("after %(title)s") % {"title": step.title})
        return (
            f'<span class="row"><a href="{self.change_at(step.key)}">{change}<span class="sr-only"> {title}</span></a>'
            f'<a href="{self.new_at}{step.key}">{after}<span class="sr-only"> {more}</span></a>{self.ask(step)}</span>'
        )

    def ask(self, step: StepFacts) -> str:
        """Return the way to ask for a place, for those who ask on the learner's behalf."""
        if self.reader.is_mine or step.offer is None or step.is_done or step.has_place:
            return ""
        more = escape(_("on %(title)s") % {"title": step.title})
        words = escape(_("Ask for a place"))
        return f'<a href="{self.ask_at(step.offer)}?step={step.key}">{words}<span class="sr-only"> {more}</span></a>'


def _comma(step: StepFacts) -> str:
    where = [*map(fact, step.of("where")), *(escape(one.words) for one in step.of("how"))]
    return capfirst(", ".join(where)) + small(step.of("hours"))


def _stacked(facts: list[Fact]) -> str:
    return "<br>".join(map(fact, facts))


def head(branch: BranchFacts) -> SafeString:
    """Return the words under a branch's name: where it ends and forks, and what its ending asks."""
    asks = branch.of("ask")
    said = " ".join(
        f"{escape(one.label)} <b>{escape(one.words)}</b>." if one.label else escape(one.words)
        for one in branch.of("ending", "fork")
    )
    listed = "".join(
        f'<li class="{one.tone or "open"}">{icon(one.icon)} <span>{escape(one.words)}</span></li>' for one in asks
    )
    asked = f'<p>{escape(asks[0].label)}</p><ul class="asks">{listed}</ul>' if asks else ""
    return mark_safe(f"<p>{said}</p>{asked}")
